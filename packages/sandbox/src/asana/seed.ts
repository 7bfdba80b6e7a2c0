import { addSeconds } from "../world/calendar.ts";
import { COMPANY } from "../world/people.ts";
import { HIDDEN_TEXT, INJECTED_NOTE } from "../world/untrusted.ts";
import type { WorkItem, WorkState } from "../world/work.ts";
import { gidFor } from "./gids.ts";
import { seedAttachments } from "./seed-attachments.ts";
import { seedFields, valuesOf } from "./seed-fields.ts";
import { plainToHtml } from "./rich-text.ts";
import type { AsanaState, Task } from "./state.ts";

const SECTIONS: Readonly<Record<WorkState, string>> = {
  backlog: "Backlog",
  todo: "To do",
  in_progress: "In progress",
  in_review: "In review",
  done: "Done",
  cancelled: "Done",
};

const COLORS = ["dark-pink", "dark-green", "dark-blue", "dark-orange", "dark-teal"] as const;

/** Fills a fresh state with the company's projects and work in Asana's shape. */
export function seed(state: AsanaState): void {
  const { world } = state;
  state.workspaces = [
    { gid: gidFor("workspace", "main"), name: COMPANY.name, isOrganization: true },
    { gid: gidFor("workspace", "partners"), name: `${COMPANY.name} Partners`, isOrganization: false },
  ];
  state.teams = [...new Set(world.people.map(({ team }) => team))].map((name) => ({
    gid: gidFor("team", name),
    name,
    description: `${name} at ${COMPANY.name}`,
    memberGids: world.people
      .filter(({ team, active }) => team === name && active)
      .map(({ asanaGid }) => asanaGid),
  }));
  state.fields = seedFields();
  seedProjects(state);
  const labels = [...new Set(world.work.flatMap(({ labels: names }) => names))].sort();
  state.tags = labels.map((name, index) => ({
    gid: gidFor("tag", name),
    name,
    color: COLORS[index % COLORS.length] ?? "dark-pink",
  }));
  for (const item of world.work) seedTask(state, item);
  seedStories(state);
  seedPortfolios(state);
  seedAttachments(state);
}

function seedProjects(state: AsanaState): void {
  const { world } = state;
  for (const project of world.projects) {
    const lead = world.people.find(({ key }) => key === project.leadKey);
    const createdAt = `${project.startDate}T09:00:00.000Z`;
    state.projects.set(project.asanaGid, {
      gid: project.asanaGid,
      name: project.name,
      html: plainToHtml(project.description),
      teamGid: gidFor("team", lead?.team ?? "Engineering"),
      ownerGid: lead?.asanaGid,
      archived: false,
      startOn: project.startDate,
      dueOn: project.targetDate,
      privacy: "public_to_workspace",
      view: "board",
      fieldGids: state.fields.map(({ gid }) => gid),
      createdAt,
      modifiedAt: world.calendar.at(-1, 16),
    });
    for (const name of new Set(Object.values(SECTIONS))) {
      const gid = gidFor("section", `${project.key}:${name}`);
      state.sections.set(gid, { gid, name, projectGid: project.asanaGid, createdAt });
    }
    state.statuses.push({
      gid: gidFor("status", project.key),
      parentGid: project.asanaGid,
      title: `Week of ${world.calendar.date(-4)}`,
      html: plainToHtml(`${project.name}: ${project.description}`),
      statusType: project.health,
      authorGid: lead?.asanaGid ?? "",
      createdAt: world.calendar.at(-4, 15),
    });
  }
  const old = gidFor("project", "flow3");
  state.projects.set(old, {
    gid: old,
    name: "Flow 3.2 launch",
    html: plainToHtml("Finished; kept for reference."),
    teamGid: gidFor("team", "Product"),
    ownerGid: world.people.find(({ key }) => key === "sofia")?.asanaGid,
    archived: true,
    startOn: world.calendar.date(-400),
    dueOn: world.calendar.date(-200),
    privacy: "public_to_workspace",
    view: "list",
    fieldGids: [],
    createdAt: world.calendar.at(-400),
    modifiedAt: world.calendar.at(-190),
  });
}

