import { type Answer, type Call, route } from "../emulator.ts";
import { badRequest, unknownObject } from "./errors.ts";
import { findProject, findSection, findTask, findUser, findWorkspace, isMain } from "./find.ts";
import { page } from "./paging.ts";
import { userTaskListGid } from "./people.ts";
import { presentTask } from "./present.ts";
import type { AsanaState, Task } from "./state.ts";
import { fixed } from "./tokens.ts";

type AsanaCall = Call<AsanaState>;

function answer(call: AsanaCall, chosen: (task: Task) => boolean): Answer {
  const { state } = call;
  const completedSince = sinceOf(call, "completed_since");
  const modifiedSince = sinceOf(call, "modified_since");
  const tasks = [...state.tasks.values()].filter(
    (task) =>
      chosen(task) &&
      (completedSince === undefined ||
        !task.completed ||
        Date.parse(task.completedAt ?? "") >= completedSince) &&
      (modifiedSince === undefined || Date.parse(task.modifiedAt) >= modifiedSince),
  );
  return page(
    call,
    tasks.map((task) => presentTask(state, task)),
  );
}

function sinceOf({ query, state }: AsanaCall, name: string): number | undefined {
  const given = query.get(name);
  if (given === null) return undefined;
  if (given === "now") return state.clock + 1;
  const time = Date.parse(given);
  return Number.isNaN(time) ? badRequest(`${name}: Not a valid date: ${given}`) : time;
}

/** Asana takes exactly one way to name a list of tasks. */
function listTasks(call: AsanaCall): Answer {
  const { query, state } = call;
  const [project, section, assignee] = [query.get("project"), query.get("section"), query.get("assignee")];
  const ways = [project, section, assignee].filter((given) => given !== null);
  if (ways.length !== 1)
    badRequest("Must specify exactly one of project, tag, section, user task list, or assignee + workspace");
  if (project !== null) return answer(call, inProject(findProject(state, project).gid));
  if (section !== null) return answer(call, inSection(findSection(state, section).gid));
  const workspace = findWorkspace(call, query.get("workspace"));
  const gid = findUser(call, assignee ?? "", "assignee");
  return answer(call, (task) => isMain(state, workspace) && task.assigneeGid === gid);
}

const inProject = (gid: string) => (task: Task) =>
  task.memberships.some(({ projectGid }) => projectGid === gid);
const inSection = (gid: string) => (task: Task) =>
  task.memberships.some(({ sectionGid }) => sectionGid === gid);

function ofTag(call: AsanaCall): Answer {
  const gid = call.params["tag_gid"] ?? "";
  if (!call.state.tags.some((tag) => tag.gid === gid)) unknownObject("tag", gid);
  return answer(call, ({ tagGids }) => tagGids.includes(gid));
}

function ofUserTaskList(call: AsanaCall): Answer {
  const gid = call.params["user_task_list_gid"] ?? "";
  const owner = call.state.world.people.find(({ asanaGid }) => userTaskListGid(asanaGid) === gid);
  if (!owner) unknownObject("user_task_list", gid);
  return answer(call, ({ assigneeGid }) => assigneeGid === owner.asanaGid);
}

function around(call: AsanaCall, choose: (task: Task) => (other: Task) => boolean): Answer {
  const { state, params } = call;
  const other = choose(findTask(state, params["task_gid"] ?? ""));
  const tasks = [...state.tasks.values()].filter(other);
  return page(
    call,
    tasks.map((task) => presentTask(state, task)),
  );
}

const ROOT = "/api/1.0";
const read = fixed("tasks:read");

export const taskListRoutes = [
  route("GET", `${ROOT}/tasks`, listTasks, read),
  route<AsanaState>(
    "GET",
    `${ROOT}/projects/{project_gid}/tasks`,
    (call) => answer(call, inProject(findProject(call.state, call.params["project_gid"] ?? "").gid)),
    read,
  ),
  route<AsanaState>(
    "GET",
    `${ROOT}/sections/{section_gid}/tasks`,
    (call) => answer(call, inSection(findSection(call.state, call.params["section_gid"] ?? "").gid)),
    read,
  ),
  route("GET", `${ROOT}/tags/{tag_gid}/tasks`, ofTag, read),
  route("GET", `${ROOT}/user_task_lists/{user_task_list_gid}/tasks`, ofUserTaskList, read),
  route<AsanaState>(
    "GET",
    `${ROOT}/tasks/{task_gid}/subtasks`,
    (call) => around(call, (task) => (other) => other.parentGid === task.gid),
    read,
  ),
  route<AsanaState>(
    "GET",
    `${ROOT}/tasks/{task_gid}/dependencies`,
    (call) => around(call, (task) => (other) => task.dependencies.includes(other.gid)),
    read,
  ),
  route<AsanaState>(
    "GET",
    `${ROOT}/tasks/{task_gid}/dependents`,
    (call) => around(call, (task) => (other) => other.dependencies.includes(task.gid)),
    read,
  ),
];
