import type { Call } from "../emulator.ts";
import { badRequest, unknownObject } from "./errors.ts";
import { personGid } from "./fields.ts";
import type { AsanaState, Project, Section, Task, Workspace } from "./state.ts";
import { caller, isGuestElsewhere } from "./tokens.ts";

export function findTask(state: AsanaState, gid: string, what = "task"): Task {
  return state.tasks.get(gid) ?? unknownObject(what, gid);
}

export function findProject(state: AsanaState, gid: string, what = "project"): Project {
  return state.projects.get(gid) ?? unknownObject(what, gid);
}

export function findSection(state: AsanaState, gid: string): Section {
  return state.sections.get(gid) ?? unknownObject("section", gid);
}

/** The workspaces of the caller: one, and a second for a guest of the partners' workspace. */
export function workspacesOf(call: Call<AsanaState>): Workspace[] {
  return call.state.workspaces.slice(0, isGuestElsewhere(call) ? 2 : 1);
}

export function findWorkspace(call: Call<AsanaState>, gid: string | null | undefined): Workspace {
  if (!gid) badRequest("workspace: Missing input");
  return workspacesOf(call).find((workspace) => workspace.gid === gid) ?? unknownObject("workspace", gid);
}

/** Everything of the company lies in its own workspace; the partners' one is empty. */
export function isMain(state: AsanaState, workspace: Workspace): boolean {
  return state.workspaces[0] === workspace;
}

/** A user by id, e-mail address or `me`. */
export function findUser(call: Call<AsanaState>, given: string, what = "user"): string {
  if (given === "me") return caller(call);
  const known = call.state.world.people.find(({ asanaGid }) => asanaGid === given)?.asanaGid;
  const found = known ?? personGid(call.state, given);
  if (found) return found;
  return given.includes("@")
    ? badRequest(`${what}: Not a recognized ID: ${given}`)
    : unknownObject(what, given);
}
