import { statements } from "../../test/harness.ts";
import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

const query = (args: Record<string, unknown>) =>
  snowflake.call("snowflake_query_semantic_view", { view: "sales", ...args });

test("computes metrics by dimensions, with filters as binds", async () => {
  const answer = await query({
    metrics: ["deals.deal_count", "deals.total_amount"],
    dimensions: ["deals.stage"],
    filters: ["accounts.country = United States", "deals.stage in Won, Lost"],
    sort_by: "-total_amount",
  });
  expect(answer.structured).toMatchObject({
    columns: [{ name: "STAGE" }, { name: "DEAL_COUNT" }, { name: "TOTAL_AMOUNT" }],
    rows: [
      ["Won", 1, 86000],
      ["Lost", 1, 81000],
    ],
  });
  expect(statements(snowflake).at(-1)?.sqlText).toBe(
    'SELECT * FROM SEMANTIC_VIEW("ANALYTICS"."CRM"."SALES" METRICS "DEALS"."DEAL_COUNT", "DEALS"."TOTAL_AMOUNT" DIMENSIONS "DEALS"."STAGE" WHERE "ACCOUNTS"."COUNTRY" = ? AND "DEALS"."STAGE" IN (?, ?)) ORDER BY "TOTAL_AMOUNT" DESC LIMIT 100',
  );
});

test.each([
  ["a metric that is not there", { metrics: ["deals.profit"] }, /invalid identifier 'DEALS\.PROFIT'/],
  [
    "a filter that is none",
    { metrics: ["deals.deal_count"], filters: ["only won ones"] },
    /Write it like "DEALS\.STAGE = Won"/,
  ],
  ["a name that would be SQL", { metrics: ["deals.deal_count) FROM x --"] }, /is not a name/],
])("%s is refused", async (_name, args, words) => {
  const answer = await query(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(words);
});
