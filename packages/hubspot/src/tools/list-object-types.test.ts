import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let hubspot: Harness;
beforeAll(async () => {
  hubspot = await startHarness(server);
});
afterAll(() => hubspot.close());

test("lists HubSpot's own types and the account's", async () => {
  const answer = await hubspot.call("hubspot_list_object_types");
  expect(answer.text).toMatchInlineSnapshot(`
    "name	id	label	custom	named_by
    contacts	0-1		false	firstname, lastname
    companies	0-2		false	name
    deals	0-3		false	dealname
    tickets	0-5		false	subject
    products	0-7		false	name
    line_items	0-8		false	name
    quotes	0-14		false	hs_title
    notes	0-46		false	hs_note_body
    tasks	0-27		false	hs_task_subject
    calls	0-48		false	hs_call_title
    emails	0-49		false	hs_email_subject
    meetings	0-47		false	hs_meeting_title
    subscriptions	2-38412207	Subscriptions	true	subscription_name"
  `);
});

test("HubSpot's own types need no request", async () => {
  hubspot.sent();
  const answer = await hubspot.call("hubspot_list_object_types", { custom: false });
  expect(hubspot.sent()).toEqual([]);
  expect((answer.structured.types as { custom: boolean }[]).every((type) => !type.custom)).toBe(true);
});
