import { type Answer, type Call, route } from "../emulator.ts";
import { badRequest, unknownObject } from "./errors.ts";
import { findProject, findUser, findWorkspace, isMain } from "./find.ts";
import { asText, type Json } from "./json.ts";
import { dataOf, one, page } from "./paging.ts";
import { presentField, presentProject, presentSection, settingsOf } from "./present.ts";
import { checkHtml, plainToHtml } from "./rich-text.ts";
import { select } from "./select.ts";
import { type AsanaState, newGid, type Project, timestamp } from "./state.ts";
import { caller, fixed, needsPaidPlan } from "./tokens.ts";

type AsanaCall = Call<AsanaState>;

function list(call: AsanaCall, teamGid: string | null): Answer {
  const { state, query } = call;
  if (teamGid !== null && !state.teams.some(({ gid }) => gid === teamGid)) unknownObject("team", teamGid);
  const archived = query.get("archived");
  const projects = [...state.projects.values()].filter(
    (project) =>
      (teamGid === null || project.teamGid === teamGid) &&
      (archived === null || String(project.archived) === archived),
  );
  return page(
    call,
    projects.map((project) => presentProject(state, project)),
  );
}

function ofWorkspace(call: AsanaCall): Answer {
  const workspace = findWorkspace(call, call.query.get("workspace"));
  return isMain(call.state, workspace) ? list(call, null) : page(call, []);
}

const projectOf = (call: AsanaCall): Project => findProject(call.state, call.params["project_gid"] ?? "");

function sections(call: AsanaCall): Answer {
  const { gid } = projectOf(call);
  const found = [...call.state.sections.values()].filter(({ projectGid }) => projectGid === gid);
  return page(
    call,
    found.map((section) => presentSection(call.state, section)),
  );
}

function addSection(call: AsanaCall): Answer {
  const { state } = call;
  const project = projectOf(call);
  const name = asText(dataOf(call)["name"]) ?? badRequest("name: Missing input");
  const section = { gid: newGid(state), name, projectGid: project.gid, createdAt: timestamp(state) };
  state.sections.set(section.gid, section);
  return one(call, presentSection(state, section), 201);
}

/** All counts are left out unless they are asked for. */
function counts(call: AsanaCall): Answer {
  const { gid } = projectOf(call);
  const tasks = [...call.state.tasks.values()].filter(({ memberships }) =>
    memberships.some(({ projectGid }) => projectGid === gid),
  );
  const count = (milestones: boolean, completed?: boolean) =>
    tasks.filter(
      (task) =>
        (!milestones || task.subtype === "milestone") &&
        (completed === undefined || task.completed === completed),
    ).length;
  const all: Json = {
    num_tasks: count(false),
    num_incomplete_tasks: count(false, false),
    num_completed_tasks: count(false, true),
    num_milestones: count(true),
    num_incomplete_milestones: count(true, false),
    num_completed_milestones: count(true, true),
  };
  return { body: { data: call.query.has("opt_fields") ? select(all, call.query, "full") : {} } };
}

function create(call: AsanaCall, of?: string): Answer {
  const { state } = call;
  const data = dataOf(call);
  const team = of ?? asText(data["team"]);
  if (team === undefined) findWorkspace(call, asText(data["workspace"]));
  if (team !== undefined && !state.teams.some(({ gid }) => gid === team)) unknownObject("team", team);
  if (team === undefined) badRequest("team: You must specify a team in an organization");
  const at = timestamp(state);
  const project: Project = {
    gid: newGid(state),
    name: asText(data["name"]) ?? badRequest("name: Missing input"),
    html: "<body></body>",
    teamGid: team,
    ownerGid: caller(call),
    archived: false,
    startOn: undefined,
    dueOn: undefined,
    privacy: "public_to_workspace",
    view: "list",
    fieldGids: [],
    createdAt: at,
    modifiedAt: at,
  };
  apply(call, project, data);
  state.projects.set(project.gid, project);
  // A new project has one section without a name of its own.
  const section = { gid: newGid(state), name: "Untitled section", projectGid: project.gid, createdAt: at };
  state.sections.set(section.gid, section);
  return one(call, presentProject(state, project), 201);
}

function update(call: AsanaCall): Answer {
  const { state } = call;
  const project = projectOf(call);
  const changed = { ...project };
  apply(call, changed, dataOf(call));
  Object.assign(project, changed, { modifiedAt: timestamp(state) });
  return one(call, presentProject(state, project));
}

function apply(call: AsanaCall, project: Project, data: Json): void {
  if ("notes" in data && "html_notes" in data) badRequest("You may only set one of notes and html_notes");
  if ("name" in data) project.name = asText(data["name"]) ?? badRequest("name: Not a string");
  if ("notes" in data) project.html = plainToHtml(asText(data["notes"]) ?? "");
  if ("html_notes" in data) project.html = checkHtml("html_notes", asText(data["html_notes"]) ?? "", "notes");
  if ("owner" in data)
    project.ownerGid =
      data["owner"] === null ? undefined : findUser(call, asText(data["owner"]) ?? "", "owner");
  if (typeof data["archived"] === "boolean") project.archived = data["archived"];
  if ("privacy_setting" in data) project.privacy = asText(data["privacy_setting"]) ?? project.privacy;
  if ("default_view" in data) project.view = asText(data["default_view"]) ?? project.view;
  if ("due_on" in data) project.dueOn = asText(data["due_on"]);
  if ("start_on" in data) project.startOn = asText(data["start_on"]);
  if (project.startOn !== undefined && project.dueOn === undefined)
    badRequest("start_on: You must also set a due date when you set a start date");
}

function settings(call: AsanaCall): Answer {
  needsPaidPlan(call);
  return page(call, settingsOf(call.state, projectOf(call)));
}

function fields(call: AsanaCall): Answer {
  needsPaidPlan(call);
  const workspace = findWorkspace(call, call.params["workspace_gid"]);
  return page(call, isMain(call.state, workspace) ? call.state.fields.map(presentField) : []);
}

const ROOT = "/api/1.0";
const PROJECT = `${ROOT}/projects/{project_gid}`;
const read = fixed("projects:read");
const write = fixed("projects:write");

export const projectRoutes = [
  route("GET", `${ROOT}/projects`, ofWorkspace, read),
  route<AsanaState>(
    "GET",
    `${ROOT}/teams/{team_gid}/projects`,
    (call) => list(call, call.params["team_gid"] ?? ""),
    read,
  ),
  route<AsanaState>("GET", PROJECT, (call) => one(call, presentProject(call.state, projectOf(call))), read),
  route("GET", `${PROJECT}/sections`, sections),
  route("GET", `${PROJECT}/custom_field_settings`, settings, read),
  route("GET", `${PROJECT}/task_counts`, counts, read),
  route<AsanaState>("POST", `${ROOT}/projects`, (call) => create(call), write),
  route<AsanaState>(
    "POST",
    `${ROOT}/teams/{team_gid}/projects`,
    (call) => create(call, call.params["team_gid"]),
    write,
  ),
  route("PUT", PROJECT, update, write),
  route("POST", `${PROJECT}/sections`, addSection),
  route("GET", `${ROOT}/workspaces/{workspace_gid}/custom_fields`, fields, fixed("custom_fields:read")),
];
