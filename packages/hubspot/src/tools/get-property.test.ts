import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const get = (args: Record<string, unknown>) => hubspot.call("hubspot_get_property", args);

test("lists every option of a property that was given by its label", async () => {
  const answer = await get({ object_type: "deals", property: "Main competitor" });
  expect(answer.text).toMatchInlineSnapshot(`
    "name: main_competitor
    label: Main competitor
    type: enumeration
    field_type: select
    group: tessalane_deal

    value	label	hidden
    Routely	Routely	
    Corvid Logistics Cloud	Corvid logistics cloud	
    StackDepot	Stackdepot	
    their own spreadsheets	Their own spreadsheets	
    Parcelwise	Parcelwise (closed down)	true"
  `);
});

test("finds an option by its text", async () => {
  const answer = await get({ object_type: "deals", property: "dealtype", query: "logo" });
  expect(answer.structured.options).toEqual([{ value: "newbusiness", label: "New logo" }]);
});

test("a property without options has none", async () => {
  const answer = await get({ object_type: "deals", property: "amount" });
  expect(answer.structured).toMatchObject({ type: "number", options: [] });
});

test("an unknown property is named with the nearest one", async () => {
  const answer = await get({ object_type: "deals", property: "amuont" });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(/Did you mean "amount"\?/);
});

test("a token that may not list definitions still gets one by its internal name", async () => {
  hubspot.sandbox.faults.add({
    vendor: "hubspot",
    kind: "status",
    status: 403,
    path: "/crm/properties/2026-09/tickets",
  });
  const answer = await get({ object_type: "tickets", property: "subject" });
  expect(answer.structured).toMatchObject({ name: "subject" });
});
