import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let github: Harness;
beforeAll(async () => {
  github = await startHarness(server);
});
afterAll(() => github.close());

const get = (args: Record<string, unknown>) =>
  github.call("github_get_issue", { repository: "tessalane/edge-gateway", ...args });

test("returns text, comments and who works on it", async () => {
  const answer = await get({ number: 3 });
  expect(answer.structured).toMatchObject({
    title: "Scanners drop in the chilled hall",
    assignees: ["rortega-tessalane"],
    labels: ["bug", "firmware"],
    milestone: "Edge reliability",
    type: "Bug",
    body: expect.stringContaining("Tracked as EDG-27."),
  });
  expect(answer.structured.thread).toHaveLength(4);
});

test("long comments are cut unless detail is full", async () => {
  expect((await get({ number: 3 })).text).toMatch(/… \[cut, \d+ characters\]/);
  const full = await get({ number: 3, detail: "full" });
  expect(full.text).not.toContain("[cut,");
  expect(full.text).toContain("03:14:59");
});

test("sub-issues come with their state; include chooses", async () => {
  const found = await github.call("github_search_issues", {
    repository: "tessalane/edge-gateway",
    query: "Night batch runs late",
  });
  const [{ number } = { number: 0 }] = found.structured.rows as { number: number }[];
  const answer = await get({ number, include: ["sub_issues"] });
  expect(answer.structured.sub_issues).toHaveLength(2);
  expect(answer.text).toContain("Build the snapshot index without a lock");
  expect(answer.structured).not.toHaveProperty("thread");
});

test("comments page, and the text goes on at an offset", async () => {
  const whole = (await get({ number: 3 })).structured.body as string;
  const first = await get({ number: 3, limit: 1, offset: 10 });
  expect(first.structured).toMatchObject({ body: whole.slice(10), total_chars: whole.length });
  const second = await get({ number: 3, limit: 1, cursor: first.structured.next_cursor });
  expect(second.text).toContain("One minute of the chilled hall");
});

test("a long text comes in slices", async () => {
  const body = "0123456789".repeat(1250);
  const repository = "tessalane/edge-gateway";
  const created = await github.call("github_create_issue", { repository, title: "Long", body });
  const { number } = created.structured;
  const first = await get({ number });
  expect(first.structured).toMatchObject({ body: body.slice(0, 12_000), next_offset: 12_000 });
  expect(first.text).toContain("More text (12500 characters in all): repeat with offset: 12000");
  const rest = await get({ number, offset: 12_000 });
  expect(rest.structured.body).toBe(body.slice(12_000));
  expect(rest.structured).not.toHaveProperty("next_offset");
});

test("an issue that is not there is named", async () => {
  const answer = await get({ number: 999 });
  expect(answer.error).toMatchObject({ kind: "input", status: 404 });
  expect(answer.text).toContain("no issue or pull request #999 in tessalane/edge-gateway");
});
