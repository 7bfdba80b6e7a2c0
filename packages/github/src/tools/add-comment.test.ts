import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterEach, beforeEach, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeEach(async () => {
  github = await startHarness(server);
});
afterEach(() => github.close());

test("adds a comment that can be read back", async () => {
  const place = { repository: "tessalane/flow-router", number: 128 };
  const added = await github.call("github_add_comment", { ...place, body: "Paged now." });
  expect(added.structured.url).toMatch(/pull\/128#issuecomment-\d+$/);
  const read = await github.call("github_get_issue", place);
  expect(read.structured.thread).toMatchObject([
    { id: added.structured.id, author: "anwosu-tessalane", body: "Paged now." },
  ]);
});

test("a cut connection leaves the outcome open, and is not tried again", async () => {
  github.sandbox.faults.add({ method: "POST", kind: "cut", afterEffect: true });
  const answer = await github.call("github_add_comment", {
    repository: "tessalane/flow-router",
    number: 128,
    body: "x",
  });
  expect(answer.error).toMatchObject({ outcome: "unknown", retryable: false });
  expect(github.sent()).toHaveLength(1);
});
