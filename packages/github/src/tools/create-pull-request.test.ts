import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterEach, beforeEach, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeEach(async () => {
  github = await startHarness(server);
});
afterEach(() => github.close());

const repository = "tessalane/flow-router";
const create = (args: Record<string, unknown>) =>
  github.call("github_create_pull_request", {
    repository,
    title: "Own templates",
    head: "jonas/flow-40",
    ...args,
  });

test("opens a draft against the default branch and asks for review", async () => {
  const answer = await create({
    draft: true,
    body: "Again.",
    reviewers: ["Jonas Weidmann", "tessalane/engineering"],
  });
  expect(answer.structured).toMatchObject({ number: 129, state: "draft" });
  const read = await github.call("github_get_pull_request", { repository, number: 129 });
  expect(read.structured).toMatchObject({
    base: "main",
    reviewers: ["jweidmann-tessalane", "tessalane/engineering"],
    body: "Again.",
  });
});

test("a reviewer whom GitHub refuses is told; the pull request stands", async () => {
  const answer = await create({ reviewers: ["quietmerlin"] });
  expect(answer.isError).toBe(false);
  expect(answer.structured.warning).toMatch(/No review was asked for.*collaborators/);
});

test.each([
  [
    "a second one for the same branch",
    { head: "jonas/flow-44" },
    /A pull request already exists for tessalane:jonas\/flow-44/,
  ],
  [
    "a branch without commits",
    { head: "main", base: "jonas/flow-40" },
    /No commits between jonas\/flow-40 and main/,
  ],
  ["a branch that is not there", { head: "nowhere" }, /PullRequest\.head: invalid/],
])("%s is refused in GitHub's words", async (_, args, wording) => {
  const answer = await create(args);
  expect(answer.error).toMatchObject({ kind: "input", status: 422 });
  expect(answer.text).toMatch(wording);
});
