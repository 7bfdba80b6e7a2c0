import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterEach, beforeEach, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeEach(async () => {
  github = await startHarness(server);
});
afterEach(() => github.close());

const repository = "tessalane/flow-router";
const merge = (args: Record<string, unknown>) =>
  github.call("github_merge_pull_request", { repository, number: 124, ...args });

test("merges what was looked at, as one commit with a message of its own", async () => {
  const { structured } = await github.call("github_get_pull_request", { repository, number: 124 });
  const answer = await merge({
    method: "squash",
    expected_head_sha: structured.head_sha,
    title: "Show holds (#124)",
    message: "For shop staff.",
  });
  expect(answer.structured).toMatchObject({ merged: true, number: 124 });
  const commit = await github.call("github_get_commit", { repository, ref: "main" });
  expect(commit.structured).toMatchObject({
    sha: answer.structured.sha,
    message: "Show holds (#124)\n\nFor shop staff.",
  });
  expect((await merge({})).error?.kind).toBe("input");
});

test("what was pushed in between is not merged", async () => {
  const answer = await merge({ expected_head_sha: "0".repeat(40) });
  expect(answer.error).toMatchObject({ kind: "input", status: 409 });
  expect(answer.text).toContain("Head branch was modified");
});

test("a failing check is GitHub's own refusal", async () => {
  const answer = await merge({ number: 128 });
  expect(answer.error).toMatchObject({ kind: "input", status: 405 });
  expect(answer.text).toContain('Required status check "test" is failing');
});
