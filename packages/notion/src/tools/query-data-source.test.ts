import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
beforeAll(async () => {
  notion = await startHarness(server);
});
afterAll(() => notion.close());

type Row = { id: string; title: string; properties: Record<string, string> };

const query = async (args: Record<string, unknown>) => {
  const answer = await notion.call("notion_query_data_source", { data_source: "Work items", ...args });
  expect(answer.isError, answer.text).toBe(false);
  return { ...answer, rows: answer.structured.rows as Row[] };
};

test("rows as a table with only the wanted columns", async () => {
  const answer = await query({
    filters: ["Priority = Urgent", "Status != Done"],
    sorts: ["Due"],
    properties: ["Status", "Due", "Project"],
    limit: 3,
  });
  expect(answer.text).toMatchInlineSnapshot(`
    "Name	Status	Due	Project	id	url
    Service credit proposal for Bluefin	In progress	2026-11-20	Customer onboarding [fc90dcb7-f3c8-49fd-a47e-1b7eb186b87f]	e1714e41-a14f-4b92-a0da-d41452d44b8f	https://www.notion.so/Service-credit-proposal-for-Bluefin-e1714e41a14f4b92a0dad41452d44b8f
    Scanners drop in the chilled hall	In review	2026-11-20	Edge reliability [e10c4274-1f1a-42ba-ab52-97317592983e]	8d726775-bc43-4a89-acdd-6cd375c043bc	https://www.notion.so/Scanners-drop-in-the-chilled-hall-8d726775bc434a89acdd6cd375c043bc
    Firmware 2.8.1	In progress	2026-11-21	Edge reliability [e10c4274-1f1a-42ba-ab52-97317592983e]	e3ea526f-6cdb-423a-ab23-94b139251002	https://www.notion.so/Firmware-2-8-1-e3ea526f6cdb423aab2394b139251002

    More rows: repeat with cursor: WyIyODE5YzRhMC1lN2NlLTQ0MzgtYTE4ZS1iYWJhNmU0NWE3OGUiLDBd"
  `);
});

test("groups between OR widen, filters within a group narrow", async () => {
  const urgent = await query({ filters: ["Priority = Urgent"], limit: 100 });
  const open = await query({ filters: ["Priority = Urgent", "Status in To do, In progress"], limit: 100 });
  const either = await query({
    filters: ["Priority = Urgent", "OR", "Labels contains firmware"],
    limit: 100,
  });
  expect(open.rows.length).toBeLessThan(urgent.rows.length);
  expect(either.rows.length).toBeGreaterThan(urgent.rows.length);
  expect(open.rows.every((row) => ["To do", "In progress"].includes(row.properties.Status ?? ""))).toBe(true);
});

test("sorts by a property downwards, then by a time", async () => {
  const { rows } = await query({ sorts: ["-Estimate", "created_time"], properties: ["Estimate"], limit: 60 });
  const estimates = rows.map((row) => Number(row.properties.Estimate));
  expect(estimates).toEqual(estimates.toSorted((a, b) => b - a));
});

test("pages to the end without losing or repeating a row", async () => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await query({ limit: 17, properties: ["Key"], ...(cursor ? { cursor } : {}) });
    ids.push(...page.rows.map((row) => row.id));
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  expect(ids).toHaveLength(60);
  expect(new Set(ids).size).toBe(60);
});

test("rollups and relations are shown by name, and rows in the trash on demand", async () => {
  const { rows } = await query({ filters: ["Key = EDG-28"] });
  expect(rows[0]?.properties).toMatchObject({
    "Blocked by": expect.stringMatching(/^Scanners drop in the chilled hall \[/) as string,
    "Blocker states": "In review",
    Hours: expect.stringMatching(/^\d+$/) as string,
  });
  await notion.call("notion_delete_page", { page: rows[0]?.id });
  expect((await query({ filters: ["Key = EDG-28"] })).rows).toEqual([]);
  expect((await query({ filters: ["Key = EDG-28"], in_trash: true })).rows).toHaveLength(1);
});

test("titles of many related pages are read by one query of their table", async () => {
  notion.sent();
  const { rows } = await query({ properties: ["Project"], limit: 50 });
  expect(rows.every((row) => / \[[0-9a-f-]{36}\]$/.test(row.properties.Project ?? ""))).toBe(true);
  expect(notion.sent().filter((line) => line.startsWith("GET /v1/pages/"))).toEqual([]);
});

test("related pages that cannot be read are answered by id", async () => {
  const fresh = await startHarness(server);
  fresh.sandbox.faults.add({
    vendor: "notion",
    method: "GET",
    path: "/v1/pages/*",
    kind: "status",
    status: 404,
  });
  const answer = await fresh.call("notion_query_data_source", {
    data_source: "Work items",
    filters: ["Key = EDG-34"],
    properties: ["Blocked by"],
  });
  const [row] = answer.structured.rows as Row[];
  expect(row?.properties["Blocked by"]).toMatch(/^[0-9a-f-]{36}$/);
  await fresh.close();
});

test("a database with one data source may be named instead", async () => {
  const { structured } = await notion.call("notion_get_database", { database: "Customer contacts" });
  const answer = await query({ data_source: structured.url, filters: ["E-mail contains @marlow"], limit: 3 });
  expect(answer.rows.length).toBe(3);
});

test.each([
  [{ sorts: ["Duee"] }, /Did you mean "Due"\?/],
  [{ properties: ["Nothing"] }, /There is no property "Nothing"/],
  [{ data_source: "Recipes" }, /No shared data source is called "Recipes"/],
])("%j is refused", async (args, wording) => {
  const answer = await notion.call("notion_query_data_source", { data_source: "Work items", ...args });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
