import { type Answer, type Call, route } from "../emulator.ts";
import { badRequest, unknownObject } from "./errors.ts";
import { findProject, findSection, findTask, findUser } from "./find.ts";
import { asList, asText } from "./json.ts";
import { dataOf, EMPTY, one } from "./paging.ts";
import { presentTask } from "./present.ts";
import { type AsanaState, type Task, timestamp } from "./state.ts";
import { firstSection } from "./tasks.ts";
import { fixed } from "./tokens.ts";

type AsanaCall = Call<AsanaState>;

/** Dependencies and dependents of one task together. */
const MOST_LINKS = 30;

function taskOf(call: AsanaCall): Task {
  return findTask(call.state, call.params["task_gid"] ?? "");
}

function touched(call: AsanaCall, task: Task): Answer {
  task.modifiedAt = timestamp(call.state);
  return EMPTY;
}

function others(call: AsanaCall, name: "dependencies" | "dependents"): Task[] {
  const list = dataOf(call)[name];
  if (!Array.isArray(list)) badRequest(`${name}: Missing input`);
  return asList(list).map((gid) => findTask(call.state, String(gid), name));
}

/** Whether `from` waits for `to`, directly or by others. */
function waitsFor(state: AsanaState, from: Task, to: Task): boolean {
  return (
    from.gid === to.gid ||
    from.dependencies.some((gid) => {
      const next = state.tasks.get(gid);
      return next !== undefined && waitsFor(state, next, to);
    })
  );
}

function link(call: AsanaCall, waiting: Task, blocker: Task): void {
  const { state } = call;
  if (waitsFor(state, blocker, waiting))
    badRequest("dependencies: Task cannot depend on itself, directly or by others");
  if (!waiting.dependencies.includes(blocker.gid))
    waiting.dependencies = [...waiting.dependencies, blocker.gid];
  const dependents = [...state.tasks.values()].filter(({ dependencies }) =>
    dependencies.includes(waiting.gid),
  );
  if (waiting.dependencies.length + dependents.length > MOST_LINKS)
    badRequest(`dependencies: A task can have at most ${MOST_LINKS} dependencies and dependents`);
}

function unlink(waiting: Task, blocker: Task): void {
  waiting.dependencies = waiting.dependencies.filter((gid) => gid !== blocker.gid);
}

function addProject(call: AsanaCall): Answer {
  const { state } = call;
  const task = taskOf(call);
  const data = dataOf(call);
  const project = findProject(state, asText(data["project"]) ?? badRequest("project: Missing input"));
  const wanted = asText(data["section"]);
  const section = wanted === undefined ? undefined : findSection(state, wanted);
  if (section && section.projectGid !== project.gid)
    badRequest("section: Section is not in the given project");
  place(task, project.gid, section?.gid ?? firstSection(state, project.gid), section !== undefined);
  return touched(call, task);
}

/** Adds the task to the project; one that is there already is only moved when a section is named. */
function place(task: Task, projectGid: string, sectionGid: string, move: boolean): void {
  const current = task.memberships.find((membership) => membership.projectGid === projectGid);
  if (current && !move) return;
  task.memberships = [
    ...task.memberships.filter((membership) => membership !== current),
    { projectGid, sectionGid },
  ];
}

function addTaskToSection(call: AsanaCall): Answer {
  const section = findSection(call.state, call.params["section_gid"] ?? "");
  const task = findTask(call.state, asText(dataOf(call)["task"]) ?? "");
  place(task, section.projectGid, section.gid, true);
  return touched(call, task);
}

function removeProject(call: AsanaCall): Answer {
  const task = taskOf(call);
  const { gid } = findProject(call.state, asText(dataOf(call)["project"]) ?? "");
  task.memberships = task.memberships.filter(({ projectGid }) => projectGid !== gid);
  return touched(call, task);
}

function changeTag(call: AsanaCall, add: boolean): Answer {
  const task = taskOf(call);
  const given = asText(dataOf(call)["tag"]) ?? "";
  const gid = call.state.tags.find((tag) => tag.gid === given)?.gid ?? unknownObject("tag", given);
  const rest = task.tagGids.filter((other) => other !== gid);
  task.tagGids = add ? [...rest, gid] : rest;
  return touched(call, task);
}

function setParent(call: AsanaCall): Answer {
  const task = taskOf(call);
  const parent = dataOf(call)["parent"];
  task.parentGid = parent === null ? undefined : findTask(call.state, asText(parent) ?? "", "parent").gid;
  touched(call, task);
  return one(call, presentTask(call.state, task));
}

function addFollowers(call: AsanaCall): Answer {
  const task = taskOf(call);
  const added = asList(dataOf(call)["followers"]).map((given) => findUser(call, String(given), "followers"));
  task.followerGids = [...new Set([...task.followerGids, ...added])];
  touched(call, task);
  return one(call, presentTask(call.state, task));
}

function change(
  name: "dependencies" | "dependents",
  apply: (call: AsanaCall, task: Task, other: Task) => void,
) {
  return (call: AsanaCall): Answer => {
    const task = taskOf(call);
    for (const other of others(call, name)) apply(call, task, other);
    return touched(call, task);
  };
}

const write = fixed("tasks:write");
const TASK = "/api/1.0/tasks/{task_gid}";

export const relationRoutes = [
  route(
    "POST",
    `${TASK}/addDependencies`,
    change("dependencies", (call, task, other) => link(call, task, other)),
    write,
  ),
  route(
    "POST",
    `${TASK}/removeDependencies`,
    change("dependencies", (_, task, other) => unlink(task, other)),
    write,
  ),
  route(
    "POST",
    `${TASK}/addDependents`,
    change("dependents", (call, task, other) => link(call, other, task)),
    write,
  ),
  route(
    "POST",
    `${TASK}/removeDependents`,
    change("dependents", (_, task, other) => unlink(other, task)),
    write,
  ),
  route("POST", `${TASK}/addProject`, addProject, write),
  route("POST", `${TASK}/removeProject`, removeProject, write),
  route("POST", "/api/1.0/sections/{section_gid}/addTask", addTaskToSection, write),
  route<AsanaState>("POST", `${TASK}/addTag`, (call) => changeTag(call, true), write),
  route<AsanaState>("POST", `${TASK}/removeTag`, (call) => changeTag(call, false), write),
  route("POST", `${TASK}/setParent`, setParent, write),
  route("POST", `${TASK}/addFollowers`, addFollowers, write),
];
