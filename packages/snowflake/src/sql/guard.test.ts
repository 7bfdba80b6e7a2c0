import { describe, expect, test } from "vitest";
import { readOnly } from "./guard.ts";
import { canonical, tokenize } from "./tokens.ts";

describe("statements that read are let through", () => {
  test.each([
    "SELECT a, b::varchar FROM db.s.t WHERE a ILIKE '%x%' LIMIT 10",
    "WITH x AS (SELECT 1 AS a) SELECT * FROM x UNION ALL SELECT 2",
    "(SELECT 1) UNION (SELECT 2) ORDER BY 1",
    "SELECT * FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY a ORDER BY b) = 1",
    "SELECT v:a.b[0]::string, f.value FROM t, LATERAL FLATTEN(input => v:items) f",
    "SELECT * EXCLUDE (a) RENAME (b AS c) FROM t",
    "SELECT LISTAGG(a, ', ') WITHIN GROUP (ORDER BY a) FROM t GROUP BY ALL",
    "SELECT * FROM a PIVOT(SUM(x) FOR m IN ('jan', 'feb')) AS p",
    "SELECT * FROM t1 ASOF JOIN t2 MATCH_CONDITION (t1.t >= t2.t) ON t1.a = t2.a",
    "SELECT * FROM t AT(OFFSET => -60*5)",
    "SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))",
    "SELECT TRANSFORM(arr, x -> x + 1), {'a': 1}, [1, 2] FROM t",
    "SELECT $1 FROM @stage/path (FILE_FORMAT => 'f')",
    "SELECT SYSTEM$TYPEOF(a), SYSTEM$CLUSTERING_INFORMATION('t') FROM t",
    "SELECT updated_at, deleted, \"DROP\" FROM t WHERE note = 'DELETE FROM t; DROP TABLE t'",
    "SELECT INSERT('abc', 1, 2, 'x')",
    "SHOW TABLES LIKE '%x%' IN SCHEMA a.b LIMIT 10 FROM 'y'",
    'SHOW GRANTS TO ROLE "x y"',
    "DESCRIBE TABLE a.b",
    "DESC FUNCTION f(number, varchar)",
    "EXPLAIN USING TABULAR SELECT 1",
  ])("%s", async (sql) => {
    expect((await readOnly(sql)).sql).toBe(sql);
  });
});

