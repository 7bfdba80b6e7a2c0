import { type Answer, type Call, route } from "../emulator.ts";
import { unknownObject } from "./errors.ts";
import { findUser, findWorkspace, isMain, workspacesOf } from "./find.ts";
import type { Json } from "./json.ts";
import { one, page } from "./paging.ts";
import { presentTeam, presentUser, presentWorkspace } from "./present.ts";
import type { AsanaState } from "./state.ts";
import { fixed } from "./tokens.ts";

type AsanaCall = Call<AsanaState>;

function user(call: AsanaCall, gid: string): Json {
  return { ...presentUser(call.state, gid), workspaces: workspacesOf(call).map(presentWorkspace) };
}

function getUser(call: AsanaCall): Answer {
  return one(call, user(call, findUser(call, call.params["user_gid"] ?? "")));
}

function listUsers(call: AsanaCall): Answer {
  const { state, query } = call;
  const team = query.get("team");
  const members = team === null ? undefined : membersOf(state, team);
  if (!team) findWorkspace(call, query.get("workspace") ?? workspacesOf(call)[0]?.gid);
  const people = state.world.people
    .filter(({ active, asanaGid }) => active && (members?.includes(asanaGid) ?? true))
    .sort((left, right) => left.asanaGid.localeCompare(right.asanaGid));
  return page(
    call,
    people.map(({ asanaGid }) => user(call, asanaGid)),
  );
}

function membersOf(state: AsanaState, gid: string): readonly string[] {
  return state.teams.find((team) => team.gid === gid)?.memberGids ?? unknownObject("team", gid);
}

function listTeams(call: AsanaCall): Answer {
  const workspace = findWorkspace(call, call.params["workspace_gid"]);
  const teams = isMain(call.state, workspace) ? call.state.teams : [];
  return page(
    call,
    teams.map(({ gid }) => presentTeam(call.state, gid)),
  );
}

function listWorkspaces(call: AsanaCall): Answer {
  return page(call, workspacesOf(call).map(presentWorkspace));
}

/** "My tasks" of a person is a list of its own, with an id of its own. */
export const userTaskListGid = (userGid: string): string => `12068${userGid.slice(5)}`;

function getUserTaskList(call: AsanaCall): Answer {
  const gid = findUser(call, call.params["user_gid"] ?? "");
  const workspace = findWorkspace(call, call.query.get("workspace"));
  return one(call, {
    gid: userTaskListGid(gid),
    resource_type: "user_task_list",
    name: "My tasks",
    owner: presentUser(call.state, gid),
    workspace: presentWorkspace(workspace),
  });
}

export const peopleRoutes = [
  route("GET", "/api/1.0/users", listUsers, fixed("users:read")),
  route("GET", "/api/1.0/users/{user_gid}", getUser, fixed("users:read")),
  route("GET", "/api/1.0/users/{user_gid}/user_task_list", getUserTaskList, fixed("tasks:read")),
  route("GET", "/api/1.0/workspaces", listWorkspaces, fixed("workspaces:read")),
  route("GET", "/api/1.0/workspaces/{workspace_gid}/teams", listTeams, fixed("teams:read")),
];
