import { statements } from "../../test/harness.ts";
import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSnowflake } from "../../test/harness.ts";

let snowflake: Harness;
beforeAll(async () => {
  snowflake = await startSnowflake();
});
afterAll(() => snowflake.close());

const run = (sql: string, binds: string[] = []) => snowflake.call("snowflake_run_statement", { sql, binds });
const notes = async () =>
  (
    await snowflake.call("snowflake_run_query", {
      sql: "SELECT id, note FROM scratch.public.notes ORDER BY id",
    })
  ).structured.rows;

test("changes data with binds, and names what it changed", async () => {
  const answer = await run("INSERT INTO scratch.public.notes (id, note) VALUES (?::number, ?)", [
    "2",
    "it's; -- fine",
  ]);
  expect(answer.structured).toMatchObject({ kind: "INSERT", objects: ["scratch.public.notes"], rows: [[1]] });
  expect(await notes()).toContainEqual([2, "it's; -- fine"]);
  await run("UPDATE scratch.public.notes SET note = 'seen' WHERE id = 2");
  expect(await notes()).toContainEqual([2, "seen"]);
  await run("DELETE FROM scratch.public.notes WHERE id = 2");
  expect(await notes()).toHaveLength(1);
});

test("makes and drops tables", async () => {
  const made = await run(
    "CREATE OR REPLACE TABLE scratch.public.totals AS SELECT stage, SUM(amount) AS total FROM analytics.crm.deals GROUP BY stage",
  );
  expect(made.text).toMatch(/^CREATE TABLE scratch\.public\.totals/);
  const dropped = await run("DROP TABLE IF EXISTS scratch.public.totals");
  expect(dropped.structured).toMatchObject({ kind: "DROP TABLE", objects: ["scratch.public.totals"] });
});

test("is not listed, and refused when called, where writes are not enabled", async () => {
  const reading = await startSnowflake({ env: { SNOWFLAKE_ALLOW_WRITES: undefined } });
  const { tools } = await reading.client.listTools();
  expect(tools.map(({ name }) => name)).not.toContain("snowflake_run_statement");
  expect(tools).toHaveLength(17);
  const answer = await reading.call("snowflake_run_statement", { sql: "DELETE FROM scratch.public.notes" });
  expect(answer.error?.kind).toBe("config");
  expect(answer.text).toContain("SNOWFLAKE_ALLOW_WRITES");
  expect(statements(reading)).toEqual([]);
  await reading.close();
});

test("a role without the privilege is told so", async () => {
  const reader = await startSnowflake({ env: { SNOWFLAKE_PAT: "sf-pat-sandbox-reader-0c44e1d2" } });
  const answer = await reader.call("snowflake_run_statement", { sql: "DELETE FROM scratch.public.notes" });
  expect(answer.error).toMatchObject({ kind: "auth", status: 403 });
  expect(answer.text).toContain("Insufficient privileges");
  await reader.close();
});

test("a lost answer is asked for again under the same id, and the statement runs once", async () => {
  snowflake.sandbox.faults.add({
    vendor: "snowflake",
    kind: "cut",
    path: "/queries/v1/query-request",
    afterEffect: true,
    times: 1,
  });
  const answer = await run("INSERT INTO scratch.public.notes (id, note) SELECT 9, 'once'");
  expect(answer.isError, answer.text).toBe(false);
  expect(await notes()).toEqual([
    [1, expect.any(String)],
    [9, "once"],
  ]);
});

test("when no answer comes at all, nothing is claimed", async () => {
  const remove = snowflake.sandbox.faults.add({
    vendor: "snowflake",
    kind: "cut",
    path: "/queries/v1/query-request",
    afterEffect: true,
  });
  const answer = await run("DELETE FROM scratch.public.notes WHERE id = 9");
  remove.remove();
  expect(answer.error).toMatchObject({ outcome: "unknown", retryable: false });
  expect(answer.text).toMatch(/cut the connection.*not known whether the statement ran/s);
});

test.each([
  ["PUT file:///etc/passwd @~", /PUT reads files of this machine/],
  ["GET @~ file:///tmp", /GET writes files/],
  ["USE ROLE accountadmin", /SNOWFLAKE_ROLE/],
  ["ALTER SESSION SET MULTI_STATEMENT_COUNT = 0", /sessions are shared/],
  ["EXECUTE IMMEDIATE 'DROP TABLE x'", /not looked at/],
  ["BEGIN; DROP TABLE x; END", /more than one/],
  ["DELETE FROM x; DROP TABLE y", /more than one/],
  ["VACUUM", /not accepted/],
])("%s is refused", async (sql, words) => {
  const sent = statements(snowflake).length;
  const answer = await run(sql);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(words);
  expect(statements(snowflake)).toHaveLength(sent);
});
