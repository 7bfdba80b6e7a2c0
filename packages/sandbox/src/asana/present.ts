import { unknownObject } from "./errors.ts";
import { presentValue } from "./fields.ts";
import type { Json } from "./json.ts";
import { htmlToPlain } from "./rich-text.ts";
import type {
  AsanaState,
  Attachment,
  CustomField,
  Portfolio,
  Project,
  Section,
  StatusUpdate,
  Story,
  Task,
} from "./state.ts";

const APP = "https://app.asana.com";

export function presentUser(state: AsanaState, gid: string | undefined): Json | null {
  const person = state.world.people.find(({ asanaGid }) => asanaGid === gid);
  if (!person) return null;
  return {
    gid: person.asanaGid,
    resource_type: "user",
    name: person.name,
    email: person.email,
    photo: null,
    workspaces: state.workspaces.slice(0, 1).map(presentWorkspace),
  };
}

export function presentWorkspace(workspace: AsanaState["workspaces"][number]): Json {
  return {
    gid: workspace.gid,
    resource_type: "workspace",
    name: workspace.name,
    is_organization: workspace.isOrganization,
    email_domains: ["tessalane.example"],
  };
}

const workspaceOf = (state: AsanaState): Json => {
  const [main] = state.workspaces;
  return main ? presentWorkspace(main) : {};
};

export function presentTeam(state: AsanaState, gid: string): Json {
  const team = state.teams.find((candidate) => candidate.gid === gid) ?? unknownObject("team", gid);
  return {
    gid,
    resource_type: "team",
    name: team.name,
    description: team.description,
    organization: workspaceOf(state),
    permalink_url: `${APP}/0/${gid}/overview`,
    visibility: "request_to_join",
  };
}

export const presentSection = (state: AsanaState, section: Section): Json => ({
  gid: section.gid,
  resource_type: "section",
  name: section.name,
  created_at: section.createdAt,
  project: projectRef(state, section.projectGid),
});

function projectRef(state: AsanaState, gid: string): Json {
  const name =
    state.projects.get(gid)?.name ?? state.portfolios.find((portfolio) => portfolio.gid === gid)?.name;
  return { gid, resource_type: "project", name: name ?? "" };
}

const idOnly = (gid: string): Json => ({ gid, resource_type: "task" });

export const taskRef = (task: Task): Json => ({
  gid: task.gid,
  resource_type: "task",
  name: task.name,
  resource_subtype: task.subtype,
});

export function presentField(field: CustomField): Json {
  return {
    gid: field.gid,
    resource_type: "custom_field",
    resource_subtype: field.type,
    type: field.type,
    representation_type: field.readOnly ? "formula" : field.type,
    name: field.name,
    description: field.description,
    enabled: true,
    is_global_to_workspace: true,
    is_formula_field: field.readOnly === true,
    is_value_read_only: field.readOnly === true,
    ...(field.precision === undefined ? {} : { precision: field.precision }),
    ...(field.options.length > 0
      ? { enum_options: field.options.map((option) => ({ ...option, resource_type: "enum_option" })) }
      : {}),
  };
}

/** What belongs to the projects of the task, and what it has a value of. */
function fieldsOf(state: AsanaState, task: Task): CustomField[] {
  const gids = new Set(
    task.memberships.flatMap(({ projectGid }) => state.projects.get(projectGid)?.fieldGids ?? []),
  );
  return state.fields.filter(({ gid }) => gids.has(gid) || (task.values.get(gid) ?? null) !== null);
}

export function presentTask(state: AsanaState, task: Task): Json {
  const user = (gid: string | undefined) => presentUser(state, gid);
  const parent = state.tasks.get(task.parentGid ?? "");
  const all = [...state.tasks.values()];
  return {
    ...taskRef(task),
    approval_status: "pending",
    assignee: user(task.assigneeGid),
    assignee_status: "upcoming",
    completed: task.completed,
    completed_at: task.completedAt ?? null,
    completed_by: user(task.completedBy),
    created_at: task.createdAt,
    created_by: user(task.createdBy),
    custom_fields: fieldsOf(state, task).map((field) =>
      Object.assign(presentField(field), presentValue(state, field, task.values.get(field.gid) ?? null)),
    ),
    dependencies: task.dependencies.map(idOnly),
    dependents: all
      .filter(({ dependencies }) => dependencies.includes(task.gid))
      .map(({ gid }) => idOnly(gid)),
    due_at: task.dueAt ?? null,
    due_on: task.dueOn ?? null,
    followers: task.followerGids.map(user),
    html_notes: task.html,
    liked: false,
    likes: [],
    memberships: task.memberships.map(({ projectGid, sectionGid }) => ({
      project: projectRef(state, projectGid),
      section: {
        gid: sectionGid,
        resource_type: "section",
        name: state.sections.get(sectionGid)?.name ?? "",
      },
    })),
    modified_at: task.modifiedAt,
    notes: htmlToPlain(task.html),
    num_likes: 0,
    num_subtasks: all.filter(({ parentGid }) => parentGid === task.gid).length,
    parent: parent ? taskRef(parent) : null,
    permalink_url: `${APP}/0/${task.memberships[0]?.projectGid ?? 0}/${task.gid}`,
    projects: task.memberships.map(({ projectGid }) => projectRef(state, projectGid)),
    start_at: null,
    start_on: task.startOn ?? null,
    tags: task.tagGids.map((gid) => ({
      gid,
      resource_type: "tag",
      name: state.tags.find((tag) => tag.gid === gid)?.name ?? "",
    })),
    workspace: workspaceOf(state),
  };
}

