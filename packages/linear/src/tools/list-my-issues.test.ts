import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const mine = (args: Record<string, unknown> = {}) => linear.call("linear_list_my_issues", args);

const count = async (args: Record<string, unknown>) =>
  ((await mine({ limit: 100, ...args })).structured.issues as object[]).length;

test("groups what is assigned to me by state, in progress first, in one request", async () => {
  linear.sent();
  const answer = await mine();
  expect(answer.text.match(/^.+ \(\d+\)$/gm)).toEqual(["In Progress (4)", "Todo (2)"]);
  expect(linear.sent()).toHaveLength(1);
});

test("created and subscribed are other lists; closed issues come when asked for", async () => {
  const assigned = await count({});
  const created = await count({ relation: "created" });
  expect(new Set([assigned, created, await count({ relation: "subscribed" })]).size).toBe(3);
  expect(await count({ include_closed: true })).toBeGreaterThan(assigned);
  expect(await count({ team: "SEC", cycle: "current" })).toBeLessThan(assigned);
});

test("nothing is said as such", async () => {
  expect((await mine({ updated_since: "1h" })).text).toBe("(no rows)");
});
