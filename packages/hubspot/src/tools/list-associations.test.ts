import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const list = (args: Record<string, unknown>) => hubspot.call("hubspot_list_associations", args);

test("names the associated records and their labels", async () => {
  const answer = await list({ object_type: "deals", ids: ["31480220020"], to_object_type: "contacts" });
  expect(answer.text).toMatchInlineSnapshot(`
    "id	name	labels	url
    50210300201	Fergus Pike	Decision maker	https://app.hubspot.com/contacts/48120044/record/0-1/50210300201
    50210300251	Ottilie Marsh		https://app.hubspot.com/contacts/48120044/record/0-1/50210300251"
  `);
});

test("several records are asked for in one request, and each row says whose it is", async () => {
  hubspot.sent();
  const ids = ["fergus.pike@orchard-pike.example", "50210300051"];
  const answer = await list({ object_type: "contacts", ids, to_object_type: "deals" });
  expect(hubspot.sent().filter((line) => line.includes("/associations/"))).toHaveLength(1);
  const froms = (answer.structured.associations as { from_id: string }[]).map((row) => row.from_id);
  expect(new Set(froms)).toEqual(new Set(["50210300201", "50210300051"]));
  expect(answer.text).toMatch(/^from_id\t/);
});

test("pages to the end of every record without losing or repeating a row", async () => {
  const companies = ["18250400100", "18250400107", "18250400114"];
  // More notes than one page of the emulator holds.
  for (let i = 0; i < 12; i++) {
    await hubspot.call("hubspot_add_note", {
      body: `Note ${i}`,
      associations: [`companies/${companies[0]}`, `companies/${companies[1]}`],
    });
  }
  const notes = { object_type: "companies", ids: companies, to_object_type: "notes" };
  const all = await list({ ...notes, limit: 100 });
  const rows: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ ...notes, limit: 7, ...(cursor ? { cursor } : {}) });
    for (const row of page.structured.associations as { from_id: string; id: string }[]) {
      rows.push(`${row.from_id} ${row.id}`);
    }
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  expect(rows.length).toBeGreaterThan(24);
  expect(rows).toHaveLength((all.structured.associations as unknown[]).length);
  expect(new Set(rows).size).toBe(rows.length);
});

test("a record without associations has none", async () => {
  const answer = await list({ object_type: "deals", ids: ["31480220020"], to_object_type: "subscriptions" });
  expect(answer.structured.associations).toEqual([]);
});

test("more records than one call takes are refused with the limit", async () => {
  const ids = Array.from({ length: 21 }, (_, i) => String(i));
  const answer = await list({ object_type: "deals", ids, to_object_type: "contacts" });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(/"ids": .*20/);
});
