import { createRequire } from "node:module";
import type * as sqlite from "node:sqlite";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { World } from "../world/world.ts";
import { CRM_TABLES } from "./crm-tables.ts";
import type { Definition } from "./definition.ts";
import { SqlError } from "./errors.ts";
import { FUNCTIONS } from "./functions.ts";
import { PRODUCT_TABLES } from "./product-tables.ts";
import type { Cell } from "./types.ts";

type Sqlite = typeof sqlite;

/** The account's tables inside an embedded SQL engine. */
export type Warehouse = {
  definitions: Definition[];
  query(sql: string, binds: Readonly<Record<string, Cell>>): Cell[][];
  /** Answers the number of rows that were changed. */
  change(sql: string, binds?: Readonly<Record<string, Cell>>): number;
  count(definition: Definition): number;
};

export const fullName = ({ database, schema, name }: Pick<Definition, "database" | "schema" | "name">) =>
  `${database}.${schema}.${name}`;

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export function openWarehouse(world: World): Warehouse {
  const database = open();
  const definitions: Definition[] = [...CRM_TABLES, ...PRODUCT_TABLES];
  database.exec("BEGIN");
  for (const definition of definitions) {
    if (definition.view !== undefined) continue;
    const columns = definition.columns.map(({ name }) => quote(name));
    database.exec(`CREATE TABLE ${quote(fullName(definition))} (${columns.join(", ")})`);
    const insert = database.prepare(
      `INSERT INTO ${quote(fullName(definition))} VALUES (${columns.map(() => "?").join(", ")})`,
    );
    for (const row of definition.rows(world)) insert.run(...row);
  }
  database.exec("COMMIT");
  return {
    definitions,
    query: (sql, binds) =>
      run(() => {
        const statement = database.prepare(sql);
        statement.setReturnArrays(true);
        // NUMBER(38,0) is wider than what a JavaScript number holds.
        statement.setReadBigInts(true);
        return statement.all(used(sql, binds)) as unknown as Cell[][];
      }),
    change: (sql, binds = {}) => run(() => Number(database.prepare(sql).run(used(sql, binds)).changes)),
    count: (definition) =>
      Number(database.prepare(`SELECT COUNT(*) AS n FROM ${quote(fullName(definition))}`).get()?.["n"] ?? 0),
  };
}

/** The engine refuses values for which the statement has no place. */
function used(sql: string, binds: Readonly<Record<string, Cell>>): Record<string, SQLInputValue> {
  return Object.fromEntries(Object.entries(binds).filter(([name]) => new RegExp(`:${name}\\b`).test(sql)));
}

function open(): DatabaseSync {
  // Loaded on first use: SQLite is a part of Node that no other emulator needs.
  const { DatabaseSync: Database } = createRequire(import.meta.url)("node:sqlite") as Sqlite;
  const database = new Database(":memory:");
  for (const [name, work] of Object.entries(FUNCTIONS)) {
    const strict = (...args: Cell[]): Cell => (args.includes(null) ? null : work(...args));
    database.function(name, { deterministic: true, varargs: true }, strict as never);
  }
  return database;
}

/** Words the engine's own complaints in Snowflake's form. */
function run<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SqlError) throw error;
    throw new SqlError("000939", "22023", `SQL compilation error:\n${(error as Error).message}`);
  }
}
