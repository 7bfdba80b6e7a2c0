import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { methods, startSlack } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const list = (args: Record<string, unknown>) => slack.call("slack_list_channel_members", args);

test("joins members with names, e-mails and titles", async () => {
  expect((await list({ channel: "#deal-marlow" })).text).toMatchInlineSnapshot(`
    "#deal-marlow [C095FVP5GFO]

    id	name	email	title	app
    U0JIST2PU0M	Maren Oduya	maren.oduya@tessalane.example	VP Sales	
    U07LDQ9PVU9	Priya Venkataraman	priya.venkataraman@tessalane.example	Account Executive	
    U02ZI5TIVPB	Hana Kobayashi	hana.kobayashi@tessalane.example	Solutions Engineer	
    U064EIVF20F	Amara Nwosu	amara.nwosu@tessalane.example	Staff Engineer	
    U0CD5IK0T2Y	Sofia Lindqvist	sofia.lindqvist@tessalane.example	Product Manager	
    U0AQVJX7XLS	Tessalane Assistant			true"
  `);
});

test("pages to the end, and knows people whom it has met", async () => {
  const first = await list({ channel: "#general", limit: 10 });
  expect(first.structured.next_cursor).toBeDefined();
  slack.sent();
  const rest = await list({ channel: "#general", limit: 10, cursor: first.structured.next_cursor });
  const ids = [first, rest].flatMap(({ structured }) =>
    (structured.members as { id: string }[]).map(({ id }) => id),
  );
  expect(new Set(ids).size).toBe(15);
  await list({ channel: "#general", limit: 10 });
  expect(methods(slack).filter((name) => name === "users.info").length).toBeLessThan(6);
});
