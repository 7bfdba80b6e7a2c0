import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let linear: Harness;
beforeAll(async () => {
  linear = await startHarness(server);
});
afterAll(() => linear.close());

type Row = Record<string, string>;
const search = (args: Record<string, unknown> = {}) => linear.call("linear_search_issues", args);
const rows = async (args: Record<string, unknown>) => (await search(args)).structured.issues as Row[];
const ids = async (args: Record<string, unknown>) =>
  (await rows({ limit: 100, ...args })).map(({ id }) => id);

test("finds by Linear's own words in one request, however many rows", async () => {
  linear.sent();
  const answer = await search({ team: "edge", state: "in review", labels: ["Bug"], cycle: "current" });
  expect(answer.text).toMatchInlineSnapshot(`
    "id	title	state	priority	assignee	project	cycle	labels	due_date	updated_at	url
    EDG-27	Scanners drop in the chilled hall	In Review	Urgent	Rafael Ortega	Edge reliability	Cycle 12	bug, firmware	2026-11-20	2026-11-17T18:00:00.000Z	https://linear.app/tessalane/issue/EDG-27/scanners-drop-in-the-chilled-hall"
  `);
  await search({ limit: 100, include_closed: true, detail: "full" });
  expect(linear.sent()).toEqual(["POST /graphql", "POST /graphql"]);
});

test("is open by default: closed and archived issues come when asked for", async () => {
  const open = await rows({ team: "EDG", limit: 50 });
  expect(open.map(({ state }) => state)).not.toContain("Done");
  const all = await rows({ team: "EDG", limit: 50, include_closed: true });
  expect(all.length).toBeGreaterThan(open.length);
  expect(all.find(({ id }) => id === "EDG-24")).toMatchObject({
    state: "Done",
    archived_at: expect.any(String) as string,
  });
  expect(await ids({ team: "EDG", state: "Done" })).toEqual(["EDG-26", "EDG-25"]);
});

test.each([
  ["a state's type", { state: "started", team: "SEC" }, ["SEC-12", "SEC-13", "SEC-15", "SEC-18"]],
  ["a person's e-mail", { assignee: "Rafael.Ortega@tessalane.example", state: "Backlog" }, ["EDG-36"]],
  ["me", { assignee: "me", team: "SEC", state: "Todo" }, ["SEC-17"]],
  ["nobody", { assignee: "none", team: "INS" }, ["INS-17"]],
  ["a label and a project", { labels: ["bug"], project: "Flow 4.0 launch" }, ["FLOW-44"]],
  [
    "a project's link",
    {
      project: "https://linear.app/tessalane/project/edge-reliability-5104d378e4cf/overview",
      priority: "low",
    },
    ["EDG-35"],
  ],
  ["a cycle's number", { cycle: "13", team: "FLOW", priority: "medium" }, ["FLOW-35", "FLOW-36", "FLOW-42"]],
  ["a cycle's name", { cycle: "peak freeze", priority: "urgent" }, ["FLOW-34", "FLOW-43", "FLOW-44"]],
  ["what is due", { due_before: "1d", priority: "urgent", team: "ONB" }, ["ONB-44", "ONB-48"]],
  [
    "Linear's own filter",
    {
      filter: { or: [{ title: { startsWith: "Firmware" } }, { hasBlockedByRelations: { eq: true } }] },
      team: "EDG",
      labels: ["firmware"],
    },
    ["EDG-28"],
  ],
])("by %s", async (_, args, expected) => {
  expect(new Set(await ids(args))).toEqual(new Set(expected));
});

test("text is searched in comments too, best match first", async () => {
  expect(await ids({ query: "tender" })).toContain("EDG-31");
  expect(await ids({ query: "snapshot index", limit: 1 })).toEqual(["EDG-32"]);
});

test("a relative date is left to Linear", async () => {
  await search({ updated_since: "2w" });
  expect(linear.sandbox.requests.at(-1)?.body).toMatchObject({
    variables: {
      filter: {
        and: [
          { updatedAt: { gte: "-P2W" } },
          { state: { type: { nin: ["completed", "canceled", "duplicate"] } } },
        ],
      },
    },
  });
});

test("pages to the end without losing or repeating a row", async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await search({ limit: 7, ...(cursor ? { cursor } : {}) });
    seen.push(...(page.structured.issues as Row[]).map(({ id }) => id ?? ""));
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  expect(new Set(seen).size).toBe(seen.length);
  expect(new Set(seen)).toEqual(new Set(await ids({})));
});

test("full carries the ids beside the names", async () => {
  const [row] = await rows({ team: "EDG", query: "snapshot index", detail: "full" });
  expect(row).toMatchObject({
    id: "EDG-32",
    uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    state: expect.stringMatching(/^In Review \[[0-9a-f-]{36}\]$/) as string,
    team: "Edge [EDG]",
    parent: "EDG-31",
  });
  // What an answer said may be passed back as it is.
  expect(await ids({ state: row?.state, assignee: row?.assignee })).toContain("EDG-32");
});

test.each([
  ["a team", { team: "Egde" }, /No team is called "Egde"\. Did you mean "EDG"\? Accepted: .*Edge \[EDG\]/],
  ["a state", { state: "In Revue" }, /Did you mean "In Review"\?/],
  [
    "a person",
    { assignee: "Rafael Ortiz" },
    /No person is called "Rafael Ortiz"\. Did you mean "Rafael Ortega"\? Known: .*Rafael Ortega <rafael\.ortega@.*linear_list_users finds people/,
  ],
  ["a label", { labels: ["bog"] }, /No label is called "bog"\. Did you mean "bug"\?/],
  ["a project", { project: "Edge reliabilty" }, /Did you mean "Edge reliability"\?/],
  ["a cycle", { cycle: "99" }, /No cycle is called "99".*EDG 12/],
])("%s that does not exist is named instead of an empty answer", async (_, args, wording) => {
  const answer = await search(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});

test("names that exist but find nothing together are an empty answer", async () => {
  expect((await search({ team: "INS", labels: ["firmware"] })).text).toBe("(no rows)");
});

test.each([
  [
    "a date that is none",
    { updated_since: "yesterday" },
    /"updated_since" was not understood: pass 2026-11-30/,
  ],
  ["an empty name", { team: "" }, /must not be empty/],
  [
    "a filter without end",
    { filter: JSON.parse(`${'{"and":['.repeat(20)}{}${"]}".repeat(20)}`) as object },
    /nested more than 12 levels/,
  ],
])("%s is refused before anything is sent", async (_, args, wording) => {
  linear.sent();
  const answer = await search(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
  expect(linear.sent()).toEqual([]);
});
