import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterEach, beforeEach, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeEach(async () => {
  github = await startHarness(server);
});
afterEach(() => github.close());

const create = (args: Record<string, unknown>) =>
  github.call("github_create_issue", {
    repository: "tessalane/flow-router",
    title: "Dead letters are not paged",
    ...args,
  });
const posts = () => github.sent().filter((line) => line.startsWith("POST"));

test("creates an issue with everything by name", async () => {
  const answer = await create({
    body: "140 of them on one page.",
    labels: ["Bug", "webhooks"],
    assignees: ["Jonas Weidmann", "@me"],
    milestone: "flow 4.0 launch",
    type: "bug",
  });
  expect(answer.structured).toMatchObject({
    created: true,
    number: 129,
    labels: ["bug", "webhooks"],
    assignees: ["jweidmann-tessalane", "anwosu-tessalane"],
    milestone: "Flow 4.0 launch",
    url: "https://github.com/tessalane/flow-router/issues/129",
  });
  const read = await github.call("github_get_issue", { repository: "tessalane/flow-router", number: 129 });
  expect(read.structured).toMatchObject({ type: "Bug", body: "140 of them on one page." });
});

test("an open issue of one's own with the same title is returned instead of a second one", async () => {
  const first = await create({});
  expect(posts()).toHaveLength(1);
  const second = await create({});
  expect(second.structured).toMatchObject({ created: false, number: first.structured.number });
  expect(posts()).toEqual([]);
  expect(second.text).toContain("nothing created");
});

test("who cannot be assigned is told, because GitHub does not", async () => {
  const answer = await create({ assignees: ["quietmerlin"] });
  expect(answer.structured.warning).toMatch(/did not assign quietmerlin/);
});

test.each([
  ["an unknown label", { labels: ["bgu"] }, /no label "bgu"\. Did you mean "bug"\?/],
  ["an unknown milestone", { milestone: "Flow 5" }, /no open milestone "Flow 5"\. Open: "Flow 4\.0 launch"/],
  ["a person nobody knows", { assignees: ["No Such Person"] }, /finds nobody called/],
  [
    "an address that several have",
    { assignees: ["a@tessalane.example"] },
    /may be any of .*rortega-tessalane/,
  ],
])("%s is refused before anything is created", async (_, args, wording) => {
  const answer = await create(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
  expect(posts()).toEqual([]);
});

test("a type that the organisation does not have is GitHub's own message", async () => {
  const answer = await create({ type: "Epic" });
  expect(answer.error).toMatchObject({ kind: "input", status: 422 });
  expect(answer.text).toContain("Issue type 'Epic' does not exist");
});
