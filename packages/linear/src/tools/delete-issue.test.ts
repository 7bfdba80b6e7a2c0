import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const remove = (args: Record<string, unknown>) => linear.call("linear_delete_issue", args);

test("archives by default: the issue leaves the lists and can still be read", async () => {
  const answer = await remove({ issue: "EDG-36" });
  expect(answer.structured).toMatchObject({ id: "EDG-36", result: "archived, restorable" });
  const found = await linear.call("linear_search_issues", { query: "cold batteries" });
  expect(found.text).toBe("(no rows)");
  const read = await linear.call("linear_get_issue", { issue: "EDG-36" });
  expect(read.structured.issue).toMatchObject({ archived_at: expect.any(String) as string });
});

test("trash is said to be restorable for a while", async () => {
  expect((await remove({ issue: "EDG-35", mode: "trash" })).text).toContain(
    "moved to the trash, restorable for 30 days",
  );
  expect(linear.sandbox.requests.at(-1)?.body).toMatchObject({
    query: expect.stringContaining("issueDelete") as string,
  });
});

test("an issue that is not there is named", async () => {
  expect((await remove({ issue: "EDG-9999" })).text).toContain("Linear has no issue EDG-9999");
});
