import type { SnowflakeTarget } from "../config.ts";
import { callColumns } from "./call-row.ts";

const quoted = (name: string): string => `"${name}"`;

/** `"DB"."SCHEMA"."TABLE"`, without the parts that are the session's. Configuration lets plain names through only. */
export const tableName = ({ database, schema, table }: SnowflakeTarget): string =>
  [database, schema, table].filter(Boolean).map(quoted).join(".");

export const findSchema = (database: string): string =>
  `SELECT SCHEMA_NAME FROM ${database ? `${quoted(database)}.` : ""}INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME = ?`;

export const createSchema = ({ database, schema }: SnowflakeTarget): string =>
  `CREATE SCHEMA IF NOT EXISTS ${[database, schema].filter(Boolean).map(quoted).join(".")}`;

export function createTable(target: SnowflakeTarget): string {
  const [key, ...rest] = callColumns;
  const columns = [
    `${quoted(key?.name ?? "")} ${key?.type} NOT NULL PRIMARY KEY`,
    ...rest.map(({ name, type }) => `${quoted(name)} ${type}`),
  ];
  return `CREATE TABLE IF NOT EXISTS ${tableName(target)} (${columns.join(", ")})`;
}

export const describeTable = (target: SnowflakeTarget): string => `DESCRIBE TABLE ${tableName(target)}`;

/** Columns that a table of an earlier version lacks. Those that it has besides are left alone. */
export const addColumns = (target: SnowflakeTarget, present: readonly string[]): string[] =>
  callColumns
    .filter(({ name }) => !present.includes(name))
    .map(({ name, type }) => `ALTER TABLE ${tableName(target)} ADD COLUMN ${quoted(name)} ${type}`);

/**
 * One statement for a whole batch, whose rows are the JSON in its only bind. Run twice it leaves the same behind: a row
 * is replaced only by what came later, and a real call never by a test.
 */
export function mergeCalls(target: SnowflakeTarget): string {
  const names = callColumns.map(({ name }) => name);
  const values = callColumns.map(({ name, type }) => `"VALUE":"${name}"::${type} AS ${quoted(name)}`);
  const others = names.filter((name) => name !== "CALL_ID");
  return [
    `MERGE INTO ${tableName(target)} AS t`,
    `USING (SELECT ${values.join(", ")} FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?)))) AS s`,
    'ON t."CALL_ID" = s."CALL_ID"',
    'WHEN MATCHED AND (COALESCE(s."IS_TEST" = t."IS_TEST" AND s."RECEIVED_AT" >= t."RECEIVED_AT", TRUE) OR (t."IS_TEST" AND NOT s."IS_TEST"))',
    `THEN UPDATE SET ${others.map((name) => `${quoted(name)} = s.${quoted(name)}`).join(", ")}`,
    `WHEN NOT MATCHED THEN INSERT (${names.map(quoted).join(", ")}) VALUES (${names.map((name) => `s.${quoted(name)}`).join(", ")})`,
  ].join("\n");
}
