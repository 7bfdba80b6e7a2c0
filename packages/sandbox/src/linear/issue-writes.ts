import { invalidInput, outOfBounds } from "./errors.ts";
import { checkIds, done, given, newId, stamped } from "./mutations.ts";
import { type Arguments, byId, issueBy, type Resolver } from "./queries.ts";
import type { Reader } from "./relations.ts";
import { issueUrl, priorityLabel } from "./seed-issues.ts";
import { all, type Entity, find, type LinearState, put, slug, textOf, tick } from "./state.ts";

const KEYS = [
  "title",
  "description",
  "estimate",
  "dueDate",
  "stateId",
  "assigneeId",
  "projectId",
  "projectMilestoneId",
  "cycleId",
  "labelIds",
  "subscriberIds",
];
const IDS = {
  stateId: "WorkflowState",
  assigneeId: "User",
  projectId: "Project",
  projectMilestoneId: "ProjectMilestone",
  cycleId: "Cycle",
  labelIds: "IssueLabel",
  addedLabelIds: "IssueLabel",
  removedLabelIds: "IssueLabel",
  teamId: "Team",
};
const MOST_AT_ONCE = 50;

const inputOf = (args: Arguments): Arguments => args["input"] as Arguments;

function issueCreate({ state, viewerId }: Reader, args: Arguments) {
  const input = inputOf(args);
  const id = newId(state, "Issue", input["id"]);
  const team = byId(state, "Team", input["teamId"]);
  if (team["retiredAt"]) invalidInput("Issues cannot be created in a retired team.");
  const title = textOf(input["title"]).trim();
  if (title === "") invalidInput("title must not be empty");
  check(state, input, team);
  const number = nextNumber(state, team);
  const identifier = `${String(team["key"])}-${number}`;
  const issue = put(state, "Issue", {
    ...stamped(state),
    priority: 0,
    stateId: team["defaultStateId"],
    labelIds: [],
    ...changes(state, input),
    id,
    number,
    identifier,
    url: issueUrl(identifier, title),
    branchName: `${String(team["key"]).toLowerCase()}/${slug(`${identifier} ${title}`)}`,
    teamId: team.id,
    creatorId: viewerId,
  });
  issue["priorityLabel"] = priorityLabel(issue["priority"]);
  issue["subscriberIds"] = [...new Set([viewerId, input["assigneeId"] ?? viewerId])];
  return done(state, { issue });
}

const nextNumber = (state: LinearState, team: Entity): number =>
  1 +
  Math.max(
    0,
    ...all(state, "Issue").flatMap((issue) => (issue["teamId"] === team.id ? [Number(issue["number"])] : [])),
  );

/** A state, a cycle or a label of another team does not fit; nor does a group of labels. */
function check(state: LinearState, input: Arguments, team: Entity): void {
  checkIds(state, input, IDS);
  const foreign = (kind: string, key: string) => {
    const entity = find(state, kind, input[key]);
    return entity !== undefined && entity["teamId"] !== team.id;
  };
  if (foreign("WorkflowState", "stateId")) invalidInput("The state does not belong to the issue's team.");
  if (foreign("Cycle", "cycleId")) invalidInput("The cycle does not belong to the issue's team.");
  for (const id of [input["labelIds"], input["addedLabelIds"]].flat()) {
    const label = find(state, "IssueLabel", id);
    if (label?.["isGroup"] === true) invalidInput("A label group cannot be applied to an issue.");
    if (label?.["teamId"] !== undefined && label["teamId"] !== team.id)
      invalidInput("The label does not belong to the issue's team.");
  }
  const priority = input["priority"];
  if (typeof priority === "number" && priority > 4)
    outOfBounds("priority", "max", "must not be greater than 4");
  const assignee = find(state, "User", input["assigneeId"]);
  if (assignee?.["active"] === false) invalidInput("The assignee is no longer active.");
}

function changes(state: LinearState, input: Arguments): Record<string, unknown> {
  const changed = given(input, ...KEYS);
  if (typeof input["priority"] === "number") {
    Object.assign(changed, { priority: input["priority"], priorityLabel: priorityLabel(input["priority"]) });
  }
  if (input["parentId"] !== undefined)
    changed["parentId"] = input["parentId"] === null ? undefined : issueBy(state, input["parentId"]).id;
  const type = find(state, "WorkflowState", input["stateId"])?.["type"];
  if (type !== undefined) {
    const at = new Date(state.clock).toISOString();
    changed["completedAt"] = type === "completed" ? at : undefined;
    changed["canceledAt"] = type === "canceled" || type === "duplicate" ? at : undefined;
    if (type === "started") changed["startedAt"] = at;
  }
  return changed;
}

