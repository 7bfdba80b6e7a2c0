import { type Answer, type Call, route } from "../emulator.ts";
import { badRequest, unknownObject } from "./errors.ts";
import { findProject, findUser, findWorkspace } from "./find.ts";
import { asText } from "./json.ts";
import { dataOf, one, page } from "./paging.ts";
import { presentPortfolio, presentProject, presentStatus } from "./present.ts";
import { checkHtml, plainToHtml } from "./rich-text.ts";
import { type AsanaState, newGid, timestamp } from "./state.ts";
import { caller, fixed, needsPaidPlan } from "./tokens.ts";

type AsanaCall = Call<AsanaState>;

/** A person's token sees only the portfolios that the person owns. */
function listPortfolios(call: AsanaCall): Answer {
  needsPaidPlan(call);
  findWorkspace(call, call.query.get("workspace"));
  const owner = findUser(call, call.query.get("owner") ?? badRequest("owner: Missing input"), "owner");
  if (owner !== caller(call)) badRequest("owner: You can only list your own portfolios");
  const found = call.state.portfolios.filter(({ ownerGid }) => ownerGid === owner);
  return page(
    call,
    found.map((portfolio) => presentPortfolio(call.state, portfolio)),
  );
}

function listItems(call: AsanaCall): Answer {
  needsPaidPlan(call);
  const gid = call.params["portfolio_gid"] ?? "";
  const portfolio =
    call.state.portfolios.find((candidate) => candidate.gid === gid) ?? unknownObject("portfolio", gid);
  return page(
    call,
    portfolio.itemGids.map((item) => presentProject(call.state, findProject(call.state, item))),
  );
}

function hasStatus(state: AsanaState, gid: string): boolean {
  return state.projects.has(gid) || state.portfolios.some((portfolio) => portfolio.gid === gid);
}

/** Newest first. */
function listStatuses(call: AsanaCall): Answer {
  const { state, query } = call;
  const parent = query.get("parent") ?? badRequest("parent: Missing input");
  if (!hasStatus(state, parent)) unknownObject("parent", parent);
  const since = query.get("created_since") ?? "";
  const found = state.statuses
    .filter(({ parentGid, createdAt }) => parentGid === parent && createdAt >= since)
    .sort((left, right) => right.createdAt.localeCompare(left.createdAt));
  return page(
    call,
    found.map((status) => presentStatus(state, status)),
  );
}

function addStatus(call: AsanaCall): Answer {
  const { state } = call;
  const data = dataOf(call);
  const parent = asText(data["parent"]) ?? "";
  if (!hasStatus(state, parent)) unknownObject("parent", parent);
  const [text, rich] = [asText(data["text"]), asText(data["html_text"])];
  if (text !== undefined && rich !== undefined) badRequest("You may only set one of text and html_text");
  const createdAt = timestamp(state);
  const status = {
    gid: newGid(state),
    parentGid: parent,
    title: asText(data["title"]) ?? `Status update - ${createdAt.slice(0, 10)}`,
    html: rich === undefined ? plainToHtml(text ?? "") : checkHtml("html_text", rich, "comment"),
    statusType: asText(data["status_type"]) ?? badRequest("status_type: Missing input"),
    authorGid: caller(call),
    createdAt,
  };
  state.statuses.push(status);
  return one(call, presentStatus(state, status), 201);
}

const read = fixed("portfolios:read");

export const portfolioRoutes = [
  route("GET", "/api/1.0/portfolios", listPortfolios, read),
  route("GET", "/api/1.0/portfolios/{portfolio_gid}/items", listItems, read),
  route("GET", "/api/1.0/status_updates", listStatuses),
  route("POST", "/api/1.0/status_updates", addStatus),
];
