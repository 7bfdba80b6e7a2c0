import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callsOnly, startGong, startWithToken } from "../../test/gong.ts";
import { period } from "../../test/ids.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

const get = (args: Record<string, unknown>) => gong.call("gong_get_activity_stats", { ...period, ...args });
const rowsOf = (answer: { structured: Record<string, unknown> }) =>
  answer.structured.rows as { user: string; from?: string; stats: Record<string, number> }[];

test("counts per user what they did", async () => {
  const answer = await get({ users: ["maren", "lucas.ferreira@tessalane.example"] });
  expect(answer.text).toMatchInlineSnapshot(`
    "From 2026-10-01, until before 2026-11-20

    user	calls_gave_feedback	others_calls_listened_to	calls_scorecards_filled	calls_comments_given	calls_as_host	calls_requested_feedback	calls_received_feedback	own_calls_listened_to	calls_shared_internally	calls_shared_externally	calls_scorecards_received	calls_attended	calls_comments_received
    Maren Oduya [4521703381940000372]	6	21	14	13									
    Lucas Ferreira [4521703381940000572]					6	2	2	4	3	2	4	6	1"
  `);
});

test.each(["day", "week", "month", "quarter", "year"])("adds up to the same by %s", async (span) => {
  const users = ["Priya Venkataraman"];
  const [total] = rowsOf(await get({ users }));
  const parts = rowsOf(await get({ users, period: span, limit: 500 }));
  expect(parts.reduce((sum, row) => sum + (row.stats.calls_as_host ?? 0), 0)).toBe(
    total?.stats.calls_as_host,
  );
  expect(parts.every((row) => row.from && Object.values(row.stats).every((count) => count > 0))).toBe(true);
});

test("the ids of the calls come day by day", async () => {
  const answer = await get({ since: "2026-11-18", until: "2026-11-18", period: "day", call_ids: true });
  expect(rowsOf(answer)).toMatchObject([
    { user: "Maren Oduya [4521703381940000372]" },
    {
      user: "Lucas Ferreira [4521703381940000572]",
      from: "2026-11-18",
      stats: { calls_as_host: 1 },
      calls: { calls_as_host: ["2662941323526321913"] },
    },
    { user: "Yusuf Demir [4521703381940000872]" },
  ]);
  expect(answer.text).toContain("calls_as_host: 2662941323526321913");
  expect(await get({ call_ids: true })).toFailWith("input", /"call_ids" needs period: "day"/);
});

test("pages through users", async () => {
  const first = await get({ limit: 6 });
  const second = await get({ limit: 6, cursor: first.structured.next_cursor });
  expect([...rowsOf(first), ...rowsOf(second)]).toEqual(rowsOf(await get({})));
});

test("an unknown user's id finds nobody", async () => {
  expect(await get({ users: ["9999999999999999999"] })).toSucceed({ rows: [] });
});

test("the scope is named when it is lacking", async () => {
  const few = await startWithToken(callsOnly);
  expect(await few.call("gong_get_activity_stats", period)).toFailWith("auth", /api:stats:user-actions/);
  await few.close();
});
