import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const create = (args: Record<string, unknown>) => hubspot.call("hubspot_create_deal", args);

test("creates a deal by labels, with company and contact in the same call, and it can be read back", async () => {
  const companies = await hubspot.call("hubspot_search_objects", { object_type: "companies", limit: 1 });
  const [company] = companies.structured.records as { id: string }[];
  hubspot.sent();
  const created = await create({
    name: "Harbour cranes",
    stage: "Quote sent",
    amount: 42_000,
    close_date: "2026-12-15",
    owner: "lucas ferreira",
    company_ids: [company?.id],
  });
  expect(created.isError, created.text).toBe(false);
  expect(hubspot.sent().filter((line) => line.startsWith("POST"))).toEqual([
    "POST /crm/objects/2026-09/deals",
  ]);
  expect(created.structured.properties).toMatchObject({
    pipeline: expect.stringContaining("[") as string,
    dealstage: "Quote sent [143900103]",
    hubspot_owner_id: "Lucas Ferreira [71020005]",
  });
  const read = await hubspot.call("hubspot_get_objects", {
    object_type: "deals",
    ids: [created.structured.id],
  });
  expect(read.text).toContain("Harbour cranes");
});

test("a stage of another pipeline is refused with the stages of the one that was given", async () => {
  const answer = await create({ name: "x", pipeline: "New business", stage: "Quote sent" });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(/Accepted: .*Pilot/);
});

test("an unknown owner is refused with candidates before anything is created", async () => {
  hubspot.sent();
  const answer = await create({ name: "x", stage: "Pilot", owner: "nobody at all" });
  expect(answer.text).toMatch(/No owner is called "nobody at all"\. Accepted: .+ <.+@.+>/);
  expect(hubspot.sent().some((line) => line.startsWith("POST"))).toBe(false);
});
