import { table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { shownFields } from "./custom-fields.ts";
import type { AsanaApi } from "./api.ts";
import { both, ifAvailable } from "./names.ts";
import type { Membership, Named, Project, Task } from "./records.ts";

/** What a row of a list asks Asana for, so that answers are small. */
export const taskFields =
  "name,completed,assignee.name,due_on,due_at,memberships.project.name,memberships.section.name,parent.name,permalink_url,modified_at";
const fullFields = `${taskFields},start_on,completed_at,tags.name,custom_fields.name,custom_fields.display_value`;

export const fieldsFor = (detail: "concise" | "full"): string =>
  detail === "full" ? fullFields : taskFields;

/** People, projects, sections, tags and parents are shown as `name [id]`. */
export const taskRow = z.object({
  id: z.string(),
  name: z.string(),
  completed: z.boolean(),
  assignee: z.string().optional(),
  due_date: z.string().optional(),
  projects: z.string().optional(),
  parent: z.string().optional(),
  tags: z.string().optional(),
  custom_fields: z.record(z.string(), z.string()).optional(),
  updated_at: z.string(),
  url: z.string(),
});

export const taskShape = taskRow.extend({
  start_date: z.string().optional(),
  completed_at: z.string().optional(),
});

export type ShownTask = z.output<typeof taskShape>;

export function showTask(task: Task): ShownTask {
  const due = task.due_at ?? task.due_on;
  const fields = shownFields(task.custom_fields);
  return {
    id: task.gid,
    name: task.name ?? "",
    completed: task.completed ?? false,
    ...(task.assignee ? { assignee: both(task.assignee) } : {}),
    ...(due ? { due_date: due } : {}),
    ...(task.start_on ? { start_date: task.start_on } : {}),
    ...(task.completed_at ? { completed_at: task.completed_at } : {}),
    ...joined("projects", (task.memberships ?? []).map(place)),
    ...(task.parent ? { parent: both(task.parent) } : {}),
    ...joined("tags", (task.tags ?? []).map(both)),
    ...(fields ? { custom_fields: fields } : {}),
    updated_at: task.modified_at ?? "",
    url: task.permalink_url ?? `https://app.asana.com/0/0/${task.gid}`,
  };
}

const joined = (key: string, list: readonly string[]) => (list.length > 0 ? { [key]: list.join("; ") } : {});

/** `Project [id] / Section [id]`. */
const place = ({ project, section }: Membership): string =>
  [project, section].flatMap((part) => (part ? [both(part)] : [])).join(" / ");

const columns = ["id", "name", "assignee", "due_date", "completed", "projects", "parent", "tags"] as const;

/** Tasks as rows; each custom field is a column. */
export function taskTable(tasks: readonly z.output<typeof taskRow>[]): string {
  const names = [...new Set(tasks.flatMap((task) => Object.keys(task.custom_fields ?? {})))];
  const rows = tasks.map(({ custom_fields: fields, completed, ...task }) => ({
    ...task,
    ...fields,
    // Open is what lists show unless asked otherwise.
    completed: completed ? "yes" : "",
  }));
  return table<Record<string, unknown> & object>(rows, [...columns, ...names, "updated_at", "url"]);
}

/** One task as lines. */
export function taskLines(task: ShownTask): Record<string, string | undefined> {
  const { custom_fields: fields, completed, ...rest } = task;
  return { ...rest, completed: completed ? "yes" : "no", ...fields };
}

export const projectFields =
  "name,owner,team.name,archived,start_on,due_on,current_status.color,current_status_update.title,permalink_url";

export const projectShape = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string().optional(),
  team: z.string().optional(),
  status: z.string().optional(),
  start_date: z.string().optional(),
  due_date: z.string().optional(),
  archived: z.boolean().optional(),
  url: z.string(),
});

export type ShownProject = z.output<typeof projectShape>;

/** Asana tells the state of a project by the colour of its latest status update. */
const states: Readonly<Record<string, string>> = {
  green: "on track",
  yellow: "at risk",
  red: "off track",
  blue: "on hold",
  complete: "complete",
};

/** Projects come with the ids of their owners only; the names are looked up once each. */
export async function showProjects(api: AsanaApi, projects: readonly Project[]): Promise<ShownProject[]> {
  const gids = [...new Set(projects.flatMap(({ owner }) => (owner ? [owner.gid] : [])))];
  const owners = await Promise.all(gids.map((gid) => ifAvailable(api.user(gid))));
  return projects.map((project) =>
    showProject(project, owners.find((owner) => owner?.gid === project.owner?.gid) ?? project.owner),
  );
}

function showProject(project: Project, owner: Named | null | undefined): ShownProject {
  const state = states[project.current_status?.color ?? ""];
  const status = [state, project.current_status_update?.title].filter((part) => part !== undefined);
  return {
    id: project.gid,
    name: project.name ?? "",
    ...(owner ? { owner: both(owner) } : {}),
    ...(project.team ? { team: both(project.team) } : {}),
    ...(status.length > 0 ? { status: status.join(": ") } : {}),
    ...(project.start_on ? { start_date: project.start_on } : {}),
    ...(project.due_on ? { due_date: project.due_on } : {}),
    ...(project.archived ? { archived: true } : {}),
    url: project.permalink_url ?? `https://app.asana.com/0/${project.gid}`,
  };
}

export const projectTable = (projects: readonly ShownProject[]): string =>
  table(projects, ["id", "name", "owner", "team", "status", "start_date", "due_date", "archived", "url"]);
