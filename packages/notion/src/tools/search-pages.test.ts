import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
beforeAll(async () => {
  notion = await startHarness(server);
});
afterAll(() => notion.close());

const search = (args: Record<string, unknown> = {}) => notion.call("notion_search_pages", args);

test("finds pages by words of their title, with place and link", async () => {
  const answer = await search({ query: "reservations flow", limit: 2 });
  expect(answer.text).toMatchInlineSnapshot(`
    "title	type	updated_at	parent	id	url
    Flow 4.0: store-level reservations	page	2026-11-11T16:00:00.000Z	data source 2df7d926-7eb1-4a59-a6d7-ce649b323af8	ec8761fe-341b-4f52-ad5c-d7d120eeed6b	https://www.notion.so/Flow-4-0-store-level-reservations-ec8761fe341b4f52ad5cd7d120eeed6b"
  `);
});

test("finds data sources, orders by edit, and keeps what nobody shared out of sight", async () => {
  const sources = await search({ type: "data_source" });
  expect((sources.structured.results as { title: string }[]).map((one) => one.title).toSorted()).toEqual([
    "Customer contacts",
    "Documents",
    "Projects",
    "Work items",
  ]);
  const oldest = await search({ sort_by: "oldest", limit: 1 });
  const newest = await search({ sort_by: "newest", limit: 1 });
  const time = (answer: typeof oldest) =>
    (answer.structured.results as { updated_at: string }[])[0]?.updated_at ?? "";
  expect(time(oldest) < time(newest)).toBe(true);
  expect((await search({ query: "Salary review" })).structured.results).toEqual([]);
});

test("pages to the end without losing or repeating a row", async () => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await search({ limit: 37, ...(cursor ? { cursor } : {}) });
    ids.push(...(page.structured.results as { id: string }[]).map((one) => one.id));
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  expect(ids.length).toBeGreaterThan(120);
  expect(new Set(ids).size).toBe(ids.length);
});
