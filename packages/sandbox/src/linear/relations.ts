import { all, type Entity, find, type LinearState, textOf } from "./state.ts";

/** Who asks: `isMe` and the viewer's own lists depend on it. */
export type Reader = { state: LinearState; viewerId: string };

export type Value = Entity | readonly Entity[] | string | number | boolean | object | null | undefined;
type Field = (reader: Reader, entity: Entity) => Value;

const one =
  (kind: string, key: string): Field =>
  ({ state }, entity) =>
    find(state, kind, entity[key]);

const many =
  (kind: string, key: string): Field =>
  ({ state }, entity) =>
    (Array.isArray(entity[key]) ? (entity[key] as unknown[]) : []).flatMap(
      (id) => find(state, kind, id) ?? [],
    );

/** The records of a kind that name this one in `key`. */
const behind =
  (kind: string, key: string): Field =>
  ({ state }, entity) =>
    all(state, kind).filter((other) => other[key] === entity.id);

const among =
  (kind: string, key: string): Field =>
  ({ state }, entity) =>
    all(state, kind).filter(
      (other) => Array.isArray(other[key]) && (other[key] as unknown[]).includes(entity.id),
    );

const related =
  (type: string, key: "issueId" | "relatedIssueId"): Field =>
  ({ state }, entity) =>
    all(state, "IssueRelation").some((relation) => relation["type"] === type && relation[key] === entity.id);

const stateType = (state: LinearState, issue: Entity): unknown =>
  find(state, "WorkflowState", issue["stateId"])?.["type"];

const weight = (issue: Entity): number => Number(issue["estimate"] ?? 1);

/** Finished points, with a quarter of those in hand, of all points. */
const progressOf =
  (key: string): Field =>
  ({ state }, entity) => {
    const issues = scopeOf(state, key, entity);
    const total = issues.reduce((sum, issue) => sum + weight(issue), 0);
    const share = (issue: Entity) =>
      stateType(state, issue) === "completed" ? 1 : stateType(state, issue) === "started" ? 0.25 : 0;
    const done = issues.reduce((sum, issue) => sum + weight(issue) * share(issue), 0);
    return total === 0 ? 0 : Math.round((done / total) * 1000) / 1000;
  };

const scopeOf = (state: LinearState, key: string, entity: Entity): Entity[] =>
  all(state, "Issue").filter((issue) => issue[key] === entity.id && stateType(state, issue) !== "canceled");

const counted =
  (key: string, only?: string): Field =>
  ({ state }, entity) => [
    scopeOf(state, key, entity).filter((issue) => only === undefined || stateType(state, issue) === only)
      .length,
  ];

const between =
  (
    test: (
      now: string,
      cycle: { starts: string; ends: string },
      state: LinearState,
      entity: Entity,
    ) => boolean,
  ): Field =>
  ({ state }, entity) => {
    const cycle = { starts: String(entity["startsAt"]), ends: String(entity["endsAt"]) };
    return test(new Date(state.clock).toISOString(), cycle, state, entity);
  };

const neighbour = (state: LinearState, cycle: Entity, step: 1 | -1): boolean => {
  const now = new Date(state.clock).toISOString();
  const active = all(state, "Cycle").find(
    (other) =>
      other["teamId"] === cycle["teamId"] &&
      String(other["startsAt"]) <= now &&
      now < String(other["endsAt"]),
  );
  return active !== undefined && cycle["number"] === Number(active["number"]) + step;
};

const issue: Record<string, Field> = {
  team: one("Team", "teamId"),
  state: one("WorkflowState", "stateId"),
  assignee: one("User", "assigneeId"),
  creator: one("User", "creatorId"),
  project: one("Project", "projectId"),
  projectMilestone: one("ProjectMilestone", "projectMilestoneId"),
  cycle: one("Cycle", "cycleId"),
  parent: one("Issue", "parentId"),
  labels: many("IssueLabel", "labelIds"),
  subscribers: many("User", "subscriberIds"),
  children: behind("Issue", "parentId"),
  comments: behind("Comment", "issueId"),
  attachments: behind("Attachment", "issueId"),
  documents: behind("Document", "issueId"),
  relations: behind("IssueRelation", "issueId"),
  inverseRelations: behind("IssueRelation", "relatedIssueId"),
  hasBlockingRelations: related("blocks", "issueId"),
  hasBlockedByRelations: related("blocks", "relatedIssueId"),
  hasDuplicateRelations: related("duplicate", "issueId"),
  hasRelatedRelations: related("related", "issueId"),
  searchableContent: (_, { title, description }) => `${textOf(title)} ${textOf(description)}`,
};

const document: Record<string, Field> = {
  creator: one("User", "creatorId"),
  updatedBy: one("User", "updatedById"),
  project: one("Project", "projectId"),
  initiative: one("Initiative", "initiativeId"),
  team: one("Team", "teamId"),
  issue: one("Issue", "issueId"),
  comments: ({ state }, entity) =>
    all(state, "Comment").filter((comment) => comment["documentContentId"] === entity["documentContentId"]),
};