const COLOR_OF: Readonly<Record<string, string>> = {
  on_track: "green",
  at_risk: "yellow",
  off_track: "red",
  on_hold: "blue",
};

export function latestStatus(state: AsanaState, parentGid: string): StatusUpdate | undefined {
  const updates = state.statuses.filter((status) => status.parentGid === parentGid);
  return updates.sort((left, right) => right.createdAt.localeCompare(left.createdAt))[0];
}

export function presentProject(state: AsanaState, project: Project): Json {
  const status = latestStatus(state, project.gid);
  return {
    gid: project.gid,
    resource_type: "project",
    name: project.name,
    archived: project.archived,
    color: "light-green",
    completed: false,
    completed_at: null,
    created_at: project.createdAt,
    current_status: status
      ? {
          gid: status.gid,
          resource_type: "project_status",
          title: status.title,
          color: COLOR_OF[status.statusType] ?? "complete",
          text: htmlToPlain(status.html),
          created_at: status.createdAt,
        }
      : null,
    current_status_update: status ? presentStatus(state, status) : null,
    custom_field_settings: settingsOf(state, project),
    default_view: project.view,
    due_date: project.dueOn ?? null,
    due_on: project.dueOn ?? null,
    html_notes: project.html,
    members: [project.ownerGid].map((gid) => presentUser(state, gid)).filter((user) => user !== null),
    modified_at: project.modifiedAt,
    notes: htmlToPlain(project.html),
    owner: presentUser(state, project.ownerGid),
    permalink_url: `${APP}/0/${project.gid}/list`,
    privacy_setting: project.privacy,
    public: project.privacy === "public_to_workspace",
    start_on: project.startOn ?? null,
    team: presentTeam(state, project.teamGid),
    workspace: workspaceOf(state),
  };
}

export function settingsOf(state: AsanaState, project: Project): Json[] {
  return state.fields
    .filter(({ gid }) => project.fieldGids.includes(gid))
    .map((field) => ({
      gid: `12067${project.gid.slice(5, 10)}${field.gid.slice(5, 11)}`,
      resource_type: "custom_field_setting",
      is_important: field.name === "Priority",
      project: projectRef(state, project.gid),
      parent: projectRef(state, project.gid),
      custom_field: presentField(field),
    }));
}

export function presentStory(state: AsanaState, story: Story): Json {
  const task = state.tasks.get(story.taskGid);
  return {
    gid: story.gid,
    resource_type: "story",
    resource_subtype: story.subtype,
    type: story.type,
    created_at: story.createdAt,
    created_by: presentUser(state, story.authorGid),
    text: htmlToPlain(story.html),
    html_text: story.html,
    is_pinned: story.pinned,
    is_edited: false,
    is_editable: story.type === "comment",
    liked: false,
    num_likes: 0,
    source: "web",
    target: task ? taskRef(task) : {},
  };
}

export function presentStatus(state: AsanaState, status: StatusUpdate): Json {
  return {
    gid: status.gid,
    resource_type: "status_update",
    resource_subtype: state.projects.has(status.parentGid)
      ? "project_status_update"
      : "portfolio_status_update",
    title: status.title,
    text: htmlToPlain(status.html),
    html_text: status.html,
    status_type: status.statusType,
    author: presentUser(state, status.authorGid),
    created_by: presentUser(state, status.authorGid),
    created_at: status.createdAt,
    modified_at: status.createdAt,
    parent: projectRef(state, status.parentGid),
  };
}

export const presentPortfolio = (state: AsanaState, portfolio: Portfolio): Json => ({
  gid: portfolio.gid,
  resource_type: "portfolio",
  name: portfolio.name,
  color: "light-blue",
  created_at: portfolio.createdAt,
  due_on: null,
  owner: presentUser(state, portfolio.ownerGid),
  permalink_url: `${APP}/0/portfolio/${portfolio.gid}/list`,
  workspace: workspaceOf(state),
});

export function presentAttachment(state: AsanaState, attachment: Attachment, origin: string): Json {
  const task = state.tasks.get(attachment.parentGid);
  const link = attachment.bytes
    ? `${origin}/files/${attachment.gid}/${encodeURIComponent(attachment.name)}`
    : attachment.url;
  return {
    gid: attachment.gid,
    resource_type: "attachment",
    resource_subtype: attachment.host,
    name: attachment.name,
    host: attachment.host,
    created_at: attachment.createdAt,
    download_url: attachment.bytes ? link : null,
    view_url: link ?? null,
    permanent_url: `${APP}/app/asana/-/get_asset?asset_id=${attachment.gid}`,
    ...(attachment.bytes ? { size: attachment.bytes.length } : {}),
    parent: task ? taskRef(task) : null,
  };
}
