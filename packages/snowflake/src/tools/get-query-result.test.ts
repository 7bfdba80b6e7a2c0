import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

test("pages through a result from its query id without losing or repeating a row", async () => {
  const sql = "SELECT day, account_id, scans FROM product.usage_daily ORDER BY 1, 2";
  const first = await snowflake.call("snowflake_run_query", { sql, limit: 450 });
  const rows = [...(first.structured.rows as unknown[])];
  let cursor = first.structured.next_cursor as string | undefined;
  while (cursor) {
    const page = await snowflake.call("snowflake_get_query_result", {
      query_id: first.structured.query_id,
      limit: 450,
      cursor,
    });
    rows.push(...(page.structured.rows as unknown[]));
    cursor = page.structured.next_cursor as string | undefined;
  }
  expect(rows).toHaveLength(1320);
  expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(1320);
});

test("a result that is too long for an answer is cut with a way on", async () => {
  const small = await startSnowflake({ flags: { answer_tokens: "600" } });
  const answer = await small.call("snowflake_run_query", { sql: "SELECT * FROM deals" });
  expect(answer.structured.notice).toMatch(/of 36 rows shown.*snowflake_get_query_result/s);
  await small.close();
});

test.each([
  [
    "an unknown id",
    { query_id: "00000000-0000-4000-8000-000000000000" },
    /not found\. Results are kept for 24 hours/,
  ],
  ["no id at all", { query_id: "latest" }, /must be a query id/],
  [
    "a foreign cursor",
    { query_id: "00000000-0000-4000-8000-000000000000", cursor: "WyJhIiwwXQ" },
    /not a cursor/,
  ],
])("%s is refused", async (_name, args, words) => {
  const answer = await snowflake.call("snowflake_get_query_result", args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(words);
});
