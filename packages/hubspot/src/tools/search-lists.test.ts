import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const search = (args: Record<string, unknown>) => hubspot.call("hubspot_search_lists", args);

test("finds lists by a word, with size and link", async () => {
  const answer = await search({ query: "customers" });
  expect(answer.text).toMatchInlineSnapshot(`
    "2 found, 2 shown

    id	name	object_type	kind	size	updated_at	url
    214	Customers	companies	dynamic	11	2026-11-14T09:00:00.000Z	https://app.hubspot.com/contacts/48120044/objectLists/214/filters
    215	Reference customers	companies	manual	3	2026-11-15T09:00:00.000Z	https://app.hubspot.com/contacts/48120044/objectLists/215/filters"
  `);
});

test("finds only the kinds that were asked for", async () => {
  const answer = await search({ kinds: ["manual", "snapshot"] });
  const kinds = (answer.structured.lists as { kind: string }[]).map((list) => list.kind);
  expect(new Set(kinds)).toEqual(new Set(["manual", "snapshot"]));
});

test("pages to the end without losing or repeating a list", async () => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await search({ limit: 2, ...(cursor ? { cursor } : {}) });
    ids.push(...(page.structured.lists as { id: string }[]).map((list) => list.id));
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  expect(ids).toEqual(["211", "212", "213", "214", "215"]);
});
