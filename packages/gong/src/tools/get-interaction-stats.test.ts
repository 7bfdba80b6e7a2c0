import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGong } from "../../test/gong.ts";
import { period } from "../../test/ids.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

const get = (args: Record<string, unknown>) =>
  gong.call("gong_get_interaction_stats", { ...period, ...args });

test("shows how people talk", async () => {
  expect((await get({ users: ["Priya", "Lucas"] })).text).toMatchInlineSnapshot(`
    "From 2026-10-01, until before 2026-11-20

    user	talk_ratio	longest_monologue	longest_customer_story	interactivity	patience	question_rate
    Priya Venkataraman [4521703381940000472]	0.31	6.49	6.58	9.39	0.85	2.67
    Lucas Ferreira [4521703381940000572]	0.23	7.44	8.06	9.67	0.82	2.67"
  `);
});

test("pages through users", async () => {
  const all = (await get({})).structured.rows as unknown[];
  const first = await get({ limit: 3 });
  const second = await get({ limit: 100, cursor: first.structured.next_cursor });
  expect([...(first.structured.rows as unknown[]), ...(second.structured.rows as unknown[])]).toEqual(all);
});

test("a period without calls is no error, although Gong answers 404", async () => {
  expect(await get({ since: "2020-01-01", until: "2020-01-31" })).toSucceed({
    from: "2020-01-01",
    until: "2020-02-01",
    rows: [],
  });
});
