import { randomUUID } from "node:crypto";
import { conflict, invalidInput, notFound } from "./errors.ts";
import { issueMutations } from "./issue-writes.ts";
import type { Arguments, Resolver } from "./queries.ts";
import { byId, issueBy } from "./queries.ts";
import type { Reader } from "./relations.ts";
import { type Entity, find, link, type LinearState, put, slug, slugId, tick } from "./state.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The caller's own id, or a new one. An id that is taken is a conflict, which is what makes a repeat harmless. */
export function newId(state: LinearState, kind: string, given: unknown): string {
  if (given === undefined || given === null) return randomUUID();
  if (typeof given !== "string" || !UUID.test(given)) return invalidInput("id must be a UUID");
  return find(state, kind, given) ? conflict(kind, given) : given;
}

/** Refuses ids that lead nowhere, as Linear does before it writes anything. */
export function checkIds(
  state: LinearState,
  input: Arguments,
  kinds: Readonly<Record<string, string>>,
): void {
  for (const [key, kind] of Object.entries(kinds)) {
    const given = input[key];
    if (given === undefined || given === null) continue;
    if (Array.isArray(given) && given.some((id) => !find(state, kind, id))) {
      notFound(`${kind}: ${key} contained an entry that could not be found.`);
    }
    if (!Array.isArray(given) && !find(state, kind, given)) notFound(kind);
  }
}

/** Fields that were given; null clears one. */
export const given = (input: Arguments, ...keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    keys.flatMap((key) => (input[key] === undefined ? [] : [[key, input[key] ?? undefined]])),
  );

export const stamped = (state: LinearState) => {
  const at = tick(state);
  return { createdAt: at, updatedAt: at };
};

export const done = (state: LinearState, rest: Record<string, unknown>) => ({
  success: true,
  lastSyncId: state.clock,
  ...rest,
});

const inputOf = (args: Arguments): Arguments => args["input"] as Arguments;

const COMMENT_TARGETS = ["issueId", "projectId", "projectUpdateId", "documentContentId", "initiativeId"];

function commentCreate({ state, viewerId }: Reader, args: Arguments) {
  const input = inputOf(args);
  const id = newId(state, "Comment", input["id"]);
  if (!input["body"] && !input["bodyData"]) invalidInput("body must not be empty");
  const targets = COMMENT_TARGETS.filter((key) => input[key] !== undefined && input[key] !== null);
  if (targets.length !== 1) invalidInput(`Exactly one of ${COMMENT_TARGETS.join(", ")} must be defined.`);
  const target = commentTarget(state, input);
  if (input["parentId"] !== undefined) checkIds(state, input, { parentId: "Comment" });
  const comment = put(state, "Comment", {
    ...stamped(state),
    ...given(input, "body", "parentId", "quotedText"),
    ...target.fields,
    id,
    url: `${target.url}#comment-${id.slice(0, 8)}`,
    userId: viewerId,
  });
  return done(state, { comment });
}

function commentTarget(
  state: LinearState,
  input: Arguments,
): { fields: Record<string, unknown>; url: string } {
  if (input["issueId"]) {
    const issue = issueBy(state, input["issueId"]);
    return { fields: { issueId: issue.id }, url: String(issue["url"]) };
  }
  if (input["documentContentId"]) {
    const documents = [...(state.tables.get("Document")?.values() ?? [])];
    const document = documents.find((entity) => entity["documentContentId"] === input["documentContentId"]);
    return {
      fields: { documentContentId: input["documentContentId"] },
      url: String((document ?? notFound("DocumentContent"))["url"]),
    };
  }
  const [key, kind] = input["projectId"] ? ["projectId", "Project"] : ["projectUpdateId", "ProjectUpdate"];
  const entity = byId(state, kind, input[key]);
  return { fields: { [key]: entity.id }, url: String(entity["url"]) };
}

