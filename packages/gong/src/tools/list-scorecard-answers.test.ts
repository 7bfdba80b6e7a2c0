import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGong } from "../../test/gong.ts";
import { period } from "../../test/ids.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

const list = (args: Record<string, unknown>) =>
  gong.call("gong_list_scorecard_answers", { ...period, ...args });
const reviewsOf = (answer: { structured: Record<string, unknown> }) =>
  answer.structured.reviews as { id: string; call_id: string; scorecard: string }[];

test("joins answers with the text of their questions, and people with their names", async () => {
  expect((await list({ users: ["owen"], limit: 1 })).text).toMatchInlineSnapshot(`
    "1 reviews

    Discovery and pricing [6843152929075440037] | call 6662339455562397289 | 2026-10-17T08:15:00Z | Owen Blackwood [4521703381940001572] | by Maren Oduya [4521703381940000372] | 2026-10-18T08:16:57Z
    - Overall, how did the call go?: 1
    - Was the pain put into a number?: 3
    - Who decides was: not asked
    - What should be tried next time?: Name the price of doing nothing earlier.

    More rows: repeat with cursor: W251bGwsMV0"
  `);
});

test("is bound to a scorecard and to users", async () => {
  const answer = await list({ scorecard: "renewal", users: ["Declan Moriarty"] });
  expect(reviewsOf(answer).length).toBeGreaterThan(0);
  expect(new Set(reviewsOf(answer).map(({ scorecard }) => scorecard))).toEqual(
    new Set(["Renewal conversation [6843152929075440129]"]),
  );
  expect(await list({ scorecard: "Renewal conversation [6843152929075440129]" })).toSucceed();
  expect(await list({ scorecard: "cards of luck" })).toFailWith(
    "input",
    /No scorecard is called .*Discovery and pricing \[/,
  );
});

test("the period may be that of the reviews, which come a day later", async () => {
  const day = { since: "2026-10-04", until: "2026-10-04" };
  expect(reviewsOf(await list(day))).toMatchObject([{ call_id: "8044219012455705427" }]);
  expect(await list({ ...day, period_of: "reviews" })).toSucceed({ reviews: [] });
  const next = { since: "2026-10-05", until: "2026-10-05", period_of: "reviews" };
  expect(reviewsOf(await list(next))).toMatchObject([{ call_id: "8044219012455705427" }]);
});

test("pages to the end", async () => {
  const first = await list({ limit: 7 });
  const second = await list({ limit: 200, cursor: first.structured.next_cursor });
  const ids = [...reviewsOf(first), ...reviewsOf(second)].map(({ id }) => id);
  expect(ids).toEqual(reviewsOf(await list({})).map(({ id }) => id));
});
