import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const search = (args: Record<string, unknown>) => hubspot.call("hubspot_search_objects", args);

test("finds deals by stage label and shows names for stages and owners", async () => {
  const answer = await search({ object_type: "deal", filters: ["Deal stage = Pilot"], limit: 2 });
  expect(answer.text).toMatchInlineSnapshot(`
    "4 found, 2 shown

    id	dealname	amount	deal_currency_code	pipeline	dealstage	closedate	hubspot_owner_id	url
    31480220020	Orchard & Pike - Edge pilot	62500	USD	New business [default]	Pilot [presentationscheduled]	2026-12-31T17:00:00.000Z	Lucas Ferreira [71020005]	https://app.hubspot.com/contacts/48120044/record/0-3/31480220020
    31480220306	Kitewell Toys - Insight analytics	50000	USD	New business [default]	Pilot [presentationscheduled]	2027-03-15T17:00:00.000Z	Priya Venkataraman [71020004]	https://app.hubspot.com/contacts/48120044/record/0-3/31480220306

    More rows: repeat with cursor: WyIyIiwwXQ"
  `);
  expect(answer.structured).toMatchObject({ total: 4, next_cursor: expect.any(String) });
});

test("pages to the end without losing or repeating a row", async () => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await search({
      object_type: "deals",
      limit: 7,
      sort_by: "dealname",
      ...(cursor ? { cursor } : {}),
    });
    ids.push(...(page.structured.records as { id: string }[]).map((record) => record.id));
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  const all = await search({ object_type: "deals", limit: 200 });
  expect(ids).toHaveLength(all.structured.total as number);
  expect(new Set(ids).size).toBe(ids.length);
});

test("groups between OR widen the search; owners are given by e-mail", async () => {
  const lucas = await search({
    object_type: "deals",
    filters: ["hubspot_owner_id = Lucas Ferreira", "amount > 60000"],
  });
  const either = await search({
    object_type: "deals",
    filters: ["hubspot_owner_id = Lucas Ferreira", "amount > 60000", "OR", "Deal stage = Pilot"],
  });
  expect(either.structured.total as number).toBeGreaterThan(lucas.structured.total as number);
});

test("finds the deals of a contact", async () => {
  const answer = await search({ object_type: "deals", filters: ["associations.contact = 50210300201"] });
  expect(answer.structured.records).toMatchObject([{ id: "31480220020" }]);
});

test("several texts are sent in lower case, as HubSpot compares them", async () => {
  const filters = ["domain in Orchard-Pike.example, Marlow-Outdoor.example"];
  const answer = await search({ object_type: "companies", filters });
  expect(answer.structured.total).toBe(2);
  const body = hubspot.sandbox.requests.findLast((request) => request.path.endsWith("/search"))?.body;
  expect(JSON.stringify(body)).toContain('["orchard-pike.example","marlow-outdoor.example"]');
});

/** Whether a deal that closes on the 31st at noon, in the account's time zone, fits the filter. */
async function fits(filter: string): Promise<boolean> {
  const answer = await search({ object_type: "deals", filters: ["Deal stage = Pilot", filter] });
  return answer.text.includes("Orchard & Pike");
}

test("a day in a filter is the whole day in the account's time zone", async () => {
  expect(await fits("Close date = 2026-12-31")).toBe(true);
  expect(await fits("Close date <= 2026-12-31")).toBe(true);
  expect(await fits("Close date between 2026-12-01 and 2026-12-31")).toBe(true);
  expect(await fits("Close date >= 2026-12-31")).toBe(true);
  expect(await fits("Close date > 2026-12-31")).toBe(false);
  expect(await fits("Close date < 2026-12-31")).toBe(false);
});

test("a record is named also when its name is not among the columns", async () => {
  const answer = await search({ object_type: "deals", properties: ["amount"], limit: 1 });
  expect(answer.structured.records).toMatchObject([{ name: expect.stringMatching(/[A-Z]/) as string }]);
  expect(answer.text).not.toMatch(/dealname/);
});

test("without the scope for definitions, internal names and values still work", async () => {
  const limited = await startHarness(server);
  limited.sandbox.faults.add({ vendor: "hubspot", kind: "status", status: 403, path: "/crm/properties/**" });
  limited.sandbox.faults.add({
    vendor: "hubspot",
    kind: "status",
    status: 403,
    path: "/crm-object-schemas/**",
  });
  const deals = await limited.call("hubspot_search_objects", {
    object_type: "deals",
    filters: ["dealstage = presentationscheduled"],
  });
  expect(deals.structured.total).toBe(4);
  const custom = await limited.call("hubspot_search_objects", { object_type: "2-38412207", limit: 1 });
  expect(custom.isError, custom.text).toBe(false);
  const unknown = await limited.call("hubspot_search_objects", { object_type: "subscription" });
  expect(unknown.text).toMatch(/Custom types need the scope crm\.schemas\.custom\.read/);
  await limited.close();
});

test.each([
  ["an unknown type", { object_type: "deels" }, /Did you mean deals\?/],
  [
    "an unknown property",
    { object_type: "deals", filters: ["amout > 1"] },
    /no property "amout"\. Did you mean "amount"\?/,
  ],
  [
    "an unknown stage",
    { object_type: "deals", filters: ["dealstage = Nowhere"] },
    /Accepted: .*Pilot \[presentationscheduled\]/,
  ],
  [
    "a foreign cursor",
    { object_type: "deals", cursor: "bm90LW91cnM" },
    /pass next_cursor of the answer before/,
  ],
])("%s is named with what would fit", async (_, args, wording) => {
  const answer = await search(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