function seedTask(state: AsanaState, item: WorkItem): void {
  const { world } = state;
  const gidOf = (key: string | undefined) => world.people.find((person) => person.key === key)?.asanaGid;
  const project = world.projects.find(({ key }) => key === item.projectKey);
  const parent = world.work.find(({ key }) => key === item.parentKey);
  const task: Task = {
    gid: item.asanaGid,
    name: item.title,
    html: plainToHtml(item.description),
    completed: item.completedAt !== undefined,
    completedAt: item.completedAt,
    completedBy: item.completedAt === undefined ? undefined : gidOf(item.assigneeKey ?? item.creatorKey),
    assigneeGid: gidOf(item.assigneeKey),
    startOn: undefined,
    dueOn: item.dueDate,
    dueAt: undefined,
    createdBy: gidOf(item.creatorKey) ?? "",
    createdAt: item.createdAt,
    modifiedAt: item.updatedAt,
    memberships: [
      {
        projectGid: project?.asanaGid ?? "",
        sectionGid: gidFor("section", `${item.projectKey}:${SECTIONS[item.state]}`),
      },
    ],
    parentGid: parent?.asanaGid,
    tagGids: item.labels.map((label) => gidFor("tag", label)),
    followerGids: [gidOf(item.creatorKey), gidOf(item.assigneeKey)].flatMap((gid) => gid ?? []),
    dependencies: item.blockedBy.map((key) => world.work.find((other) => other.key === key)?.asanaGid ?? ""),
    values: valuesOf(state, item),
    subtype: item.labels.includes("release") ? "milestone" : "default_task",
  };
  state.tasks.set(task.gid, task);
}

function seedStories(state: AsanaState): void {
  const { world } = state;
  const gidOf = (key: string) => world.people.find((person) => person.key === key)?.asanaGid ?? "";
  for (const item of world.work) {
    state.stories.push({
      gid: gidFor("story", `${item.key}:added`),
      taskGid: item.asanaGid,
      authorGid: gidOf(item.creatorKey),
      createdAt: addSeconds(item.createdAt, 5),
      type: "system",
      subtype: "added_to_project",
      html: plainToHtml(
        `added this task to ${world.projects.find(({ key }) => key === item.projectKey)?.name ?? ""}`,
      ),
      pinned: false,
    });
    for (const [index, comment] of item.comments.entries()) {
      state.stories.push({
        gid: gidFor("story", `${item.key}:${index}`),
        taskGid: item.asanaGid,
        authorGid: gidOf(comment.authorKey),
        createdAt: comment.at,
        type: "comment",
        subtype: "comment_added",
        html: plainToHtml(comment.text),
        pinned: false,
      });
    }
  }
  const pasted = [
    ["INS-12", HIDDEN_TEXT],
    ["INS-18", INJECTED_NOTE],
  ] as const;
  for (const [key, text] of pasted) {
    state.stories.push({
      gid: gidFor("story", `${key}:pasted`),
      taskGid: world.work.find((item) => item.key === key)?.asanaGid ?? "",
      authorGid: gidOf("owen"),
      createdAt: world.calendar.at(-2, 11),
      type: "comment",
      subtype: "comment_added",
      html: plainToHtml(text),
      pinned: false,
    });
  }
}

function seedPortfolios(state: AsanaState): void {
  const { world } = state;
  const make = (name: string, owner: string, keys: readonly string[]) => ({
    gid: gidFor("portfolio", name),
    name,
    ownerGid: world.people.find(({ key }) => key === owner)?.asanaGid ?? "",
    itemGids: keys.map((key) => world.projects.find((project) => project.key === key)?.asanaGid ?? ""),
    createdAt: world.calendar.at(-150),
  });
  state.portfolios = [
    make("Product roadmap", "sofia", ["flow4", "insight", "access"]),
    make("Customer commitments", "sofia", ["edge", "access", "onboarding"]),
    make("Reliability", "tobias", ["edge"]),
  ];
}