function apply(state: LinearState, issue: Entity, input: Arguments): Entity {
  const team = input["teamId"] ? byId(state, "Team", input["teamId"]) : byId(state, "Team", issue["teamId"]);
  check(state, input, team);
  const updatedAt = tick(state);
  if (team.id !== issue["teamId"]) move(state, issue, team);
  Object.assign(issue, changes(state, input), { updatedAt });
  const removed = (input["removedLabelIds"] ?? []) as unknown[];
  const kept = (issue["labelIds"] as unknown[]).filter((id) => !removed.includes(id));
  issue["labelIds"] = [...new Set([...kept, ...((input["addedLabelIds"] ?? []) as unknown[])])];
  return issue;
}

/** The issue gets a number of its new team; the old identifier still leads to it. */
function move(state: LinearState, issue: Entity, team: Entity): void {
  const number = nextNumber(state, team);
  const identifier = `${String(team["key"])}-${number}`;
  const before = (issue["previousIdentifiers"] ?? []) as unknown[];
  Object.assign(issue, {
    previousIdentifiers: [...before, issue["identifier"]],
    identifier,
    number,
    url: issueUrl(identifier, String(issue["title"])),
    teamId: team.id,
    stateId: team["defaultStateId"],
    cycleId: undefined,
  });
}

function issueBatchUpdate({ state }: Reader, args: Arguments) {
  const ids = args["ids"] as string[];
  if (ids.length > MOST_AT_ONCE)
    outOfBounds("ids", "max", `must contain no more than ${MOST_AT_ONCE} elements`);
  const found = ids.map((id) => byId(state, "Issue", id));
  return done(state, { issues: found.map((issue) => apply(state, issue, inputOf(args))) });
}

const issueArchive: Resolver = ({ state }, { id, trash }) => {
  const entity = issueBy(state, id);
  Object.assign(entity, { archivedAt: tick(state), ...(trash === true ? { trashed: true } : {}) });
  return done(state, { entity });
};

const issueDelete: Resolver = ({ state }, { id, permanentlyDelete }) => {
  const entity = issueBy(state, id);
  if (permanentlyDelete === true) state.tables.get("Issue")?.delete(entity.id);
  Object.assign(entity, { archivedAt: tick(state), trashed: true });
  return done(state, { entity });
};

function issueRelationCreate({ state }: Reader, args: Arguments) {
  const input = inputOf(args);
  const id = newId(state, "IssueRelation", input["id"]);
  const issueId = issueBy(state, input["issueId"]).id;
  const relatedIssueId = issueBy(state, input["relatedIssueId"]).id;
  if (issueId === relatedIssueId) invalidInput("An issue cannot be related to itself.");
  const issueRelation = put(state, "IssueRelation", {
    ...stamped(state),
    id,
    type: input["type"],
    issueId,
    relatedIssueId,
  });
  // A duplicate is closed as such.
  if (input["type"] === "duplicate") {
    const duplicate = issueBy(state, issueId);
    const closed = all(state, "WorkflowState").find(
      ({ type, teamId }) => type === "duplicate" && teamId === duplicate["teamId"],
    );
    Object.assign(duplicate, changes(state, { stateId: closed?.id }));
  }
  return done(state, { issueRelation });
}

const HOSTS: Readonly<Record<string, string>> = { "github.com": "github", "www.figma.com": "figma" };

/** The same address on the same issue is one attachment. */
const attachmentLinkURL: Resolver = ({ state, viewerId }, { issueId, url, title, id }) => {
  const issue = issueBy(state, issueId);
  if (!URL.canParse(String(url))) invalidInput("url must be a URL address");
  const known = all(state, "Attachment").find(
    (entity) => entity["issueId"] === issue.id && entity["url"] === url,
  );
  if (known && known.id !== id)
    return done(state, { attachment: Object.assign(known, { updatedAt: tick(state) }) });
  const { host } = new URL(String(url));
  const attachment = put(state, "Attachment", {
    ...stamped(state),
    id: newId(state, "Attachment", id),
    title: title ?? url,
    url,
    sourceType: HOSTS[host],
    issueId: issue.id,
    creatorId: viewerId,
  });
  return done(state, { attachment });
};

export const issueMutations: Readonly<Record<string, Resolver>> = {
  issueCreate,
  issueUpdate: ({ state }, args) =>
    done(state, { issue: apply(state, issueBy(state, args["id"]), inputOf(args)) }),
  issueBatchUpdate,
  issueArchive,
  issueDelete,
  issueRelationCreate,
  attachmentLinkURL,
};
