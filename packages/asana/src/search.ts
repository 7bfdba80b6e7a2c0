import { collect } from "@sophia-mcp/core/paging";
import { InputError } from "@sophia-mcp/core/errors";
import type { AsanaApi } from "./api.ts";
import { fieldFilters, knownFields } from "./custom-fields.ts";
import { findProject, findTag, findUser, fold } from "./names.ts";
import type { Task } from "./records.ts";
import type { Query } from "./request.ts";
import { since } from "./since.ts";
import { taskSource } from "./task-source.ts";

export interface TaskSearch {
  query?: string | undefined;
  assignee?: string | undefined;
  project?: string | undefined;
  tag?: string | undefined;
  completed: boolean;
  due_after?: string | undefined;
  due_before?: string | undefined;
  updated_since?: string | undefined;
  custom_fields?: Record<string, string> | undefined;
  sort_by: "updated_at" | "created_at" | "due_date";
  limit: number;
  cursor?: string | undefined;
}

const sortNames = {
  updated_at: "modified_at",
  created_at: "created_at",
  due_date: "due_date",
};

/** The search in Asana's own parameters, names resolved. */
export async function searchQuery(api: AsanaApi, workspace: string, input: TaskSearch): Promise<Query> {
  const [assignee, project, tag] = await Promise.all([
    input.assignee === undefined ? undefined : assigneeFilter(api, input.assignee, workspace),
    input.project === undefined ? undefined : findProject(api, input.project, workspace),
    input.tag === undefined ? undefined : findTag(api, input.tag, workspace),
  ]);
  const custom = input.custom_fields ?? {};
  const known = Object.keys(custom).length > 0 ? await knownFields(api, project, async () => workspace) : [];
  return {
    text: input.query,
    "assignee.any": assignee,
    "projects.any": project,
    "tags.any": tag,
    completed: input.completed,
    "due_on.after": input.due_after,
    "due_on.before": input.due_before,
    "modified_at.after": since("updated_since", input.updated_since),
    ...fieldFilters(known, custom),
    sort_by: sortNames[input.sort_by],
    sort_ascending: input.sort_by === "due_date",
  };
}

async function assigneeFilter(api: AsanaApi, given: string, workspace: string): Promise<string> {
  return fold(given) === "none" ? "null" : (await findUser(api, given, workspace)).gid;
}

/**
 * Asana's search has no pages. It is continued by the time of the last row, less the rows of that very time that were
 * already given, so none is lost or repeated.
 * @see https://developers.asana.com/reference/searchtasksforworkspace
 */
export function searchPage(
  api: AsanaApi,
  workspace: string,
  query: Query,
  input: TaskSearch,
  fields: string,
): Promise<{ rows: Task[]; next_cursor?: string }> {
  const time = input.sort_by === "created_at" ? "created_at" : "modified_at";
  const pages = input.sort_by !== "due_date";
  if (!pages && input.cursor !== undefined)
    throw new InputError("A search by due_date has no next page: sort by updated_at.");
  return collect(input, async (token, limit) => {
    const { before, seen } = position(token);
    // Room for the rows that come again.
    const size = Math.min(100, limit + seen.length);
    const bound = before === undefined ? {} : { [`${time}.before`]: before };
    const found = await api.searchTasks(
      workspace,
      { ...query, limit: size, ...bound },
      `${fields},created_at`,
    );
    const rows = found.filter((task) => !seen.includes(task.gid));
    const last = found.at(-1)?.[time];
    if (!pages || found.length < size || rows.length === 0 || last === undefined) return { rows };
    const again = found.filter((task) => task[time] === last).map(({ gid }) => gid);
    return { rows, next: `${last}|${again.slice(-mostAgain).join(",")}` };
  });
}

/** More ids would make the cursor longer than tools accept. */
const mostAgain = 60;

function position(token: string | undefined): { before?: string; seen: string[] } {
  if (token === undefined) return { seen: [] };
  const [at = "", seen = ""] = token.split("|");
  const time = Date.parse(at);
  if (Number.isNaN(time)) throw new InputError('"cursor" is not a cursor of this tool.');
  // The bound itself is left out by Asana: a millisecond later takes it in.
  return { before: new Date(time + 1).toISOString(), seen: seen.split(",") };
}

/** What a free plan has in place of the search: a list, filtered here. */
export async function listInstead(
  api: AsanaApi,
  workspace: string,
  input: TaskSearch,
  fields: string,
): Promise<{ rows: Task[]; note: string; next_cursor?: string }> {
  const unscoped = !input.project && !input.tag && !input.assignee;
  const list = await taskSource(api, { ...input, workspace }, fields);
  const wanted = fold(input.query ?? "").split(/\s+/);
  const matches = (task: Task): boolean => {
    const due = task.due_on ?? "";
    const name = fold(task.name ?? "");
    return (
      wanted.every((word) => name.includes(word)) &&
      (input.due_after === undefined || due > input.due_after) &&
      (input.due_before === undefined || (due !== "" && due < input.due_before))
    );
  };
  const page = await collect(input, async (token, size) => {
    const { rows, ...next } = await list(token, Math.max(size, 100));
    return { rows: rows.filter(matches), ...next };
  });
  const note = [
    "This workspace is on a free plan, which has no task search (402).",
    unscoped
      ? "Your own tasks were listed instead, and filtered by words of the name: pass project or assignee to look elsewhere."
      : "Tasks were listed instead, and filtered by words of the name.",
    ...(input.custom_fields ? ["custom_fields was not applied."] : []),
  ].join(" ");
  return { note, ...page };
}
