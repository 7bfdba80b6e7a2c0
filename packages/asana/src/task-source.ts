import type { VendorPage } from "@sophia-mcp/core/paging";
import type { AsanaApi } from "./api.ts";
import { findProject, findSection, findTag, findUser, findWorkspace, fold } from "./names.ts";
import type { Task } from "./records.ts";
import type { Query } from "./request.ts";
import { since } from "./since.ts";

export interface TaskList {
  project?: string | undefined;
  section?: string | undefined;
  tag?: string | undefined;
  assignee?: string | undefined;
  completed: boolean;
  /** A day, such as 2026-11-30. */
  updated_since?: string | undefined;
  /** By name or id, where it was given. */
  workspace?: string | undefined;
}

type Source = (token: string | undefined, size: number) => Promise<VendorPage<Task>>;
type Test = (task: Task) => boolean;

/**
 * One list of tasks. Asana takes exactly one of section, project, tag and person; the others are filtered here. With
 * none of them it is the caller's own list.
 */
export async function taskSource(api: AsanaApi, list: TaskList, fields: string): Promise<Source> {
  const tests = await localTests(api, list);
  const read = await vendorSource(api, list, list.tag === undefined ? fields : `${fields},tags.name`);
  return async (token, size) => {
    // Where rows are left out here, larger pages spare requests.
    const { rows, ...next } = await read(token, tests.length > 0 || list.completed ? 100 : size);
    const kept = rows.filter(
      (task) => (task.completed ?? false) === list.completed && tests.every((passes) => passes(task)),
    );
    return { rows: kept, ...next };
  };
}

async function localTests(api: AsanaApi, list: TaskList): Promise<Test[]> {
  const tests: Test[] = [];
  const inProject = (list.section ?? list.project) !== undefined;
  if (list.assignee !== undefined && (inProject || list.tag !== undefined))
    tests.push(await assigneeTest(api, list.assignee, list.workspace));
  if (list.tag !== undefined && inProject) {
    const gid = await findTag(api, list.tag, list.workspace);
    tests.push(({ tags = [] }) => tags.some((tag) => tag.gid === gid));
  }
  const from = since("updated_since", list.updated_since);
  if (from !== undefined) tests.push((task) => (task.modified_at ?? "") >= from);
  return tests;
}

async function vendorSource(api: AsanaApi, list: TaskList, fields: string): Promise<Source> {
  const { workspace } = list;
  // Asana leaves out what was completed before now, that is all completed tasks.
  const query = list.completed ? {} : { completed_since: "now" };
  const project = list.project === undefined ? undefined : await findProject(api, list.project, workspace);
  if (list.section !== undefined) {
    const section = await findSection(api, list.section, project);
    if (list.updated_since !== undefined) return timedSource(api, list, { section }, fields);
    return (token, size) => api.sectionTasks(section, query, fields, token, size);
  }
  if (project !== undefined) {
    if (list.updated_since !== undefined) return timedSource(api, list, { project }, fields);
    return (token, size) => api.projectTasks(project, query, fields, token, size);
  }
  if (list.tag !== undefined) {
    const tag = await findTag(api, list.tag, workspace);
    return (token, size) => api.tasksOfTag(tag, fields, token, size);
  }
  const { gid } = await findWorkspace(api, workspace);
  if (list.assignee !== undefined) {
    const assignee = (await findUser(api, list.assignee, gid)).gid;
    return timedSource(api, list, { assignee, workspace: gid }, fields);
  }
  const mine = await api.myTaskList(gid);
  return (token, size) => api.myTasks(mine.gid, query, fields, token, size);
}

/**
 * Only `GET /tasks` can tell what changed since a time. It knows no `now`: since this morning is close, and what was
 * completed today is filtered with the rest.
 */
function timedSource(api: AsanaApi, list: TaskList, of: Query, fields: string): Source {
  const morning = `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`;
  const query = {
    ...of,
    completed_since: list.completed ? undefined : morning,
    modified_since: since("updated_since", list.updated_since),
  };
  return (token, size) => api.tasks(query, fields, token, size);
}

async function assigneeTest(api: AsanaApi, given: string, workspace: string | undefined): Promise<Test> {
  if (fold(given) === "none") return (task) => !task.assignee;
  const { gid } = await findUser(api, given, workspace);
  const id = gid === "me" ? (await api.me()).gid : gid;
  return (task) => task.assignee?.gid === id;
}