describe("everything else is refused", () => {
  test.each([
    "INSERT INTO t VALUES (1)",
    "UPDATE t SET a = 1",
    "DELETE FROM t",
    "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE",
    "TRUNCATE TABLE t",
    "CREATE TABLE x AS SELECT 1",
    "ALTER SESSION SET MULTI_STATEMENT_COUNT = 0",
    "DROP TABLE t",
    "UNDROP TABLE t",
    "GRANT ROLE a TO USER b",
    "CALL p()",
    "EXECUTE IMMEDIATE 'DROP TABLE t'",
    "EXECUTE TASK t",
    "COPY INTO t FROM @s",
    "COPY INTO @s FROM t",
    "PUT file:///etc/passwd @s",
    "GET @s file:///tmp",
    "REMOVE @s",
    "USE ROLE accountadmin",
    "SET x = 1",
    "BEGIN",
    "COMMIT",
    "COMMENT ON TABLE t IS 'x'",
    "",
    " -- nothing but a comment",
    ";",
  ])("a statement of another kind: %s", async (sql) => {
    await expect(readOnly(sql)).rejects.toThrow(/Refused|no SQL statement/);
  });

  test.each([
    "SELECT 1; DROP TABLE t",
    "COMMIT; DROP TABLE t",
    "SELECT 1;/* a */DROP TABLE t",
    "SELECT 1; -- a\nDROP TABLE t",
    "SELECT 1 // a\n; DROP TABLE t",
    "SELECT 'a\\\\'; DROP TABLE t --'",
    "SELECT 'a'''; DROP TABLE t",
    "SELECT $$a$$; DROP TABLE t; SELECT $$b$$",
    "SHOW TABLES; DROP TABLE t",
    "SELECT 1 ->> DELETE FROM t",
    "SHOW TABLES ->> SELECT * FROM $1",
  ])("a second statement: %s", async (sql) => {
    await expect(readOnly(sql)).rejects.toThrow(/One statement at a time/);
  });

  test.each([
    ["WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", /Delete/],
    ["WITH x AS (INSERT INTO t VALUES (1)) SELECT 1", /Insert/],
    ["WITH x AS (SELECT 1) DELETE FROM t", /Refused|not understood/],
    ["WITH p AS PROCEDURE () RETURNS INT LANGUAGE SQL AS $$ BEGIN END $$ CALL p()", /not understood/],
    ["SELECT (SELECT 1 UNION (DELETE FROM t))", /Delete/],
    ["SELECT * FROM (UPDATE t SET a = 1)", /Update|not understood/],
    ["SELECT 1 INTO x FROM t", /SELECT INTO/],
    ["SELECT * FROM t FOR UPDATE", /FOR UPDATE/],
    ["EXPLAIN DELETE FROM t", /Delete/],
    ["EXPLAIN USING TABULAR DROP TABLE t", /Drop/],
  ])("a write inside a query: %s", async (sql, words) => {
    await expect(readOnly(sql)).rejects.toThrow(words);
  });

  test.each([
    "SELECT SYSTEM$CANCEL_ALL_QUERIES(1)",
    "SELECT system$abort_session(1)",
    "SELECT \"SYSTEM$CANCEL_QUERY\"('x')",
    "SELECT SYSTEM$/* a */CANCEL_QUERY('x')",
    "SELECT * FROM TABLE(SYSTEM$SEND_EMAIL('a', 'b', 'c', 'd'))",
    "SHOW TABLES LIKE SYSTEM$WHATEVER('x')",
    "SELECT IDENTIFIER('SYSTEM$ABORT_SESSION')(1)",
    'SELECT "IDENTIFIER" (?) (1)',
    "SELECT * FROM TABLE(IDENTIFIER(?)(1))",
    "SELECT s.NEXTVAL",
    'SELECT "S"."NEXTVAL"',
    "SELECT * FROM TABLE(GETNEXTVAL(s))",
    "SELECT SNOWFLAKE.CORTEX.FINETUNE('create', 'a', 'b', 'c')",
  ])("a function that acts: %s", async (sql) => {
    await expect(readOnly(sql)).rejects.toThrow(/Refused|not understood/);
  });

  test.each([
    ["SELECT 'a", /string that is not closed/],
    ["SELECT 'a\\'", /string that is not closed/],
    ["SELECT $$a", /\$\$ string that is not closed/],
    ['SELECT "a', /quoted name that is not closed/],
    ["SELECT 1 /* a", /comment that is not closed/],
    ["SELECT 1 /* a /* b */ ; DROP TABLE t */", /comment inside a comment/],
    ["SELECT\u00a01", /outside quotes/],
    ["SELECT 1\u0000", /outside quotes/],
    ["SELECT 1\u2028; DROP TABLE t", /outside quotes/],
    ["SELECT FROM WHERE", /not understood/],
    [`SELECT ${"(".repeat(500)}1${")".repeat(500)}`, /not understood/],
  ])("what two readers could read in two ways: %s", async (sql, words) => {
    await expect(readOnly(sql)).rejects.toThrow(words);
  });
});

test("only what was looked at is sent: comments go, the rest stays as it was", () => {
  const sql = "SELECT a -- DROP\n, 'it''s -- no comment' /* x; */ FROM \"T/*\" // end";
  expect(canonical(tokenize(sql))).toBe("SELECT a\n, 'it''s -- no comment' FROM \"T/*\"");
});

test("no comment comes into being where one was taken out", () => {
  expect(canonical(tokenize("SELECT 1 -/* */- 1"))).toBe("SELECT 1 - - 1");
  expect(canonical(tokenize("SELECT 4 //**/\n/ 2"))).toBe("SELECT 4\n/ 2");
});
