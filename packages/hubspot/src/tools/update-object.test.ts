import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const update = (id: string, properties: Record<string, string>, object_type = "deals") =>
  hubspot.call("hubspot_update_object", { object_type, id, properties });

const writes = () => hubspot.sent().filter((line) => line.startsWith("PATCH"));

test("shows what each property was and is, by labels", async () => {
  const answer = await update("31480220020", {
    "Deal stage": "Contract out",
    amount: "70000",
    Owner: "Maren Oduya",
    "Close date": "2026-12-24",
  });
  expect(answer.text).toMatchInlineSnapshot(`
    "Updated Orchard & Pike - Edge pilot [31480220020]

    property	before	after
    dealstage	Pilot [presentationscheduled]	Contract out [contractsent]
    amount	62500	70000
    hubspot_owner_id	Lucas Ferreira [71020005]	Maren Oduya [71020003]
    closedate	2026-12-31T17:00:00.000Z	2026-12-24T13:00:00.000Z

    https://app.hubspot.com/contacts/48120044/record/0-3/31480220020"
  `);
  const read = await hubspot.call("hubspot_get_objects", { object_type: "deals", ids: ["31480220020"] });
  expect(read.text).toContain("70000");
});

test("what has its value already is not sent", async () => {
  await update("31480220306", { amount: "1", "Next step": "Call" });
  hubspot.sent();
  const same = await update("31480220306", { amount: "1", "Next step": "Call" });
  expect(same.text).toMatch(/^Nothing to change: Kitewell Toys/);
  expect(same.structured.changes).toEqual([]);
  expect(writes()).toEqual([]);
});

test("empty text clears a property", async () => {
  const answer = await update("31480220306", { "Next step": "" });
  expect(answer.structured.changes).toEqual([{ property: "hs_next_step", before: "Call", after: "" }]);
});

test("a stage is looked for in the pipeline of the deal, and in another one when that is given too", async () => {
  const wrong = await update("31480220306", { dealstage: "Quote sent" });
  expect(wrong.error?.kind).toBe("input");
  expect(wrong.text).toMatch(/No stage of this pipeline is called "Quote sent"\. Accepted: .*Pilot/);
  const moved = await update("31480220306", { Pipeline: "Renewals and expansion", dealstage: "Quote sent" });
  expect(moved.structured.changes).toMatchObject([
    { property: "pipeline", after: "Renewals and expansion [74120318]" },
    { property: "dealstage", after: "Quote sent [143900103]" },
  ]);
});

test("a contact is found by e-mail", async () => {
  const answer = await update("fergus.pike@orchard-pike.example", { jobtitle: "Head of IT" }, "contacts");
  expect(answer.structured).toMatchObject({ name: "Fergus Pike", id: "50210300201" });
});

test.each([
  ["an id that does not exist", "999", /no record 999 of deals.*hubspot_search_objects/],
  ["an id that is none", "../contacts/1", /is no record id of deals: pass digits/],
])("%s is refused before anything is changed", async (_, id, wording) => {
  hubspot.sent();
  const answer = await update(id, { amount: "1" });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
  expect(writes()).toEqual([]);
});

test("a read-only property is refused in HubSpot's own words", async () => {
  const answer = await update("31480220020", { createdate: "2026-01-01T00:00:00Z" });
  expect(answer.error).toMatchObject({ kind: "input", status: 400 });
  expect(answer.text).toMatch(/"createdate" is a read only property/);
});
