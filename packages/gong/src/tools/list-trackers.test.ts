import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGong } from "../../test/gong.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

const list = (args: Record<string, unknown>) => gong.call("gong_list_trackers", args);

test("shows the trackers of a workspace with their words", async () => {
  expect((await list({ workspace: "Sales" })).text).toMatchInlineSnapshot(`
    "5 trackers

    Competitors [2053245067577504307] (Sales [6243517728310051984], said by noncompany): Routely, StackDepot, competitor
    Pricing [6060100818707834426] (Sales [6243517728310051984], said by both): price, $, discount
    Security [7775246753873168770] (Sales [6243517728310051984], said by both): security, provisioning, single sign-on
    Risk [4415623147137504843] (Sales [6243517728310051984], said by both): late, tender, churn
    Legal hold [3822366946029793639] (Sales [6243517728310051984], said by both): redline, liability"
  `);
});

test("finds a tracker by one of its words", async () => {
  expect((await list({ query: "routely" })).structured.trackers).toMatchObject([
    { name: "Competitors", keywords_total: 3 },
    { name: "Competitors" },
  ]);
});
