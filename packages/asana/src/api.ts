import { createCache } from "@sophia-mcp/core/cache";
import { idempotent } from "@sophia-mcp/core/call";
import type { Http } from "@sophia-mcp/core/http";
import type {
  Attachment,
  CustomField,
  FieldSetting,
  Named,
  Portfolio,
  Project,
  StatusUpdate,
  Story,
  Task,
  TaskCounts,
  User,
} from "./records.ts";
import { type Query, requests } from "./request.ts";

export interface Connection {
  http: Http;
  /** Sends no credential: for links that are signed. */
  files: Http;
  baseUrl: string;
  /** The default workspace, by name or id; empty when none is set. */
  workspace: string;
}

export type AsanaApi = ReturnType<typeof connectAsana>;

/** Names change rarely: workspaces, people and custom fields are kept this long. */
const cacheMs = 5 * 60_000;

const fieldFields =
  "name,type,description,is_value_read_only,is_formula_field,enum_options.name,enum_options.enabled";

const task = (gid: string) => ({ params: { task_gid: gid }, what: `task ${gid}` });
const project = (gid: string) => ({ params: { project_gid: gid }, what: `project ${gid}` });
const team = (gid: string) => ({ params: { team_gid: gid }, what: `team ${gid}` });
const inWorkspace = (gid: string) => ({ params: { workspace_gid: gid }, what: `workspace ${gid}` });

