import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const list = (args: Record<string, unknown> = {}) => linear.call("linear_list_cycles", args);
const numbers = async (args: Record<string, unknown>) =>
  ((await list({ team: "EDG", ...args })).structured.cycles as { number: number }[]).map(
    ({ number }) => number,
  );

test("shows the cycles that run now, in one request", async () => {
  const answer = await list({ team: "FLOW" });
  expect(answer.text).toMatchInlineSnapshot(`
    "id	team	number	name	when	starts_at	ends_at	progress	issues	completed	url
    e072e83b-11ad-489f-ac57-021bcdd400b4	FLOW [e0b91724-331d-472d-aafb-0dfadc00ab92]	12	Peak freeze	current	2026-11-15T00:00:00.000Z	2026-11-29T00:00:00.000Z	18.4	6	0	https://linear.app/tessalane/team/FLOW/cycle/12"
  `);
  expect(linear.sent()).toHaveLength(1);
});

test.each([
  ["next", [13]],
  ["previous", [11]],
  ["past", [11, 10]],
  ["future", [13]],
  ["all", [13, 12, 11, 10]],
])("which %s", async (which, expected) => {
  expect(await numbers({ which })).toEqual(expected);
});

test("a team without cycles has no rows; one that does not exist is named", async () => {
  expect((await list({ team: "ONB" })).text).toBe("(no rows)");
  expect((await list({ team: "Nowhere" })).text).toMatch(/No team is called "Nowhere"/);
});
