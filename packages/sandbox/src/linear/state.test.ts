import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";
import { all, createState, find, type LinearState } from "./state.ts";

const now = new Date("2026-03-31T12:00:00Z");
const state: LinearState = createState({
  url: "http://127.0.0.1",
  world: createWorld({ now }),
  now,
  seed: 1,
});

const KINDS: Readonly<Record<string, string>> = {
  teamId: "Team",
  teamIds: "Team",
  stateId: "WorkflowState",
  defaultStateId: "WorkflowState",
  statusId: "ProjectStatus",
  projectId: "Project",
  projectIds: "Project",
  projectMilestoneId: "ProjectMilestone",
  cycleId: "Cycle",
  issueId: "Issue",
  relatedIssueId: "Issue",
  labelIds: "IssueLabel",
};
const PARENTS: Readonly<Record<string, string>> = {
  Issue: "Issue",
  Comment: "Comment",
  IssueLabel: "IssueLabel",
};
const PEOPLE = /^(assignee|creator|lead|owner|user|updatedBy|member|subscriber)Ids?$/;
/** Ids that are no records of their own. */
const OTHERS = new Set(["slugId", "documentContentId"]);

function kindOf(holder: string, key: string): string | undefined {
  if (key === "parentId") return PARENTS[holder];
  return PEOPLE.test(key) ? "User" : KINDS[key];
}

const kinds = [...state.tables.keys()];

test.each(kinds)("every id in a %s leads to a record", (kind) => {
  expect(all(state, kind).length).toBeGreaterThan(0);
  for (const entity of all(state, kind)) {
    for (const [key, value] of Object.entries(entity)) {
      if (!/Ids?$/.test(key) || OTHERS.has(key) || value === undefined) continue;
      const target = kindOf(kind, key);
      expect(target, `${kind}.${key}`).toBeDefined();
      for (const id of [value].flat()) expect(find(state, target ?? "", id), `${kind}.${key}`).toBeDefined();
    }
  }
});

test("an issue's state, cycle and labels are of its own team", () => {
  for (const issue of all(state, "Issue")) {
    const labels = issue["labelIds"] as string[];
    const owned = [find(state, "WorkflowState", issue["stateId"]), find(state, "Cycle", issue["cycleId"])];
    const teams = [...owned, ...labels.map((id) => find(state, "IssueLabel", id))].map(
      (entity) => entity?.["teamId"],
    );
    for (const team of teams.filter((id) => id !== undefined))
      expect(team, String(issue["identifier"])).toBe(issue["teamId"]);
  }
});

test("every issue of the company is there, the old closed ones archived", () => {
  expect(all(state, "Issue").map(({ identifier }) => identifier)).toEqual(
    state.world.work.map(({ key }) => key),
  );
  const archived = all(state, "Issue").filter(({ archivedAt }) => archivedAt !== undefined);
  expect(archived.map(({ identifier }) => identifier)).toContain("EDG-24");
  expect(
    archived.every((issue) => issue["completedAt"] !== undefined || issue["canceledAt"] !== undefined),
  ).toBe(true);
});
