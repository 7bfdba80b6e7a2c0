import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGong } from "../../test/gong.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

const list = (args: Record<string, unknown> = {}) => gong.call("gong_list_scorecards", args);

test("shows scorecards with their questions; long ids keep all of their digits", async () => {
  expect((await list({ query: "discovery" })).text).toMatchInlineSnapshot(`
    "1 scorecards

    Discovery and pricing [6843152929075440037] | Sales [6243517728310051984] | 2026-10-11T09:00:00Z
    - Overall, how did the call go? [505986928117576497] (range, 1-5, overall)
    - Was the pain put into a number? [701641364129863204] (range, 1-5)
    - Who decides was [812685255415119076] (multiple_choice, asked / known already / not asked)
    - What should be tried next time? [204941891403852728] (open_ended)"
  `);
});

test("those that are switched off are shown only when asked for", async () => {
  expect((await list()).structured.scorecards).toHaveLength(2);
  expect((await list({ include_disabled: true, query: "cold" })).structured.scorecards).toMatchObject([
    { name: "Cold call (old)", enabled: false },
  ]);
});
