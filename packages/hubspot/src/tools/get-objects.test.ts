import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

async function someContacts(): Promise<{ id: string; properties: Record<string, string> }[]> {
  const found = await hubspot.call("hubspot_search_objects", { object_type: "contacts", limit: 2 });
  return found.structured.records as { id: string; properties: Record<string, string> }[];
}

test("reads contacts by id and by e-mail alike, and names what is missing", async () => {
  const [first, second] = await someContacts();
  const byId = await hubspot.call("hubspot_get_objects", {
    object_type: "contacts",
    ids: [first?.id, "999"],
  });
  expect(byId.structured).toMatchObject({ records: [{ id: first?.id }], missing: ["999"] });
  expect(byId.text).toContain("Not found: 999");
  const emails = [second?.properties.email?.toUpperCase(), "nobody@nowhere.example"];
  const byEmail = await hubspot.call("hubspot_get_objects", {
    object_type: "contact",
    ids: emails,
    id_property: "E-mail",
  });
  expect(byEmail.structured).toMatchObject({
    records: [{ id: second?.id }],
    missing: ["nobody@nowhere.example"],
  });
});

test("reads companies by domain, which HubSpot itself does not", async () => {
  const answer = await hubspot.call("hubspot_get_objects", {
    object_type: "companies",
    ids: ["https://www.Orchard-Pike.example/about", "nowhere.example"],
    id_property: "domain",
    properties: ["city"],
  });
  expect(answer.structured).toMatchObject({
    records: [{ id: "18250400107", name: "Orchard & Pike" }],
    missing: ["nowhere.example"],
  });
});

test("detail full has every property with a value, concise the usual ones", async () => {
  const [first] = await someContacts();
  const args = { object_type: "contacts", ids: [first?.id] };
  const concise = await hubspot.call("hubspot_get_objects", args);
  const full = await hubspot.call("hubspot_get_objects", { ...args, detail: "full" });
  const count = (answer: typeof full) =>
    Object.keys((answer.structured.records as { properties: object }[])[0]?.properties ?? {}).length;
  expect(count(full)).toBeGreaterThan(count(concise));
});

test("a token without the scope is told which one it lacks", async () => {
  const limited = await startHarness(server, { env: { HUBSPOT_ACCESS_TOKEN: "pat-na1-sandbox-no-deals" } });
  const answer = await limited.call("hubspot_get_objects", { object_type: "deals", ids: ["1"] });
  expect(answer.error).toMatchObject({ kind: "auth", status: 403, retryable: false });
  expect(answer.text).toMatch(/lacks the scope crm\.objects\.deals\.read/);
  await limited.close();
});
