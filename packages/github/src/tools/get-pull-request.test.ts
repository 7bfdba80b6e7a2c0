import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

const get = (args: Record<string, unknown>) =>
  github.call("github_get_pull_request", { repository: "tessalane/flow-router", number: 128, ...args });

test("without include one request tells the state", async () => {
  github.sent();
  const answer = await get({});
  expect(github.sent()).toEqual(["GET /repos/tessalane/flow-router/pulls/128"]);
  expect(answer.structured).toMatchObject({
    state: "open",
    base: "main",
    head: "jonas/flow-44",
    merge_state: "blocked",
    changes: "commits: 1, files: 1, lines: +12 -0",
  });
});

test("the diff, reviews, comments on lines and checks come on request", async () => {
  const answer = await get({ include: ["diff", "reviews", "comments", "checks"] });
  expect(answer.text).toContain("+const RETRY_HOURS = 24;");
  expect(answer.structured.review_comments).toMatchObject([
    { author: "trenner-tessalane", about: "commented", body: "Reads well. One question in the file." },
    { about: "src/main.ts:2", body: "What happens when this is called twice?" },
    { about: "src/main.ts:2" },
  ]);
  expect(answer.structured.checks).toMatchObject([
    { name: "test", result: "failure", job_id: expect.any(Number) },
    { name: "lint", result: "success" },
    { name: "licences", result: "success" },
  ]);
});

test("files without their diff are a list; path returns one patch", async () => {
  const files = await get({ include: ["files"] });
  expect(files.structured.files).toEqual([{ path: "src/main.ts", change: "modified +12 -0" }]);
  expect((await get({ include: ["diff"], path: "README.md" })).structured.files).toEqual([]);
});

test("a long patch is cut unless it is asked for alone", async () => {
  await github.call("github_update_files", {
    repository: "tessalane/flow-router",
    branch: "amara/sec-12",
    message: "Long",
    files: [{ path: "long.txt", content: "another line of text\n".repeat(200) }],
  });
  expect((await get({ number: 127, include: ["diff"] })).text).toMatch(/more lines; repeat with path/);
  const whole = await get({ number: 127, include: ["diff"], path: "long.txt" });
  expect(whole.text.match(/\+another line/g)).toHaveLength(200);
});

test("one list goes on by cursor; of several, those with more are named", async () => {
  const several = await get({ include: ["comments", "checks"], limit: 1 });
  expect(several.structured.more).toBe("comments, checks");
  const first = await get({ include: ["comments"], limit: 1 });
  const second = await get({ include: ["comments"], limit: 1, cursor: first.structured.next_cursor });
  expect(second.text).toContain("This is what Vantry saw");
  const wrong = await get({ include: ["comments", "files"], cursor: first.structured.next_cursor });
  expect(wrong.text).toContain("must name the one list");
});

test("a merged and a fork's pull request are told apart", async () => {
  expect((await get({ number: 118 })).structured).toMatchObject({ state: "merged" });
  const fork = await github.call("github_get_pull_request", {
    repository: "tessalane/insight-connector",
    number: 32,
  });
  expect(fork.structured).toMatchObject({ head: "stock-report-fixes:patch-1" });
});

test("a long text is cut, and says where the rest is", async () => {
  const at = { repository: "tessalane/flow-router", number: 128 };
  await github.call("github_update_pull_request", { ...at, body: "0123456789".repeat(1250) });
  const { body } = (await github.call("github_get_pull_request", at)).structured;
  expect(body).toMatch(/9… \[cut; github_get_issue with offset: 12000 has the rest\]$/);
  const rest = await github.call("github_get_issue", { ...at, offset: 12_000 });
  expect(rest.structured.body).toBe("0123456789".repeat(50));
});
