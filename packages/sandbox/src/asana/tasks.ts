import { type Answer, type Call, route } from "../emulator.ts";
import { badRequest, paymentRequired } from "./errors.ts";
import { readValues } from "./fields.ts";
import { findProject, findTask, findUser, findWorkspace } from "./find.ts";
import { asList, asText, type Json } from "./json.ts";
import { dataOf, EMPTY, one } from "./paging.ts";
import { presentTask } from "./present.ts";
import { checkHtml, plainToHtml } from "./rich-text.ts";
import { type AsanaState, newGid, type Task, timestamp } from "./state.ts";
import { addStory } from "./stories.ts";
import { caller, fixed, hasPaidPlan } from "./tokens.ts";

type AsanaCall = Call<AsanaState>;

const DATE = /^\d{4}-\d{2}-\d{2}$/;

function getTask(call: AsanaCall): Answer {
  return one(call, presentTask(call.state, findTask(call.state, call.params["task_gid"] ?? "")));
}

/** Asana wants to know where a task belongs: a workspace, a project or a parent. */
function createTask(call: AsanaCall, parentGid?: string): Answer {
  const { state } = call;
  const data = dataOf(call);
  const parent = parentGid ?? asText(data["parent"]);
  const projects = asList(data["projects"]).map((gid) => findProject(state, String(gid), "projects"));
  if (parent === undefined && projects.length === 0) findWorkspace(call, asText(data["workspace"]));
  const at = timestamp(state);
  const task: Task = {
    gid: newGid(state),
    name: "",
    html: "<body></body>",
    completed: false,
    completedAt: undefined,
    completedBy: undefined,
    assigneeGid: undefined,
    startOn: undefined,
    dueOn: undefined,
    dueAt: undefined,
    createdBy: caller(call),
    createdAt: at,
    modifiedAt: at,
    memberships: projects.map(({ gid }) => ({ projectGid: gid, sectionGid: firstSection(state, gid) })),
    parentGid: parent === undefined ? undefined : findTask(state, parent, "parent").gid,
    tagGids: asList(data["tags"]).map((gid) => tagGid(state, String(gid))),
    followerGids: [
      caller(call),
      ...asList(data["followers"]).map((gid) => findUser(call, String(gid), "followers")),
    ],
    dependencies: [],
    values: new Map(),
    subtype: asText(data["resource_subtype"]) ?? "default_task",
  };
  apply(call, task, data);
  state.tasks.set(task.gid, task);
  return one(call, presentTask(state, task), 201);
}

export function firstSection(state: AsanaState, projectGid: string): string {
  return [...state.sections.values()].find((section) => section.projectGid === projectGid)?.gid ?? "";
}

function tagGid(state: AsanaState, gid: string): string {
  return state.tags.find((tag) => tag.gid === gid)?.gid ?? badRequest(`tags: Unknown object: ${gid}`);
}

function updateTask(call: AsanaCall): Answer {
  const { state } = call;
  const task = findTask(state, call.params["task_gid"] ?? "");
  const wasCompleted = task.completed;
  // A refused change must leave nothing behind.
  const changed = { ...task, values: new Map(task.values) };
  apply(call, changed, dataOf(call));
  Object.assign(task, changed, { modifiedAt: timestamp(state) });
  if (task.completed !== wasCompleted) {
    const [subtype, text] = task.completed
      ? ["marked_complete", "marked this task complete"]
      : ["marked_incomplete", "marked incomplete"];
    addStory(call, task.gid, { type: "system", subtype, html: plainToHtml(text) });
  }
  return one(call, presentTask(state, task));
}

function apply(call: AsanaCall, task: Task, data: Json): void {
  const { state } = call;
  if ("notes" in data && "html_notes" in data) badRequest("You may only set one of notes and html_notes");
  if ("name" in data) task.name = asText(data["name"]) ?? badRequest("name: Not a string");
  if ("notes" in data) task.html = plainToHtml(asText(data["notes"]) ?? "");
  if ("html_notes" in data) task.html = checkHtml("html_notes", asText(data["html_notes"]) ?? "", "notes");
  if ("assignee" in data)
    task.assigneeGid =
      data["assignee"] === null ? undefined : findUser(call, asText(data["assignee"]) ?? "", "assignee");
  applyDates(call, task, data);
  if (typeof data["completed"] === "boolean") {
    const completed = data["completed"];
    if (completed !== task.completed) {
      task.completedAt = completed ? timestamp(state) : undefined;
      task.completedBy = completed ? caller(call) : undefined;
    }
    task.completed = completed;
  }
  if ("custom_fields" in data) {
    if (!hasPaidPlan(call)) paymentRequired();
    for (const [gid, value] of readValues(state, data["custom_fields"])) task.values.set(gid, value);
  }
}

function applyDates(call: AsanaCall, task: Task, data: Json): void {
  if (
    data["due_on"] !== undefined &&
    data["due_at"] !== undefined &&
    data["due_on"] !== null &&
    data["due_at"] !== null
  )
    badRequest("due_on: You may only set one of due_on and due_at");
  const day = (name: string): string | undefined => {
    const given = asText(data[name]);
    if (given !== undefined && !DATE.test(given)) badRequest(`${name}: Not a valid date: ${given}`);
    return given;
  };
  if ("due_on" in data) {
    task.dueOn = day("due_on");
    task.dueAt = undefined;
  }
  if ("due_at" in data) {
    const at = asText(data["due_at"]);
    task.dueAt = at;
    if (at !== undefined) task.dueOn = at.slice(0, 10);
  }
  if (!("start_on" in data)) return;
  if (data["start_on"] !== null && !hasPaidPlan(call)) paymentRequired();
  task.startOn = day("start_on");
  if (task.startOn !== undefined && task.dueOn === undefined)
    badRequest("start_on: You must also set a due date when you set a start date");
  if (task.startOn !== undefined && task.dueOn !== undefined && task.startOn >= task.dueOn)
    badRequest("start_on: The start date must be before the due date");
}

function deleteTask(call: AsanaCall): Answer {
  const { state } = call;
  const { gid } = findTask(state, call.params["task_gid"] ?? "");
  state.tasks.delete(gid);
  for (const task of state.tasks.values())
    task.dependencies = task.dependencies.filter((other) => other !== gid);
  return EMPTY;
}

const write = fixed("tasks:write");

export const taskRoutes = [
  route<AsanaState>("POST", "/api/1.0/tasks", (call) => createTask(call), write),
  route<AsanaState>(
    "POST",
    "/api/1.0/tasks/{task_gid}/subtasks",
    (call) => createTask(call, findTask(call.state, call.params["task_gid"] ?? "").gid),
    write,
  ),
  route("GET", "/api/1.0/tasks/{task_gid}", getTask, fixed("tasks:read")),
  route("PUT", "/api/1.0/tasks/{task_gid}", updateTask, write),
  route("DELETE", "/api/1.0/tasks/{task_gid}", deleteTask, fixed("tasks:delete")),
];