const PROJECT_KEYS = [
  "name",
  "description",
  "content",
  "icon",
  "color",
  "priority",
  "statusId",
  "leadId",
  "memberIds",
  "teamIds",
  "startDate",
  "targetDate",
];
const PROJECT_IDS = { statusId: "ProjectStatus", leadId: "User", memberIds: "User", teamIds: "Team" };

function projectCreate({ state, viewerId }: Reader, args: Arguments) {
  const input = inputOf(args);
  const id = newId(state, "Project", input["id"]);
  checkIds(state, input, PROJECT_IDS);
  if ((input["teamIds"] as unknown[]).length === 0) invalidInput("A project needs at least one team.");
  const backlog = [...(state.tables.get("ProjectStatus")?.values() ?? [])].find(
    ({ type }) => type === "backlog",
  );
  const project = put(state, "Project", {
    ...stamped(state),
    description: "",
    priority: 0,
    statusId: backlog?.id,
    ...given(input, ...PROJECT_KEYS),
    id,
    slugId: slugId(id),
    url: link(`project/${slug(String(input["name"]))}-${slugId(id)}`),
    color: "#bec2c8",
    creatorId: viewerId,
  });
  return done(state, { project });
}

function projectUpdate({ state }: Reader, args: Arguments) {
  const input = inputOf(args);
  const project = byId(state, "Project", args["id"]);
  checkIds(state, input, PROJECT_IDS);
  Object.assign(project, given(input, ...PROJECT_KEYS), { updatedAt: tick(state) });
  return done(state, { project });
}

function projectUpdateCreate({ state, viewerId }: Reader, args: Arguments) {
  const input = inputOf(args);
  const id = newId(state, "ProjectUpdate", input["id"]);
  const project = byId(state, "Project", input["projectId"]);
  const health = input["health"] ?? project["health"] ?? "onTrack";
  const update = put(state, "ProjectUpdate", {
    ...stamped(state),
    id,
    body: input["body"] ?? "",
    health,
    slugId: slugId(id),
    url: `${String(project["url"])}/updates#${slugId(id)}`,
    projectId: project.id,
    userId: viewerId,
  });
  Object.assign(project, { health, updatedAt: update.updatedAt });
  return done(state, { projectUpdate: update });
}

const DOCUMENT_KEYS = [
  "title",
  "content",
  "icon",
  "color",
  "projectId",
  "initiativeId",
  "teamId",
  "issueId",
  "trashed",
];
const DOCUMENT_IDS = { projectId: "Project", initiativeId: "Initiative", teamId: "Team" };
const DOCUMENT_HOMES = ["projectId", "initiativeId", "teamId", "issueId", "cycleId"];

function documentCreate({ state, viewerId }: Reader, args: Arguments) {
  const input = inputOf(args);
  const id = newId(state, "Document", input["id"]);
  checkIds(state, input, DOCUMENT_IDS);
  if (!DOCUMENT_HOMES.some((key) => input[key]))
    invalidInput("A document must belong to a project, initiative, team, issue or cycle.");
  const issueId = input["issueId"] ? issueBy(state, input["issueId"]).id : undefined;
  const document = put(state, "Document", {
    ...stamped(state),
    ...given(input, ...DOCUMENT_KEYS),
    id,
    issueId,
    slugId: slugId(id),
    url: link(`document/${slug(String(input["title"]))}-${slugId(id)}`),
    documentContentId: randomUUID(),
    creatorId: viewerId,
    updatedById: viewerId,
  });
  return done(state, { document });
}

function documentUpdate({ state, viewerId }: Reader, args: Arguments) {
  const input = inputOf(args);
  const document = byId(state, "Document", args["id"]);
  checkIds(state, input, DOCUMENT_IDS);
  Object.assign(document, given(input, ...DOCUMENT_KEYS), {
    updatedAt: tick(state),
    updatedById: viewerId,
  } satisfies Partial<Entity>);
  return done(state, { document });
}

export const mutations: Readonly<Record<string, Resolver>> = {
  ...issueMutations,
  commentCreate,
  projectCreate,
  projectUpdate,
  projectUpdateCreate,
  documentCreate,
  documentUpdate,
};
