import snowflake, { type Connection, type RowStatement } from "snowflake-sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../src/sandbox.ts";
import { TOKENS } from "../src/snowflake/state.ts";

snowflake.configure({ logLevel: "OFF", disableOCSPChecks: true });

let sandbox: Sandbox;
let connection: Connection;

beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["snowflake"] });
  connection = await connect({ authenticator: "PROGRAMMATIC_ACCESS_TOKEN", token: TOKENS.programmatic });
});
afterAll(async () => {
  await new Promise((resolve) => connection.destroy(resolve));
  await sandbox.close();
});
beforeEach(() => sandbox.faults.clear());

function connect(options: Record<string, unknown>): Promise<Connection> {
  const made = snowflake.createConnection({
    account: "TESSALANE",
    accessUrl: sandbox.env["SNOWFLAKE_BASE_URL"] ?? "",
    database: "ANALYTICS",
    schema: "CRM",
    warehouse: "ANALYTICS_WH",
    sfRetryMaxLoginRetries: 0,
    ...options,
  });
  return new Promise((resolve, reject) => {
    made.connect((error, connected) => (error ? reject(error) : resolve(connected)));
  });
}

type Done = { statement: RowStatement; rows: Record<string, unknown>[] };

function run(sqlText: string, options: Record<string, unknown> = {}, through = connection): Promise<Done> {
  return new Promise((resolve, reject) => {
    through.execute({
      sqlText,
      ...options,
      complete: (error, statement, rows) =>
        error ? reject(error) : resolve({ statement, rows: (rows ?? []) as Done["rows"] }),
    });
  });
}

describe("the driver cannot tell the emulator from Snowflake", () => {
  test("binds, and reads each type as what it is", async () => {
    const { rows, statement } = await run(
      "SELECT name, amount, is_won, close_date, created_at, NULL AS nothing FROM deals WHERE amount > ? AND stage <> :2 ORDER BY amount DESC",
      { binds: [200_000, "Lost"] },
    );
    expect(rows[0]).toMatchObject({
      NAME: "Bluefin Grocers - renewal",
      AMOUNT: 240_000,
      IS_WON: false,
      NOTHING: null,
    });
    expect(rows[0]?.["CLOSE_DATE"]).toBeInstanceOf(Date);
    expect(statement.getColumns()?.map((column) => column.getType())).toEqual([
      "text",
      "fixed",
      "boolean",
      "date",
      "timestamp_ntz",
      "text",
    ]);
  });

  test("fetches a large result in parts", async () => {
    const { rows } = await run("SELECT * FROM product.usage_daily");
    expect(rows).toHaveLength(1320);
    expect(
      sandbox.requests.filter(({ path }) => path.startsWith("/results/")).map(({ status }) => status),
    ).toEqual([200, 200, 200]);
  });

  test("runs a statement asynchronously, asks for its state and reads its result", async () => {
    const { statement } = await run("SELECT SYSTEM$WAIT(1) AS said", { asyncExec: true });
    const queryId = statement.getQueryId();
    expect(await connection.getQueryStatus(queryId)).toBe("RUNNING");
    const later = await connection.getResultsFromQueryId({ queryId, sqlText: "", complete: () => undefined });
    const rows: unknown[] = [];
    for await (const row of later.streamRows()) rows.push(row);
    expect(rows).toEqual([{ SAID: "waited 1 seconds" }]);
  });

  test("cancels a statement", async () => {
    const { statement } = await run("SELECT SYSTEM$WAIT(60)", { asyncExec: true });
    await new Promise<void>((resolve, reject) =>
      statement.cancel((error) => (error ? reject(error) : resolve())),
    );
    await expect(connection.getQueryStatusThrowIfError(statement.getQueryId())).rejects.toThrow("canceled");
  });

  test("changes data, which can be read back", async () => {
    const { statement } = await run("INSERT INTO scratch.public.notes (id, note) VALUES (?, ?), (?, ?)", {
      binds: [5, "a", 6, "b"],
    });
    expect(statement.getNumUpdatedRows()).toBe(2);
    await run("UPDATE scratch.public.notes SET note = UPPER(note) WHERE id >= 5");
    expect((await run("SELECT note FROM scratch.public.notes WHERE id >= 5 ORDER BY id")).rows).toEqual([
      { NOTE: "A" },
      { NOTE: "B" },
    ]);
  });

  test("renews its session when the token has expired", async () => {
    const body = { success: false, code: "390112", message: "Session token expired.", data: null };
    sandbox.faults.add({
      vendor: "snowflake",
      kind: "status",
      status: 200,
      body,
      path: "/queries/v1/query-request",
      times: 1,
    });
    expect((await run("SELECT 1 AS one")).rows).toEqual([{ ONE: 1 }]);
  });

  test.each([
    ["a wrong column", "SELECT nope FROM deals", "000904"],
    ["a wrong table", "SELECT * FROM nope", "002003"],
    ["a table out of sight", "SELECT * FROM people.employees", "002003"],
    ["a wrong function", "SELECT nope(1)", "002140"],
    ["wrong SQL", "SELEC 1", "001003"],
    ["two statements", "SELECT 1; SELECT 2", "000008"],
    ["a missing value", "SELECT ?", "002049"],
    ["a division by zero", "SELECT 1 / 0", "100051"],
    ["text that is no number", "SELECT 'x'::number", "100038"],
    ["a table that is there already", "CREATE TABLE scratch.public.notes (id INT)", "002002"],
    ["unlike sides of a union", "SELECT 1 UNION SELECT 1, 2", "001789"],
  ])("%s fails with Snowflake's code", async (_name, sql, code) => {
    await expect(run(sql)).rejects.toMatchObject({ code, sqlState: expect.any(String) });
  });

  test.each([
    ["a wrong password", { username: "MCP_AGENT", password: "wrong" }, "390100"],
    ["a wrong token", { authenticator: "PROGRAMMATIC_ACCESS_TOKEN", token: "wrong" }, "394400"],
    ["a wrong OAuth token", { authenticator: "OAUTH", token: "wrong" }, "390303"],
    [
      "a role that is not granted",
      { authenticator: "OAUTH", token: TOKENS.oauth, role: "ACCOUNTADMIN" },
      "390189",
    ],
  ])("%s is refused", async (_name, options, code) => {
    await expect(connect(options)).rejects.toMatchObject({ code });
  });
});

