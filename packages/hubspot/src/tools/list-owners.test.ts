import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

const list = (args: Record<string, unknown>) => hubspot.call("hubspot_list_owners", args);

test("finds active people by name, e-mail or team", async () => {
  const answer = await list({ query: "customer success" });
  expect(answer.text).toMatchInlineSnapshot(`
    "id	name	email	teams
    71020007	Declan Moriarty	declan.moriarty@tessalane.example	Customer Success
    71020008	Yusuf Demir	yusuf.demir@tessalane.example	Customer Success"
  `);
  expect((await list({ query: "PRIYA.V" })).structured.owners).toMatchObject([
    { name: "Priya Venkataraman" },
  ]);
});

test("those who left are shown only when asked for, and their records still name them", async () => {
  expect((await list({ query: "Owen" })).structured.owners).toEqual([]);
  const left = await list({ archived: true });
  expect(left.structured.owners).toMatchObject([{ name: "Owen Blackwood" }]);
  const deals = await hubspot.call("hubspot_search_objects", {
    object_type: "deals",
    filters: ["Owner = Owen Blackwood"],
  });
  expect(deals.text).toContain("Owen Blackwood [71020015]");
});

test("pages through a long list", async () => {
  const first = await list({ limit: 10 });
  const second = await list({ limit: 10, cursor: first.structured.next_cursor });
  expect((first.structured.owners as unknown[]).length + (second.structured.owners as unknown[]).length).toBe(
    14,
  );
  expect(second.structured.next_cursor).toBeUndefined();
});
