import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterEach, beforeEach, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeEach(async () => {
  github = await startHarness(server);
});
afterEach(() => github.close());

const repository = "tessalane/flow-router";
const review = (args: Record<string, unknown>) =>
  github.call("github_add_review", { repository, number: 124, ...args });

test("a verdict with comments on lines goes in one request and can be read back", async () => {
  const answer = await review({
    event: "request_changes",
    body: "Two things.",
    comments: [
      { path: "src/route.ts", line: 15, start_line: 13, body: "Sort once." },
      { path: "src/route.ts", line: 14, body: "Say what is newest." },
    ],
  });
  expect(answer.structured).toMatchObject({ state: "changes_requested", comments: 2 });
  expect(github.sent()).toHaveLength(1);
  const read = await github.call("github_get_pull_request", {
    repository,
    number: 124,
    include: ["reviews", "comments"],
  });
  expect(read.text).toContain("anwosu-tessalane changes_requested");
  expect(read.text).toContain("src/route.ts:14");
});

test("an approval needs no text", async () => {
  expect((await review({ event: "approve" })).structured.state).toBe("approved");
});

test.each([
  ["no text", { event: "comment" }, /"body" is needed for comment/],
  ["one's own", { number: 127, event: "approve" }, /Can not approve your own pull request/],
  [
    "a line outside of the diff",
    { event: "comment", comments: [{ path: "src/route.ts", line: 900, body: "?" }] },
    /Line could not be resolved/,
  ],
  [
    "a file outside of the diff",
    { event: "comment", comments: [{ path: "README.md", line: 1, body: "?" }] },
    /Path could not be resolved/,
  ],
])("%s is refused", async (_, args, wording) => {
  const answer = await review(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