describe("SQL means what it means in Snowflake", () => {
  test.each([
    ["7 / 2", 3.5],
    ["'a' || 1", "a1"],
    ["IFF(1 > 2, 'x', 'y')", "y"],
    ["NVL(NULL, 3)", 3],
    ["SPLIT_PART('a-b-c', '-', -1)", "c"],
    ["'Abc' LIKE 'a%'", false],
    ["'Abc' ILIKE 'a%'", true],
    ["'b' LIKE ANY ('a%', 'b%')", true],
    ["TO_CHAR('2026-03-05'::date, 'YYYY-MM')", "2026-03"],
    ["DATEDIFF(month, '2025-11-30'::date, '2026-01-01'::date)", 2],
    ["TO_VARCHAR(DATEADD('month', 1, '2026-01-31'::date))", "2026-02-28"],
    ["TO_VARCHAR(DATE_TRUNC('week', '2026-11-20'::date))", "2026-11-16"],
    ["DAYOFWEEK('2026-11-22'::date)", 0],
    ["TRY_TO_NUMBER('x')", null],
    ['PARSE_JSON(\'{"a": {"b": [1, 2]}}\'):a.b[1]::int', 2],
    ["{'a': 1, 'b': ['x']}:b[0]::string", "x"],
    ["ARRAY_SIZE([1, 2, 3])", 3],
    ["CASE WHEN NULL THEN 1 ELSE 2 END", 2],
    ["1 IS DISTINCT FROM NULL", true],
    ["REGEXP_REPLACE('a1b2', '[0-9]', '#')", "a#b#"],
    ["COUNT_IF(column1 > 1) FROM VALUES (1), (2), (3)", 2],
    [
      "SUM(i) FROM (WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r WHERE i < 4) SELECT i FROM r)",
      10,
    ],
    ["LISTAGG(column1, '+') WITHIN GROUP (ORDER BY column1 DESC) FROM VALUES (1), (3), (2)", "3+2+1"],
  ])("%s", async (sql, expected) => {
    const [, expr, from] = /^(.*?)( FROM (?:VALUES|\().*)$/.exec(sql) ?? [undefined, sql, ""];
    const { rows } = await run(`SELECT ${expr} AS v${from}`);
    expect(rows[0]?.["V"]).toEqual(expected);
  });

  test.each([
    [
      "the largest deal of each stage",
      "SELECT stage FROM deals QUALIFY ROW_NUMBER() OVER (PARTITION BY stage ORDER BY amount DESC) = 1",
      11,
    ],
    [
      "an alias in WHERE and GROUP BY",
      "SELECT LEFT(stage, 1) AS initial, COUNT(*) FROM deals WHERE initial <> 'W' GROUP BY initial",
      10,
    ],
    [
      "FLATTEN",
      "SELECT f.value:name::string AS topic FROM calls, LATERAL FLATTEN(input => topics) f WHERE f.value:seconds > 100000",
      0,
    ],
    ["USING", "SELECT * FROM deals JOIN accounts USING (account_id) LIMIT 1", 1],
    ["EXCLUDE", "SELECT * EXCLUDE (amount) FROM deals LIMIT 2", 2],
    ["a view", "SELECT * FROM open_deals WHERE stage = 'Pilot'", 4],
    ["INFORMATION_SCHEMA", "SELECT table_name FROM information_schema.tables WHERE table_type = 'VIEW'", 1],
    ["GENERATOR", "SELECT * FROM TABLE(GENERATOR(ROWCOUNT => 42))", 42],
    ["SHOW … LIMIT … FROM", "SHOW TABLES IN SCHEMA analytics.crm LIMIT 2 FROM 'CALLS'", 2],
    ["DESCRIBE", "DESCRIBE TABLE accounts", 11],
    ["EXPLAIN", "EXPLAIN USING TABULAR SELECT * FROM deals", 3],
  ])("%s", async (_name, sql, count) => {
    expect((await run(sql)).rows).toHaveLength(count);
  });

  test("unnamed results are named after their expression, and duplicates keep their own values", async () => {
    const { statement } = await run("SELECT COUNT(*), MAX(amount), 1 FROM deals");
    expect(statement.getColumns()?.map((column) => column.getName())).toEqual([
      "COUNT(*)",
      "MAX(AMOUNT)",
      "1",
    ]);
  });
});

const merge = (values: string) =>
  run(`MERGE INTO scratch.public.merged AS t USING (SELECT column1 AS id, column2 AS n FROM VALUES ${values}) AS s ON t.id = s.id
    WHEN MATCHED AND s.n < 0 THEN DELETE
    WHEN MATCHED AND s.n > t.n THEN UPDATE SET n = s.n, note = 'changed ' || t.n
    WHEN NOT MATCHED AND s.n >= 0 THEN INSERT (id, n, note) VALUES (s.id, s.n, 'new')`);
const all = async () => (await run("SELECT * FROM scratch.public.merged ORDER BY id")).rows;

describe("MERGE and ALTER TABLE", () => {
  test("the first clause that holds is carried out, and each is counted", async () => {
    await run("CREATE OR REPLACE TABLE scratch.public.merged (id VARCHAR, n NUMBER)");
    await run("ALTER TABLE scratch.public.merged ADD COLUMN note VARCHAR");
    await expect(run("ALTER TABLE scratch.public.merged ADD COLUMN note VARCHAR")).rejects.toThrow(
      "already exists",
    );
    const first = await merge("('a', 1), ('b', 2), ('c', -1)");
    expect(first.rows[0]).toMatchObject({ "number of rows inserted": 2, "number of rows updated": 0 });
    const second = await merge("('a', 5), ('b', 1), ('d', 4)");
    expect(second.rows).toEqual([
      { "number of rows inserted": 1, "number of rows updated": 1, "number of rows deleted": 0 },
    ]);
    await merge("('d', -1), ('e', -1)");
    expect(await all()).toEqual([
      { ID: "a", N: 5, NOTE: "changed 1" },
      { ID: "b", N: 2, NOTE: "new" },
    ]);
  });

  test("a row that two rows want to change is an error, and nothing was changed", async () => {
    const before = await all();
    await expect(merge("('a', 7), ('a', 8), ('z', 1)")).rejects.toMatchObject({ code: "100090" });
    expect(await all()).toEqual(before);
  });
});