/** Fields that lead to other records, or are worked out: what GraphQL answers and filters look at alike. */
const fields: Readonly<Record<string, Record<string, Field>>> = {
  Issue: issue,
  IssueSearchResult: issue,
  Document: document,
  DocumentSearchResult: document,
  User: {
    isMe: ({ viewerId }, { id }) => id === viewerId,
    organization: ({ state }) => all(state, "Organization")[0],
    teams: among("Team", "memberIds"),
    assignedIssues: behind("Issue", "assigneeId"),
    createdIssues: behind("Issue", "creatorId"),
  },
  Team: {
    defaultIssueState: one("WorkflowState", "defaultStateId"),
    states: behind("WorkflowState", "teamId"),
    labels: behind("IssueLabel", "teamId"),
    members: many("User", "memberIds"),
    cycles: behind("Cycle", "teamId"),
    issues: behind("Issue", "teamId"),
    projects: among("Project", "teamIds"),
    activeCycle: (reader, team) =>
      all(reader.state, "Cycle").find(
        (cycle) => cycle["teamId"] === team.id && fieldOf(reader, cycle, "isActive") === true,
      ),
    issueCount: ({ state }, { id }) =>
      all(state, "Issue").filter((entity) => entity["teamId"] === id && !entity.archivedAt).length,
  },
  WorkflowState: { team: one("Team", "teamId"), issues: behind("Issue", "stateId") },
  IssueLabel: {
    team: one("Team", "teamId"),
    parent: one("IssueLabel", "parentId"),
    creator: one("User", "creatorId"),
    children: behind("IssueLabel", "parentId"),
  },
  Cycle: {
    team: one("Team", "teamId"),
    issues: behind("Issue", "cycleId"),
    progress: progressOf("cycleId"),
    issueCountHistory: counted("cycleId"),
    completedIssueCountHistory: counted("cycleId", "completed"),
    isActive: between((now, { starts, ends }) => starts <= now && now < ends),
    isFuture: between((now, { starts }) => now < starts),
    isPast: between((now, { ends }) => ends <= now),
    isNext: between((_now, _cycle, state, entity) => neighbour(state, entity, 1)),
    isPrevious: between((_now, _cycle, state, entity) => neighbour(state, entity, -1)),
  },
  Project: {
    status: one("ProjectStatus", "statusId"),
    state: ({ state }, entity) => find(state, "ProjectStatus", entity["statusId"])?.["type"] as Value,
    lead: one("User", "leadId"),
    creator: one("User", "creatorId"),
    members: many("User", "memberIds"),
    teams: many("Team", "teamIds"),
    accessibleTeams: many("Team", "teamIds"),
    issues: behind("Issue", "projectId"),
    projectMilestones: behind("ProjectMilestone", "projectId"),
    projectUpdates: behind("ProjectUpdate", "projectId"),
    documents: behind("Document", "projectId"),
    comments: behind("Comment", "projectId"),
    initiatives: among("Initiative", "projectIds"),
    progress: progressOf("projectId"),
    issueCountHistory: counted("projectId"),
    completedIssueCountHistory: counted("projectId", "completed"),
    lastUpdate: ({ state }, { id }) =>
      all(state, "ProjectUpdate")
        .filter((update) => update["projectId"] === id)
        .sort((left, right) => (left.createdAt < right.createdAt ? 1 : -1))[0],
  },
  ProjectMilestone: {
    project: one("Project", "projectId"),
    issues: behind("Issue", "projectMilestoneId"),
    progress: progressOf("projectMilestoneId"),
  },
  ProjectUpdate: {
    project: one("Project", "projectId"),
    user: one("User", "userId"),
    comments: behind("Comment", "projectUpdateId"),
    commentCount: ({ state }, { id }) =>
      all(state, "Comment").filter((comment) => comment["projectUpdateId"] === id).length,
  },
  Initiative: {
    owner: one("User", "ownerId"),
    creator: one("User", "creatorId"),
    projects: many("Project", "projectIds"),
    documents: behind("Document", "initiativeId"),
  },
  Comment: {
    user: one("User", "userId"),
    issue: one("Issue", "issueId"),
    parent: one("Comment", "parentId"),
    project: one("Project", "projectId"),
    projectUpdate: one("ProjectUpdate", "projectUpdateId"),
    children: behind("Comment", "parentId"),
    documentContent: ({ state }, { documentContentId }) => {
      const owner = all(state, "Document").find(
        (entity) => entity["documentContentId"] === documentContentId,
      );
      return documentContentId && owner ? contentOf(owner) : undefined;
    },
  },
  DocumentContent: { document: one("Document", "documentId") },
  Attachment: { creator: one("User", "creatorId"), issue: one("Issue", "issueId") },
  IssueRelation: { issue: one("Issue", "issueId"), relatedIssue: one("Issue", "relatedIssueId") },
};

/** The body of a document, which Linear keeps as a record of its own. */
const contentOf = (owner: Entity): Entity => ({
  kind: "DocumentContent",
  id: String(owner["documentContentId"]),
  createdAt: owner.createdAt,
  updatedAt: owner.updatedAt,
  content: owner["content"],
  documentId: owner.id,
});

export const isEntity = (value: unknown): value is Entity =>
  typeof value === "object" && value !== null && typeof (value as Entity).kind === "string";

export function fieldOf(reader: Reader, entity: Entity, name: string): Value {
  const field = fields[entity.kind]?.[name];
  return field ? field(reader, entity) : (entity[name] as Value);
}
