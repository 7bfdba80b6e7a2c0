import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const relate = (args: Record<string, unknown>) => linear.call("linear_add_relation", args);
const relations = async (issue: string) =>
  (await linear.call("linear_get_issue", { issue })).structured.relations;

test("both directions are written in Linear's one", async () => {
  linear.sent();
  expect(
    (await relate({ issue: "SEC-16", relation: "blocked_by", other: "SEC-17" })).structured.relation,
  ).toMatch(/^SEC-16 blocked by SEC-17/);
  expect(linear.sent()).toHaveLength(1);
  expect(await relations("SEC-17")).toEqual(["blocks SEC-16 | Backlog | Customer-managed keys"]);
  await relate({ issue: "INS-17", relation: "related_to", other: "INS-18" });
  expect(await relations("INS-18")).toEqual(["related to INS-17 | Backlog | Second warehouse vendor"]);
});

test("a duplicate is closed as such", async () => {
  await relate({ issue: "FLOW-45", relation: "duplicate_of", other: "FLOW-37" });
  expect((await linear.call("linear_get_issue", { issue: "FLOW-45" })).structured.issue).toMatchObject({
    state: expect.stringContaining("Duplicate [") as string,
  });
  expect(await relations("FLOW-37")).toEqual([
    "duplicated by FLOW-45 | Duplicate | Archive orders older than two years",
  ]);
});

test("a repeat with the same id is one relation", async () => {
  const args = {
    issue: "ONB-43",
    relation: "blocks",
    other: "ONB-47",
    id: "7d5f0c0e-5c0a-4f5f-8b44-6a7c1d2e3f41",
  };
  await relate(args);
  expect((await relate(args)).isError).toBe(false);
  expect(await relations("ONB-43")).toHaveLength(1);
});

test.each([
  ["itself", { other: "EDG-31" }, /cannot be related to itself/],
  ["what is not there", { other: "EDG-9999" }, /Linear has no issue EDG-31 or EDG-9999/],
])("an issue cannot be related to %s", async (_, args, wording) => {
  const answer = await relate({ issue: "EDG-31", relation: "related_to", ...args });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
