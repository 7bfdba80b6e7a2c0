import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const get = (args: Record<string, unknown>) => hubspot.call("hubspot_get_list_members", args);

test("names the members of a list that was given by name", async () => {
  const answer = await get({ list: "reference customers" });
  expect(answer.text).toMatchInlineSnapshot(`
    "Reference customers [215], manual list of companies: https://app.hubspot.com/contacts/48120044/objectLists/215/filters

    id	name	joined_at	url
    18250400114	Bluefin Grocers	2026-10-11T09:00:00.000Z	https://app.hubspot.com/contacts/48120044/record/0-2/18250400114
    18250400121	Calder Medical Supply	2026-10-12T09:01:00.000Z	https://app.hubspot.com/contacts/48120044/record/0-2/18250400121
    18250400128	Vantry Home	2026-10-13T09:02:00.000Z	https://app.hubspot.com/contacts/48120044/record/0-2/18250400128"
  `);
});

test("pages to the end without losing or repeating a member", async () => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await get({ list: "213", limit: 7, ...(cursor ? { cursor } : {}) });
    ids.push(...(page.structured.members as { id: string }[]).map((member) => member.id));
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  expect(ids).toHaveLength(18);
  expect(new Set(ids).size).toBe(18);
});

test.each([
  [
    "a name that only begins alike",
    { list: "customer" },
    /No list is called "customer"\. .*Known: .*Customers \[214\].*hubspot_search_lists/,
  ],
  ["a name that nothing is like", { list: "zebra" }, /hubspot_search_lists/],
  ["an id that does not exist", { list: "999" }, /no list 999/],
])("%s is refused with what there is", async (_, args, wording) => {
  const answer = await get(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
