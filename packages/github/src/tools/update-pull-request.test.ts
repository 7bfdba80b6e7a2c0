import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterEach, beforeEach, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeEach(async () => {
  github = await startHarness(server);
});
afterEach(() => github.close());

const update = (args: Record<string, unknown>) =>
  github.call("github_update_pull_request", { repository: "tessalane/flow-router", number: 128, ...args });

test("changes title and text, closes and reopens", async () => {
  expect((await update({ title: "Retry for a day", body: "New." })).structured).toMatchObject({
    title: "Retry for a day",
  });
  expect((await update({ state: "closed" })).structured.state).toBe("closed");
  expect((await update({ state: "open" })).structured.state).toBe("open");
});

test("asks for review and takes it back, people and teams alike", async () => {
  const asked = await update({ add_reviewers: ["Mei Tanaka", "tessalane/engineering"] });
  expect(asked.structured.reviewers).toEqual(["mtanaka-tessalane", "tessalane/engineering"]);
  const fewer = await update({ remove_reviewers: ["mtanaka-tessalane"] });
  expect(fewer.structured.reviewers).toEqual(["tessalane/engineering"]);
});

test("moves to another base branch", async () => {
  await update({ base: "mei/flow-33" });
  const read = await github.call("github_get_pull_request", {
    repository: "tessalane/flow-router",
    number: 128,
  });
  expect(read.structured.base).toBe("mei/flow-33");
});

test("nothing to change is refused; so is reopening what was merged", async () => {
  expect((await update({})).text).toContain("Nothing to change");
  expect(github.sent()).toEqual([]);
  const merged = await update({ number: 118, state: "open" });
  expect(merged.text).toContain("The pull request is merged");
});
