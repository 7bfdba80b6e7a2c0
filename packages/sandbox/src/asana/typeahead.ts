import { type Answer, type Call, route } from "../emulator.ts";
import { badRequest } from "./errors.ts";
import { findWorkspace, isMain } from "./find.ts";
import { asText, type Json } from "./json.ts";
import {
  presentField,
  presentPortfolio,
  presentProject,
  presentTask,
  presentTeam,
  presentUser,
} from "./present.ts";
import { select } from "./select.ts";
import type { AsanaState } from "./state.ts";
import { fixed, hasPaidPlan } from "./tokens.ts";

type Source = (state: AsanaState) => readonly Json[];

const SOURCES: Readonly<Record<string, Source>> = {
  task: (state) => [...state.tasks.values()].map((task) => presentTask(state, task)),
  project: (state) =>
    [...state.projects.values()]
      .filter(({ archived }) => !archived)
      .map((project) => presentProject(state, project)),
  user: (state) =>
    state.world.people
      .filter(({ active }) => active)
      .flatMap(({ asanaGid }): Json[] => [presentUser(state, asanaGid)].filter((user) => user !== null)),
  tag: (state) => state.tags.map(({ gid, name }) => ({ gid, name, resource_type: "tag" })),
  team: (state) => state.teams.map(({ gid }) => presentTeam(state, gid)),
  portfolio: (state) => state.portfolios.map((portfolio) => presentPortfolio(state, portfolio)),
  custom_field: (state) => state.fields.map(presentField),
  goal: () => [],
  project_template: () => [],
};

/** All words of the query begin words of the name, as in a search field that completes what is typed. */
export function matches(name: string, query: string): boolean {
  const parts = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const wanted = query
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  return wanted.every((word) => parts.some((part) => part.startsWith(word)));
}

function typeahead(call: Call<AsanaState>): Answer {
  const { state, query, params } = call;
  const workspace = findWorkspace(call, params["workspace_gid"]);
  const type = query.get("resource_type") ?? "";
  const source = SOURCES[type] ?? badRequest(`resource_type: Unknown type: ${type}`);
  const count = Number(query.get("count") ?? 20);
  if (!(count >= 1 && count <= 100)) badRequest("count: Must be between 1 and 100");
  const open = type !== "portfolio" || hasPaidPlan(call);
  const found = isMain(state, workspace) && open ? source(state) : [];
  const words = query.get("query") ?? "";
  const chosen = found.filter((record) =>
    matches(`${asText(record["name"]) ?? ""} ${asText(record["email"]) ?? ""}`, words),
  );
  return { body: { data: chosen.slice(0, count).map((record) => select(record, query, "compact")) } };
}

export const typeaheadRoutes = [
  route(
    "GET",
    "/api/1.0/workspaces/{workspace_gid}/typeahead",
    typeahead,
    fixed("workspaces.typeahead:read"),
  ),
];