/** The endpoints that the tools use; see `request.ts` for how they are sent. */
export function connectAsana({ http, files, baseUrl, workspace }: Connection) {
  const { one, page, every } = requests(http, baseUrl);
  const cached = createCache(cacheMs);

  return {
    defaultWorkspace: workspace,

    me: () =>
      one<User>("GET", "/users/{user_gid}", {
        params: { user_gid: "me" },
        fields: "name,email,workspaces.name",
      }),

    workspaces: () => cached("workspaces", () => every<Named>("/workspaces", { fields: "name" })),

    /** A user by id or e-mail address. */
    user: (given: string) =>
      cached(`user ${given.toLowerCase()}`, () =>
        one<User>("GET", "/users/{user_gid}", {
          params: { user_gid: given },
          fields: "name,email",
          what: `user ${given}`,
        }),
      ),

    users: (query: Query, token: string | undefined, size: number) =>
      page<User>("/users", { query, fields: "name,email" }, token, size),

    teams: (gid: string, token: string | undefined, size: number) =>
      page<Named & { description?: string; permalink_url?: string }>(
        "/workspaces/{workspace_gid}/teams",
        { ...inWorkspace(gid), fields: "name,description,permalink_url" },
        token,
        size,
      ),

    typeahead: (workspaceGid: string, type: string, query: string, count: number) =>
      one<Named[]>("GET", "/workspaces/{workspace_gid}/typeahead", {
        ...inWorkspace(workspaceGid),
        query: { resource_type: type, query, count },
        fields: "name",
      }),

    searchTasks: (workspaceGid: string, query: Query, fields: string) =>
      one<Task[]>("GET", "/workspaces/{workspace_gid}/tasks/search", {
        ...inWorkspace(workspaceGid),
        query,
        fields,
      }),

    projectTasks: (gid: string, query: Query, fields: string, token: string | undefined, size: number) =>
      page<Task>("/projects/{project_gid}/tasks", { ...project(gid), query, fields }, token, size),

    sectionTasks: (gid: string, query: Query, fields: string, token: string | undefined, size: number) =>
      page<Task>(
        "/sections/{section_gid}/tasks",
        { params: { section_gid: gid }, query, fields, what: `section ${gid}` },
        token,
        size,
      ),

    /** Tasks of exactly one of: project, section, assignee with workspace. */
    tasks: (query: Query, fields: string, token: string | undefined, size: number) =>
      page<Task>("/tasks", { query, fields, what: "project, section or person of these ids" }, token, size),

    tasksOfTag: (gid: string, fields: string, token: string | undefined, size: number) =>
      page<Task>(
        "/tags/{tag_gid}/tasks",
        { params: { tag_gid: gid }, fields, what: `tag ${gid}` },
        token,
        size,
      ),

    myTasks: (gid: string, query: Query, fields: string, token: string | undefined, size: number) =>
      page<Task>(
        "/user_task_lists/{user_task_list_gid}/tasks",
        { params: { user_task_list_gid: gid }, query, fields },
        token,
        size,
      ),

    myTaskList: (workspaceGid: string) =>
      cached(`my tasks ${workspaceGid}`, () =>
        one<Named>("GET", "/users/{user_gid}/user_task_list", {
          params: { user_gid: "me" },
          query: { workspace: workspaceGid },
          fields: "name",
        }),
      ),

    task: (gid: string, fields: string) => one<Task>("GET", "/tasks/{task_gid}", { ...task(gid), fields }),

    related: (gid: string, kind: "subtasks" | "dependencies" | "dependents", fields: string) =>
      every<Task>(`/tasks/{task_gid}/${kind}`, { ...task(gid), fields }),

    stories: (gid: string, fields: string, token: string | undefined, size: number) =>
      page<Story>("/tasks/{task_gid}/stories", { ...task(gid), fields }, token, size),

    createTask: (data: object, parent: string | undefined, fields: string) =>
      parent === undefined
        ? one<Task>("POST", "/tasks", { data, fields })
        : one<Task>("POST", "/tasks/{task_gid}/subtasks", { ...task(parent), data, fields }),

    updateTask: (gid: string, data: object, fields: string) =>
      idempotent(() => one<Task>("PUT", "/tasks/{task_gid}", { ...task(gid), data, fields })),

    deleteTask: (gid: string) => one<object>("DELETE", "/tasks/{task_gid}", task(gid)),

    addStory: (gid: string, data: object, fields: string) =>
      one<Story>("POST", "/tasks/{task_gid}/stories", { ...task(gid), data, fields }),

    /** Changes that have no further effect when they are repeated. */
    relate: (gid: string, action: Relation, data: Readonly<Record<string, string | string[] | null>>) =>
      idempotent(() =>
        one<object>("POST", `/tasks/{task_gid}/${action}`, {
          ...task(gid),
          data,
          what: `task ${gid} or ${Object.values(data).flat().join(", ")}`,
        }),
      ),

    moveToSection: (sectionGid: string, taskGid: string) =>
      idempotent(() =>
        one<object>("POST", "/sections/{section_gid}/addTask", {
          params: { section_gid: sectionGid },
          data: { task: taskGid },
          what: `section ${sectionGid} or task ${taskGid}`,
        }),
      ),

    projects: (query: Query, token: string | undefined, size: number, fields: string) =>
      page<Project>("/projects", { query, fields }, token, size),

    teamProjects: (gid: string, query: Query, token: string | undefined, size: number, fields: string) =>
      page<Project>("/teams/{team_gid}/projects", { ...team(gid), query, fields }, token, size),

    project: (gid: string, fields: string) =>
      one<Project>("GET", "/projects/{project_gid}", { ...project(gid), fields }),

    sections: (gid: string) =>
      every<Named>("/projects/{project_gid}/sections", { ...project(gid), fields: "name" }),

    fieldSettings: (gid: string) =>
      every<FieldSetting>("/projects/{project_gid}/custom_field_settings", {
        ...project(gid),
        fields: fieldFields.replace(/(^|,)/g, "$1custom_field."),
      }),

    taskCounts: (gid: string) =>
      one<TaskCounts>("GET", "/projects/{project_gid}/task_counts", {
        ...project(gid),
        fields: "num_tasks,num_incomplete_tasks,num_completed_tasks",
      }),

    /** Asana is about to drop `team` from the body: a team's project is made at the team's own address. */
    createProject: (data: object, teamGid: string | undefined, fields: string) =>
      teamGid === undefined
        ? one<Project>("POST", "/projects", { data, fields })
        : one<Project>("POST", "/teams/{team_gid}/projects", { ...team(teamGid), data, fields }),

    updateProject: (gid: string, data: object, fields: string) =>
      idempotent(() => one<Project>("PUT", "/projects/{project_gid}", { ...project(gid), data, fields })),

    createSection: (gid: string, name: string) =>
      one<Named>("POST", "/projects/{project_gid}/sections", {
        ...project(gid),
        data: { name },
        fields: "name",
      }),

    customFields: (gid: string, token: string | undefined, size: number) =>
      page<CustomField>(
        "/workspaces/{workspace_gid}/custom_fields",
        { ...inWorkspace(gid), fields: fieldFields },
        token,
        size,
      ),

    everyCustomField: (gid: string) =>
      cached(`fields ${gid}`, () =>
        every<CustomField>("/workspaces/{workspace_gid}/custom_fields", {
          ...inWorkspace(gid),
          fields: fieldFields,
        }),
      ),

    statuses: (query: Query, token: string | undefined, size: number, fields: string) =>
      page<StatusUpdate>(
        "/status_updates",
        { query, fields, what: `project or portfolio ${query.parent}` },
        token,
        size,
      ),

    addStatus: (data: object, fields: string) =>
      one<StatusUpdate>("POST", "/status_updates", { data, fields }),

    portfolios: (workspaceGid: string, token: string | undefined, size: number) =>
      page<Portfolio>(
        "/portfolios",
        {
          query: { workspace: workspaceGid, owner: "me" },
          fields: "name,owner.name,due_on,permalink_url",
        },
        token,
        size,
      ),

    portfolioItems: (gid: string, token: string | undefined, size: number, fields: string) =>
      page<Project>(
        "/portfolios/{portfolio_gid}/items",
        { params: { portfolio_gid: gid }, fields, what: `portfolio ${gid}` },
        token,
        size,
      ),

    attachments: (parent: string, token: string | undefined, size: number) =>
      page<Attachment>(
        "/attachments",
        {
          query: { parent },
          fields: "name,host,size,created_at,download_url,permanent_url,view_url",
          what: `task or project ${parent}`,
        },
        token,
        size,
      ),

    download: (url: string) => files.fetch(url, { expect: "bytes", what: "attachment" }),
  };
}

export type Relation =
  | "addDependencies"
  | "removeDependencies"
  | "addDependents"
  | "removeDependents"
  | "addProject"
  | "removeProject"
  | "addTag"
  | "removeTag"
  | "setParent"
  | "addFollowers";
