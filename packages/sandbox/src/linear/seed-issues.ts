import { PORTAL_ID } from "../hubspot/types.ts";
import { uuidFor } from "../world/ids.ts";
import type { WorkItem } from "../world/work.ts";
import { byKey } from "../world/world.ts";
import { CURRENT_CYCLE, cycleId, milestoneId } from "./seed-plans.ts";
import { labelId, stateId, TEAM_LABELS, teamId, TEAMS } from "./seed-workspace.ts";
import { type Entity, link, type LinearState, put, slug } from "./state.ts";

const STATE_NAMES: Readonly<Record<WorkItem["state"], string>> = {
  backlog: "Backlog",
  todo: "Todo",
  in_progress: "In Progress",
  in_review: "In Review",
  done: "Done",
  cancelled: "Canceled",
};

const PRIORITIES = ["No priority", "Urgent", "High", "Medium", "Low"];
export const priorityLabel = (priority: unknown): string => PRIORITIES[Number(priority)] ?? "No priority";

const MILESTONE_OF: Readonly<Record<string, readonly [project: string, name: string]>> = {
  "FLOW-33": ["flow4", "Reservations in the shop view"],
  "FLOW-34": ["flow4", "Load test below 50 ms"],
  "FLOW-43": ["flow4", "Go-live"],
  "FLOW-38": ["flow4", "Go-live"],
  "EDG-27": ["edge", "Firmware 2.8.1"],
  "EDG-28": ["edge", "Firmware 2.8.1"],
  "EDG-31": ["edge", "Night batch in time for two weeks"],
  "EDG-32": ["edge", "Night batch in time for two weeks"],
  "SEC-12": ["access", "SCIM for Marlow"],
  "INS-13": ["insight", "Region pinning"],
};

/** Closed issues leave the lists on their own after this many days. */
const ARCHIVED_AFTER = 28;

export const issueUrl = (identifier: string, title: string): string =>
  link(`issue/${identifier}/${slug(title)}`);

export function seedIssues(state: LinearState): void {
  const { world } = state;
  const person = (key: string | undefined) =>
    key === undefined ? undefined : byKey(world.people, key).linearId;
  const people = (...keys: readonly (string | undefined)[]) => [
    ...new Set(keys.flatMap((key) => person(key) ?? [])),
  ];
  for (const item of world.work) {
    const [team = ""] = item.key.split("-");
    const milestone = MILESTONE_OF[item.key];
    const started = item.state === "in_progress" || item.state === "in_review" || item.state === "done";
    put(state, "Issue", {
      id: item.linearId,
      createdAt: item.createdAt,
      updatedAt: item.updatedAt,
      archivedAt: archivedAt(state, item),
      identifier: item.key,
      number: item.number,
      title: item.title,
      description: item.description,
      url: issueUrl(item.key, item.title),
      branchName: `${team.toLowerCase()}/${slug(`${item.key} ${item.title}`)}`,
      priority: item.priority,
      priorityLabel: priorityLabel(item.priority),
      estimate: item.estimate,
      dueDate: item.dueDate,
      startedAt: started ? item.createdAt : undefined,
      completedAt: item.state === "done" ? item.completedAt : undefined,
      canceledAt: item.state === "cancelled" ? item.completedAt : undefined,
      teamId: teamId(team),
      stateId: stateId(team, STATE_NAMES[item.state]),
      assigneeId: person(item.assigneeKey),
      creatorId: person(item.creatorKey),
      projectId: byKey(world.projects, item.projectKey).linearId,
      projectMilestoneId: milestone ? milestoneId(...milestone) : undefined,
      cycleId: cycleOf(state, item, team),
      parentId: item.parentKey === undefined ? undefined : byKey(world.work, item.parentKey).linearId,
      labelIds: item.labels.map((label) =>
        labelId(label, TEAM_LABELS[label]?.find((key) => key === team) ?? ""),
      ),
      subscriberIds: people(
        item.creatorKey,
        item.assigneeKey,
        ...item.comments.map(({ authorKey }) => authorKey),
      ),
    });
  }
  for (const item of world.work) {
    seedComments(state, item);
    seedAttachments(state, item);
    for (const key of item.blockedBy) {
      const at = { createdAt: item.createdAt, updatedAt: item.createdAt };
      const ends = { issueId: byKey(world.work, key).linearId, relatedIssueId: item.linearId };
      put(state, "IssueRelation", {
        ...at,
        ...ends,
        id: uuidFor(`linear:relation:${key}:${item.key}`),
        type: "blocks",
      });
    }
  }
}

function archivedAt(state: LinearState, item: WorkItem): string | undefined {
  const { calendar } = state.world;
  const closed = item.completedAt;
  return closed !== undefined && closed < calendar.at(-ARCHIVED_AFTER) ? calendar.at(-1, 3) : undefined;
}

/** Work in hand is in the running cycle, what was just closed in the one before, what is due later in the next. */
function cycleOf(state: LinearState, item: WorkItem, team: string): string | undefined {
  const cycles = TEAMS.find(({ key }) => key === team)?.cycles === "1";
  if (!cycles || item.state === "backlog" || item.state === "cancelled") return undefined;
  if (item.state === "done") return cycleId(team, CURRENT_CYCLE - 1);
  const later = item.state === "todo" && (item.dueDate ?? "") > state.world.calendar.date(8);
  return cycleId(team, later ? CURRENT_CYCLE + 1 : CURRENT_CYCLE);
}

/** The second of three or more comments answers the first. */
function seedComments(state: LinearState, item: WorkItem): void {
  const id = (index: number) => uuidFor(`linear:comment:${item.key}:${index}`);
  for (const [index, comment] of item.comments.entries()) {
    put(state, "Comment", {
      id: id(index),
      createdAt: comment.at,
      updatedAt: comment.at,
      body: comment.text,
      url: `${issueUrl(item.key, item.title)}#comment-${id(index).slice(0, 8)}`,
      userId: byKey(state.world.people, comment.authorKey).linearId,
      issueId: item.linearId,
      parentId: index === 1 && item.comments.length > 2 ? id(0) : undefined,
    });
  }
}

function seedAttachments(state: LinearState, item: WorkItem): void {
  const { deals, repositories, people } = state.world;
  const attach = (name: string, at: string, fields: Partial<Entity>) =>
    put(state, "Attachment", {
      id: uuidFor(`linear:attachment:${item.key}:${name}`),
      createdAt: at,
      updatedAt: at,
      issueId: item.linearId,
      ...fields,
    });
  for (const { owner, name, pulls } of repositories) {
    for (const pull of pulls.filter(({ workKey }) => workKey === item.key)) {
      attach(`pull:${name}:${pull.number}`, pull.createdAt, {
        title: `#${pull.number} ${pull.title}`,
        subtitle: `${pull.state} in ${owner}/${name}`,
        url: `https://github.com/${owner}/${name}/pull/${pull.number}`,
        sourceType: "github",
        creatorId: byKey(people, pull.authorKey).linearId,
      });
    }
  }
  if (item.dealKey === undefined) return;
  const deal = byKey(deals, item.dealKey);
  attach(`deal:${deal.key}`, item.createdAt, {
    title: deal.name,
    subtitle: "HubSpot deal",
    url: `https://app.hubspot.com/contacts/${PORTAL_ID}/record/0-3/${deal.hubspotId}`,
    sourceType: "hubspot",
    creatorId: byKey(people, item.creatorKey).linearId,
  });
}
