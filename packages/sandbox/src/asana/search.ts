import { type Answer, type Call, route } from "../emulator.ts";
import { badRequest } from "./errors.ts";
import { findUser, findWorkspace, isMain } from "./find.ts";
import { asList, asRecord, asText } from "./json.ts";
import { presentTask } from "./present.ts";
import { htmlToPlain } from "./rich-text.ts";
import { select } from "./select.ts";
import type { AsanaState, Task } from "./state.ts";
import { fixed, needsPaidPlan } from "./tokens.ts";
import { matches } from "./typeahead.ts";

type AsanaCall = Call<AsanaState>;
type Test = (task: Task) => boolean;

const NOT_FILTERS = new Set(["limit", "sort_by", "sort_ascending", "opt_fields", "opt_pretty"]);
const DATES: Readonly<Record<string, (task: Task) => string | undefined>> = {
  due_on: (task) => task.dueOn,
  due_at: (task) => task.dueAt,
  start_on: (task) => task.startOn,
  created_on: (task) => task.createdAt.slice(0, 10),
  created_at: (task) => task.createdAt,
  completed_on: (task) => task.completedAt?.slice(0, 10),
  completed_at: (task) => task.completedAt,
  modified_on: (task) => task.modifiedAt.slice(0, 10),
  modified_at: (task) => task.modifiedAt,
};
const SETS: Readonly<Record<string, (task: Task) => readonly string[]>> = {
  projects: (task) => task.memberships.map(({ projectGid }) => projectGid),
  sections: (task) => task.memberships.map(({ sectionGid }) => sectionGid),
  tags: (task) => task.tagGids,
  assignee: (task) => (task.assigneeGid === undefined ? ["null"] : [task.assigneeGid]),
  followers: (task) => task.followerGids,
  created_by: (task) => [task.createdBy],
};
const PEOPLE = new Set(["assignee", "followers", "created_by"]);

/**
 * The advanced search: no offsets, at most 100 tasks, paid plans only.
 * @see https://developers.asana.com/reference/searchtasksforworkspace
 */
function search(call: AsanaCall): Answer {
  needsPaidPlan(call);
  const { state, query } = call;
  const workspace = findWorkspace(call, call.params["workspace_gid"]);
  const limit = Number(query.get("limit") ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) badRequest("limit: Must be between 1 and 100");
  const tests = [...query]
    .filter(([name]) => !NOT_FILTERS.has(name))
    .map(([name, value]) => test(call, name, value));
  const found = [...state.tasks.values()].filter(
    (task) => isMain(state, workspace) && tests.every((passes) => passes(task)),
  );
  const sorted = sort(found, query.get("sort_by") ?? "modified_at", query.get("sort_ascending") === "true");
  return {
    body: { data: sorted.slice(0, limit).map((task) => select(presentTask(state, task), query, "compact")) },
  };
}

function test(call: AsanaCall, name: string, value: string): Test {
  const [base = "", operator = ""] = name.split(".");
  if (name === "text") return ({ name: title, html }) => matches(`${title} ${htmlToPlain(html)}`, value);
  if (name === "resource_subtype") return ({ subtype }) => subtype === value;
  if (base === "custom_fields") return fieldTest(call, name, value);
  if (DATES[base]) return dateTest(name, DATES[base], operator, value);
  if (SETS[base]) {
    const wanted = value
      .split(",")
      .map((one) => (PEOPLE.has(base) && one !== "null" ? findUser(call, one, base) : one));
    const held = SETS[base];
    if (operator === "any") return (task) => wanted.some((one) => held(task).includes(one));
    if (operator === "not") return (task) => !wanted.some((one) => held(task).includes(one));
    if (operator === "all") return (task) => wanted.every((one) => held(task).includes(one));
  }
  return flagTest(call, name, value);
}

function flagTest({ state }: AsanaCall, name: string, value: string): Test {
  const wanted = value === "true";
  const all = () => [...state.tasks.values()];
  switch (name) {
    case "completed":
      return (task) => task.completed === wanted;
    case "is_subtask":
      return (task) => (task.parentGid !== undefined) === wanted;
    case "is_blocked":
      return (task) => task.dependencies.some((gid) => state.tasks.get(gid)?.completed === false) === wanted;
    case "is_blocking":
      return (task) =>
        all().some((other) => !other.completed && other.dependencies.includes(task.gid)) === wanted;
    case "has_attachment":
      return (task) => state.attachments.some(({ parentGid }) => parentGid === task.gid) === wanted;
    default:
      return badRequest(`${name}: Unknown search parameter`);
  }
}

function dateTest(
  name: string,
  read: (task: Task) => string | undefined,
  operator: string,
  value: string,
): Test {
  if (Number.isNaN(Date.parse(value))) badRequest(`${name}: Not a valid date: ${value}`);
  // `due_on.before` of a day leaves the day itself out; so does `after`.
  return (task) => {
    const held = read(task);
    if (held === undefined) return false;
    if (operator === "before") return held < value;
    if (operator === "after") return held > value;
    return held === value;
  };
}

function fieldTest({ state }: AsanaCall, name: string, value: string): Test {
  const [, gid = "", operator = ""] = name.split(".");
  const field =
    state.fields.find((candidate) => candidate.gid === gid) ?? badRequest(`${name}: Unknown custom field`);
  if (field.type === "multi_enum" && operator === "value")
    badRequest(`${name}: multi-enum fields cannot be searched`);
  return (task) => {
    const held = task.values.get(gid) ?? null;
    const text = asText(asRecord(held)?.["date"] ?? held) ?? "";
    switch (operator) {
      case "is_set":
        return (held !== null && (!Array.isArray(held) || asList(held).length > 0)) === (value === "true");
      case "value":
        return text === value;
      case "contains":
        return text.toLowerCase().includes(value.toLowerCase());
      case "less_than":
        return held !== null && Number(held) < Number(value);
      case "greater_than":
        return held !== null && Number(held) > Number(value);
      case "before":
        return held !== null && text < value;
      case "after":
        return held !== null && text > value;
      default:
        return badRequest(`${name}: Unknown search parameter`);
    }
  };
}

function sort(tasks: Task[], by: string, ascending: boolean): Task[] {
  const key = (task: Task): string => {
    if (by === "due_date") return task.dueAt ?? task.dueOn ?? "9";
    if (by === "created_at") return task.createdAt;
    if (by === "completed_at") return task.completedAt ?? "";
    return by === "relevance" || by === "likes" ? "" : task.modifiedAt;
  };
  const direction = ascending ? 1 : -1;
  return tasks.sort(
    (left, right) => direction * key(left).localeCompare(key(right)) || left.gid.localeCompare(right.gid),
  );
}

export const searchRoutes = [
  route("GET", "/api/1.0/workspaces/{workspace_gid}/tasks/search", search, fixed("tasks:read")),
];
