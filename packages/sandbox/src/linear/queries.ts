import { notFound } from "./errors.ts";
import { paginate } from "./pages.ts";
import { fieldOf, type Reader } from "./relations.ts";
import { all, type Entity, find, HOUR, LIMITS, type LinearState, textOf } from "./state.ts";

export type Arguments = Readonly<Record<string, unknown>>;
export type Resolver = (reader: Reader, args: Arguments) => unknown;

/** An issue by its id or by an identifier such as EDG-27. */
export function issueBy(state: LinearState, given: unknown): Entity {
  const wanted = String(given).toUpperCase();
  return (
    find(state, "Issue", given) ??
    all(state, "Issue").find(
      ({ identifier, previousIdentifiers }) =>
        identifier === wanted || (Array.isArray(previousIdentifiers) && previousIdentifiers.includes(wanted)),
    ) ??
    notFound("Issue")
  );
}

/** A record by its id, or by the last part of its address where it has one. */
export const byId = (state: LinearState, kind: string, given: unknown): Entity =>
  find(state, kind, given) ??
  all(state, kind).find(({ slugId }) => slugId !== undefined && slugId === given) ??
  notFound(kind);

const single =
  (kind: string): Resolver =>
  ({ state }, { id }) =>
    byId(state, kind, id);

const list =
  (kind: string): Resolver =>
  (reader, args) =>
    paginate(reader, all(reader.state, kind), args);

const words = (text: unknown): string[] =>
  textOf(text)
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

/** Full-text search: every word of the term begins a word of the record; the more of them in its title, the earlier. */
const search =
  (
    kind: string,
    as: string,
    texts: (reader: Reader, entity: Entity, args: Arguments) => unknown[],
  ): Resolver =>
  (reader, args) => {
    const wanted = words(args["term"]);
    const ranked = all(reader.state, kind).flatMap((entity) => {
      const held = texts(reader, entity, args).flatMap(words);
      const hits = wanted.map((word) => held.filter((other) => other.startsWith(word)).length);
      const title = words(entity["title"]);
      return wanted.length > 0 && hits.every((count) => count > 0)
        ? [{ entity, rank: wanted.filter((word) => title.some((other) => other.startsWith(word))).length }]
        : [];
    });
    ranked.sort((left, right) => right.rank - left.rank);
    const found = ranked.map(({ entity }) => Object.assign({}, entity, { kind: as }));
    return paginate(reader, found, args, args["orderBy"] === undefined || args["orderBy"] === null);
  };

const comments = (reader: Reader, entity: Entity): unknown[] => {
  const held = fieldOf(reader, entity, "comments");
  return Array.isArray(held) ? held.map(({ body }: Entity) => body) : [];
};

export const queries: Readonly<Record<string, Resolver>> = {
  viewer: ({ state, viewerId }) => byId(state, "User", viewerId),
  organization: ({ state }) => all(state, "Organization")[0],
  rateLimitStatus: ({ state, viewerId }) => ({
    identifier: viewerId,
    kind: "user",
    limits: (["requests", "complexity"] as const).map((type) => ({
      type,
      allowedAmount: LIMITS[type],
      remainingAmount: LIMITS[type] - state.used[type],
      requestedAmount: 1,
      period: HOUR,
      reset: state.clock + HOUR,
    })),
  }),
  user: ({ state, viewerId }, { id }) => byId(state, "User", id === "me" ? viewerId : id),
  users: list("User"),
  team: ({ state }, { id }) => all(state, "Team").find(({ key }) => key === id) ?? byId(state, "Team", id),
  teams: list("Team"),
  workflowState: single("WorkflowState"),
  workflowStates: list("WorkflowState"),
  issueLabel: single("IssueLabel"),
  issueLabels: list("IssueLabel"),
  cycle: single("Cycle"),
  cycles: list("Cycle"),
  issue: ({ state }, { id }) => issueBy(state, id),
  issues: list("Issue"),
  searchIssues: search("Issue", "IssueSearchResult", (reader, entity, { includeComments }) => [
    entity["identifier"],
    entity["title"],
    entity["description"],
    ...(includeComments === true ? comments(reader, entity) : []),
  ]),
  attachment: single("Attachment"),
  issueRelation: single("IssueRelation"),
  comment: single("Comment"),
  comments: list("Comment"),
  project: single("Project"),
  projects: list("Project"),
  projectStatuses: list("ProjectStatus"),
  projectMilestones: list("ProjectMilestone"),
  projectUpdate: single("ProjectUpdate"),
  document: single("Document"),
  documents: list("Document"),
  searchDocuments: search("Document", "DocumentSearchResult", (_reader, { title, content }) => [
    title,
    content,
  ]),
  initiative: single("Initiative"),
  initiatives: list("Initiative"),
};
