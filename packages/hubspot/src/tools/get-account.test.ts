import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

test("tells whose account it is, with currencies, time zone and link", async () => {
  const answer = await hubspot.call("hubspot_get_account");
  expect(answer.text).toMatchInlineSnapshot(`
    "portal_id: 48120044
    type: STANDARD
    currency: USD
    other_currencies: EUR
    time_zone: US/Eastern
    data_location: na1
    url: https://app.hubspot.com/home?portalId=48120044"
  `);
  expect(answer.structured).toMatchObject({ portal_id: "48120044", other_currencies: ["EUR"] });
});

test("asks once: the account does not change within a session", async () => {
  await hubspot.call("hubspot_get_account");
  hubspot.sent();
  await hubspot.call("hubspot_get_account");
  expect(hubspot.sent()).toEqual([]);
});
