import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const create = (args: Record<string, unknown>) => hubspot.call("hubspot_create_object", args);

const writes = () => hubspot.sent().filter((line) => /^POST \S+\/(contacts|companies|tickets)$/.test(line));

test("creates a contact by labels, associated in the same call, and it can be read back", async () => {
  hubspot.sent();
  const answer = await create({
    object_type: "contact",
    properties: { email: "ada@harbour.example", "First name": "Ada", "Lead status": "In conversation" },
    associations: ["companies/18250400107", "deals/31480220020"],
  });
  expect(writes()).toEqual(["POST /crm/objects/2026-09/contacts"]);
  expect(answer.structured).toMatchObject({
    created: true,
    name: "Ada",
    properties: { hs_lead_status: "In conversation [CONNECTED]" },
  });
  const deals = await hubspot.call("hubspot_list_associations", {
    object_type: "contacts",
    ids: ["ada@harbour.example"],
    to_object_type: "deals",
  });
  expect(deals.structured.associations).toMatchObject([{ id: "31480220020" }]);
});

test.each([
  ["a contact with the same email", "contacts", { email: "Fergus.Pike@orchard-pike.example" }, "Fergus Pike"],
  [
    "a company with the same domain",
    "companies",
    { name: "Other", domain: "https://www.orchard-pike.example/about" },
    "Orchard & Pike",
  ],
])("%s is returned as it is", async (_, object_type, properties, name) => {
  hubspot.sent();
  const answer = await create({ object_type, properties });
  expect(answer.structured).toMatchObject({ created: false, name });
  expect(answer.text).toMatch(/^Exists already, nothing was changed: /);
  expect(writes()).toEqual([]);
});

test("a stage is looked for in the pipeline that was given", async () => {
  const ticket = { subject: "Door does not open", Pipeline: "Support", "Ticket status": "With engineering" };
  const answer = await create({ object_type: "tickets", properties: ticket });
  expect(answer.structured).toMatchObject({
    created: true,
    properties: { hs_pipeline: "Support [0]", hs_pipeline_stage: "With engineering [3]" },
  });
});

test("text that ends in brackets stays whole, and several options keep all", async () => {
  const answer = await create({
    object_type: "contacts",
    properties: { firstname: "Ada [test]", "Buying role": "Champion [CHAMPION]; End user" },
  });
  expect(answer.structured.properties).toMatchObject({
    firstname: "Ada [test]",
    buying_role: "CHAMPION; END_USER",
  });
});

test.each([
  [
    "an unknown option",
    { properties: { "Lead status": "Warm" } },
    /Accepted: .*In conversation \[CONNECTED\]/,
  ],
  ["an unknown property", { properties: { "Frist name": "x" } }, /Did you mean "First name"\?/],
  ["a reference that names no record", { associations: ["18250400107"] }, /pass "companies\/123"/],
  [
    "an address that no contact has",
    { associations: ["contacts/x@y.example"] },
    /No contact has .* x@y\.example/,
  ],
  [
    "types that cannot be associated",
    { associations: ["products/1"] },
    /cannot associate contacts with products/,
  ],
])("%s is refused before anything is created", async (_, args, wording) => {
  hubspot.sent();
  const answer = await create({ object_type: "contacts", properties: { firstname: "x" }, ...args });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
  expect(writes()).toEqual([]);
});

test("what HubSpot itself refuses is said in its own words", async () => {
  const answer = await create({ object_type: "quotes", properties: { hs_title: "Quote" } });
  expect(answer.error).toMatchObject({ kind: "input", status: 400 });
  expect(answer.text).toMatch(/"hs_expiration_date" is required/);
});
