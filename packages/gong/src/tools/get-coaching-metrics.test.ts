import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGong } from "../../test/gong.ts";
import { period } from "../../test/ids.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

const get = (args: Record<string, unknown>) => gong.call("gong_get_coaching_metrics", { ...period, ...args });

test("counts how a manager coached each report", async () => {
  expect((await get({ manager: "Maren Oduya", workspace: "Sales" })).text).toMatchInlineSnapshot(`
    "Coaching by Maren Oduya [4521703381940000372]

    user	calls_listened_to	calls_with_feedback	calls_manager_commented_on	calls_with_scorecard_filled
    Priya Venkataraman [4521703381940000472]	11	3	8	7
    Lucas Ferreira [4521703381940000572]	3	2	0	3
    Hana Kobayashi [4521703381940000672]	0	0	0	0
    Declan Moriarty [4521703381940000772]	0	0	0	0
    Owen Blackwood [4521703381940001572]	2	0	1	2"
  `);
});

test("the four inputs that Gong demands are all sent, in its spelling", async () => {
  await get({ manager: "4521703381940000372", workspace: "6243517728310052077" });
  expect(gong.sandbox.requests.at(-1)?.query).toEqual({
    "workspace-id": "6243517728310052077",
    "manager-id": "4521703381940000372",
    from: "2026-10-01T00:00:00Z",
    to: "2026-11-20T00:00:00Z",
  });
});

test("the ids of the calls come when asked for", async () => {
  const answer = await get({ manager: "maren", workspace: "Sales", call_ids: true });
  expect(answer.text).toMatch(/Owen Blackwood \[\d+\] calls_with_scorecard_filled: \d{19}, \d{19}/);
});

test("asks which workspace, and says who manages nobody", async () => {
  expect(await get({ manager: "maren" })).toFailWith(
    "input",
    /Which workspace\? Pass workspace, one of Sales/,
  );
  expect(await get({ manager: "Mei Tanaka", workspace: "Sales" })).toFailWith(
    "input",
    /manages nobody there/,
  );
});
