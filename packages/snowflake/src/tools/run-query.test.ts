import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake, statements } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

const run = (args: Record<string, unknown>) => snowflake.call("snowflake_run_query", args);

test("binds values, and shows rows as tab-separated text", async () => {
  const answer = await run({
    sql: "SELECT name, amount, close_date, is_won FROM deals WHERE amount > ?::number ORDER BY amount DESC -- largest",
    binds: ["180000"],
  });
  expect(answer.text.replace(/query \S+:/, "query <id>:")).toMatchInlineSnapshot(`
    "query <id>: 2 rows

    NAME	AMOUNT	CLOSE_DATE	IS_WON
    Bluefin Grocers - renewal	240000	2026-12-07	false
    Marlow Outdoor - Flow rollout	184000	2026-12-14	false"
  `);
  expect(answer.structured).toMatchObject({
    status: "done",
    columns: [
      { name: "NAME", type: "text" },
      { name: "AMOUNT", type: "fixed" },
      { type: "date" },
      { type: "boolean" },
    ],
    rows: [
      ["Bluefin Grocers - renewal", 240000, "2026-12-07", false],
      [expect.any(String), 184000, "2026-12-14", false],
    ],
  });
});

test("what Snowflake itself enforces is sent with each statement", async () => {
  await run({ sql: "SELECT 1;  -- nothing else" });
  expect(statements(snowflake).at(-1)).toMatchObject({
    sqlText: "SELECT 1",
    asyncExec: true,
    parameters: {
      MULTI_STATEMENT_COUNT: 1,
      STATEMENT_TIMEOUT_IN_SECONDS: 300,
      ROWS_PER_RESULTSET: 10_000,
      QUERY_TAG: '{"app":"sophia-mcp","tool":"snowflake_run_query"}',
    },
  });
});

test("reads semi-structured values, nulls, times and numbers beyond a double as what they are", async () => {
  const answer = await run({
    sql: "SELECT topics, participants, NULL AS nothing, started_at, 9007199254740993 AS large, 1.5::float AS half FROM calls LIMIT 1",
  });
  expect(answer.structured.rows).toMatchObject([
    [
      expect.stringMatching(/^\[\{"name":/),
      expect.stringMatching(/^\["priya\./),
      null,
      expect.stringMatching(/^2026-[\d-]+T[\d:.]+$/),
      "9007199254740993",
      1.5,
    ],
  ]);
});

test("another database, schema or warehouse is another session, and the first stays as it is", async () => {
  const where = "SELECT CURRENT_DATABASE() || '.' || CURRENT_SCHEMA() || ' ' || CURRENT_WAREHOUSE() AS place";
  const there = await run({ sql: where, database: "scratch", schema: "public", warehouse: "loading_wh" });
  const here = await run({ sql: where });
  expect(there.structured.rows).toEqual([["SCRATCH.PUBLIC LOADING_WH"]]);
  expect(here.structured.rows).toEqual([["ANALYTICS.CRM ANALYTICS_WH"]]);
});

test("a long query goes on by itself, with progress, and its result can be had later", async () => {
  const seen: number[] = [];
  const answer = await snowflake.call(
    "snowflake_run_query",
    { sql: "SELECT SYSTEM$WAIT(700, 'MILLISECONDS') AS said", wait_seconds: 0.3 },
    { onprogress: ({ progress }) => void seen.push(progress) },
  );
  expect(answer.structured).toEqual({ query_id: expect.any(String), status: "running" });
  expect(answer.text).toContain("snowflake_get_query_result");
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  const later = await snowflake.call("snowflake_get_query_result", { query_id: answer.structured.query_id });
  expect(later.structured.rows).toEqual([["waited 0.7 seconds"]]);
});

test("a query that is cancelled is cancelled at Snowflake too", async () => {
  const controller = new AbortController();
  const pending = snowflake.call(
    "snowflake_run_query",
    { sql: "SELECT SYSTEM$WAIT(60) AS forever" },
    { signal: controller.signal },
  );
  const polls = () => snowflake.sandbox.requests.filter(({ path }) => path.endsWith("/result")).length;
  const before = polls();
  await expect.poll(polls).toBeGreaterThan(before);
  controller.abort();
  await expect(pending).rejects.toThrow();
  const state = async () => {
    const { structured } = await snowflake.call("snowflake_list_queries", { query: "AS forever", limit: 1 });
    return (structured.queries as { status: string; error?: string }[])[0];
  };
  await expect.poll(state).toMatchObject({ status: "failed_with_error", error: "SQL execution canceled" });
});

test("a large result comes in parts from storage, which sees no credential", async () => {
  const answer = await run({
    sql: "SELECT day, account_id, scans FROM product.usage_daily ORDER BY 1, 2",
    limit: 1000,
  });
  expect(answer.structured).toMatchObject({ total_rows: 1320 });
  const parts = snowflake.sandbox.requests.filter(({ path }) => path.startsWith("/results/"));
  expect(parts.map(({ status }) => status)).toEqual([200, 200]);
  expect(parts.every(({ headers }) => headers.authorization === undefined)).toBe(true);
});

test("the row limit of the server holds, and is told", async () => {
  const limited = await startSnowflake({ flags: { max_rows: "5" } });
  const answer = await limited.call("snowflake_run_query", { sql: "SELECT name FROM deals" });
  expect(answer.structured).toMatchObject({ total_rows: 5, limited: true });
  expect(answer.text).toContain("SNOWFLAKE_MAX_ROWS");
  await limited.close();
});

test.each([
  ["a wrong column", "SELECT nope FROM deals", /invalid identifier 'NOPE'\. snowflake_get_table/],
  [
    "a table out of sight",
    "SELECT * FROM people.employees",
    /does not exist or not authorized\. .*snowflake_list_tables/,
  ],
  ["an unknown function", "SELECT FOO(1)", /Unknown function FOO/],
  ["a division by zero", "SELECT 1 / 0", /Division by zero/],
  ["SQL that no parser reads", "SELECT FROM WHERE", /is not understood, so it was not run/],
])("%s is told in Snowflake's words", async (_name, sql, words) => {
  const answer = await run({ sql });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(words);
});
