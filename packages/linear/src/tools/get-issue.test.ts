import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

const get = (args: Record<string, unknown>) => linear.call("linear_get_issue", args);

test("reads an issue with all around it in one request", async () => {
  const answer = await get({ issue: "edg-31", comment_limit: 2 });
  expect(answer.text).toMatchInlineSnapshot(`
    "id: EDG-31
    title: Night batch runs late
    state: In Progress [3e820b3d-c5a8-467f-a573-b6b4a23bc286]
    updated_at: 2026-11-16T18:00:00.000Z
    url: https://linear.app/tessalane/issue/EDG-31/night-batch-runs-late
    priority: Urgent
    assignee: Amara Nwosu [80cc9118-ec85-4659-a711-e5cb183764c0]
    project: Edge reliability [5104d378-e4cf-4142-a7f4-909f21173725]
    cycle: Cycle 12 [cdfa9202-3474-4aa7-aa42-892c1ed5fdaf]
    labels: bug [cd576c8c-3686-4545-a3a9-129d615c7893], database [cce3ddfd-cc49-41f2-af24-2afa0723e624]
    due_date: 2026-11-22
    uuid: fb74b9d6-7f00-400e-adc6-1f258de51c3c
    team: Edge [EDG]
    creator: Tobias Renner [5b381e5d-52ff-4754-a879-be8e7cb3b4f4]
    estimate: 1
    milestone: Night batch in time for two weeks [a5f5d63e-2707-46fa-a206-edc63d4dd7c0]
    created_at: 2026-11-06T12:00:00.000Z
    branch: edg/edg-31-night-batch-runs-late

    Description
    The stock snapshot takes a table lock. Needs an index on (site_id, counted_at). Reported by Bluefin Grocers.

    Relations
    blocked by EDG-32 | In Review | Build the snapshot index without a lock

    Sub-issues
    EDG-34 | Todo | Yusuf Demir | Bridge with Bluefin for Sunday night
    EDG-32 | In Review | Nadia Haddad | Build the snapshot index without a lock

    Links
    Bluefin Grocers - renewal | HubSpot deal | https://app.hubspot.com/contacts/48120044/record/0-3/31480220033

    Comments
    2026-11-11T08:10:00.000Z Amara Nwosu [493b7bc4-0f36-446c-a85a-02c21d43d0da]
    The snapshot locks the table for 52 minutes when the counts of all sites arrive together.

    2026-11-16T15:04:00.000Z Declan Moriarty [bd330b31-a9f8-4612-a399-851fc6c8d694]
    Renata will open a tender if it happens again before the renewal.

    Older comments: linear_list_comments"
  `);
  expect(linear.sent()).toHaveLength(1);
});

test.each([
  ["its link", "https://linear.app/tessalane/issue/EDG-31/night-batch-runs-late#comment-1"],
  ["its UUID", "fb74b9d6-7f00-400e-adc6-1f258de51c3c"],
])("takes %s as well", async (_, issue) => {
  expect((await get({ issue })).structured.issue).toMatchObject({ id: "EDG-31" });
});

test("relations read in the words of the issue at hand", async () => {
  expect((await get({ issue: "EDG-32" })).structured.relations).toEqual([
    "blocks EDG-34 | Todo | Bridge with Bluefin for Sunday night",
    "blocks EDG-31 | In Progress | Night batch runs late",
  ]);
  const links = (await get({ issue: "EDG-32" })).structured.links as string[];
  expect(links[0]).toContain("https://github.com/tessalane/edge-gateway/pull/65");
});

test("comments can be left out, and older ones are announced", async () => {
  expect((await get({ issue: "SEC-12", comment_limit: 0 })).structured.comments).toEqual([]);
  const one = await get({ issue: "SEC-12", comment_limit: 1 });
  expect(one.structured).toMatchObject({ more_comments: true, comments: [{ author: "Amara Nwosu" }] });
  expect(one.text).toContain("linear_list_comments");
});

test("a long description is read on by offset", async () => {
  const description = "0123456789".repeat(1000);
  const created = await linear.call("linear_create_issue", { title: "Long", team: "EDG", description });
  const issue = created.structured.id;
  const first = await get({ issue });
  expect(first.structured).toMatchObject({
    issue: { description: description.slice(0, 8000) },
    next_offset: 8000,
  });
  expect(first.text).toContain("More text: repeat with offset: 8000");
  const rest = await get({ issue, offset: 8000 });
  expect(rest.structured.issue).toMatchObject({ description: description.slice(8000) });
  expect(rest.structured).not.toHaveProperty("next_offset");
});

test.each([
  ["an issue that is not there", "EDG-9999", /Linear has no issue EDG-9999 \(404\)/],
  ["what is no issue", "the late batch", /is no issue: pass ENG-123, its link or its UUID/],
])("%s is named", async (_, issue, wording) => {
  const answer = await get({ issue });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
