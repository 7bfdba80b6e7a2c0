import { list, names, node, type Node, variant } from "./ast.ts";
import { fullName, quote, quoteText } from "./database.ts";
import type { Definition } from "./definition.ts";
import { missingObject, SqlError, unknownFunction } from "./errors.ts";
import { expression, type Scope } from "./expressions.ts";
import { HISTORY_COLUMNS, historyRows } from "./history.ts";
import { INFORMATION_SCHEMA } from "./information-schema.ts";
import { derived, type Relation, type Sources, translateQuery } from "./select.ts";
import { semanticRelation } from "./semantic.ts";
import { mayRead, type Session, type SnowflakeState } from "./state.ts";
import { type Column, type SqlType, type Table, TEXT, VARIANT, WHOLE } from "./types.ts";

type Place = { database: string; schema: string; name: string };

/** Completes a name with the session's database and schema. */
export function place(parts: readonly string[], session: Session): Place {
  const [name = "", schema = session.schema, database = session.database] = parts.toReversed();
  if (schema === undefined || database === undefined) {
    throw new SqlError(
      "090105",
      "22000",
      "Cannot perform SELECT. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.",
    );
  }
  return { database, schema, name };
}

/** A table or view that the session's roles can see; everything else does not exist for it. */
export function findObject(state: SnowflakeState, session: Session, parts: readonly string[]): Definition {
  const wanted = place(parts, session);
  const found = state.warehouse.definitions.find((definition) => fullName(definition) === fullName(wanted));
  if (!found || !mayRead(session, found.database, found.schema)) throw missingObject(parts.join("."));
  return found;
}

export type Runtime = {
  state: SnowflakeState;
  session: Session;
  parse(sql: string): Node[];
  context: Parameters<typeof translateQuery>[2];
};

export function createSources(runtime: Runtime): Sources {
  const { state, session } = runtime;
  const sources: Sources = {
    table(parts, alias) {
      if (parts.at(-2) === "INFORMATION_SCHEMA") {
        const view = INFORMATION_SCHEMA[parts.at(-1) ?? ""];
        const database = parts.at(-3) ?? session.database;
        if (!view || database === undefined) throw missingObject(parts.join("."));
        return fromTable(view(state, session, database), alias);
      }
      const definition = findObject(state, session, parts);
      if (definition.view === undefined)
        return derived(quote(fullName(definition)), alias, definition.columns);
      const [parsed] = runtime.parse(definition.view);
      const { sql, columns } = translateQuery(node(parsed?.["Query"]), sources, runtime.context);
      return derived(`(${sql})`, alias, columns);
    },
    tableFunction(called, args, alias, scope) {
      switch (called.replace(/^(.*\.)?INFORMATION_SCHEMA\./, "")) {
        case "FLATTEN":
          return flatten(args, alias, scope);
        case "GENERATOR": {
          const rows = Math.min(Number(argument(args, "ROWCOUNT", scope) ?? 0), 100_000);
          return derived(
            `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) SELECT i FROM n)`,
            alias,
            [{ name: "i", type: WHOLE }],
          );
        }
        case "RESULT_SCAN":
          return fromTable(resultOf(state, valueOf(node(args[0])["Unnamed"], scope)), alias);
        case "QUERY_HISTORY": {
          const text = (key: string) => argument(args, key, scope);
          const range = { from: text("END_TIME_RANGE_START"), to: text("END_TIME_RANGE_END") };
          const rows = historyRows(state, session, range, Number(text("RESULT_LIMIT") ?? 100));
          return fromTable({ columns: HISTORY_COLUMNS, rows }, alias);
        }
        default:
          throw unknownFunction(called);
      }
    },
    semanticView: (tree, alias, scope) => semanticRelation(runtime, tree, alias, scope),
  };
  return sources;
}

function resultOf(state: SnowflakeState, id: string | undefined): Table {
  const query = state.queries.find((candidate) => candidate.id === id);
  if (!query?.result) throw new SqlError("000709", "02000", `Statement ${String(id)} not found`);
  return query.result;
}

/** Rows that do not lie in the engine, as JSON that it reads. */
export function fromTable({ columns, rows }: Table, alias: string): Relation {
  const cells = columns.map(({ name }, at) => `value ->> ${at} AS ${quote(name)}`).join(", ");
  const json = JSON.stringify(rows, (_, value: unknown) =>
    typeof value === "bigint" ? Number(value) : value,
  );
  return derived(`(SELECT ${cells} FROM json_each(${quoteText(json)}))`, alias, columns);
}

function named(args: readonly Node[], key: string): unknown {
  const found = args.find((arg) => {
    const name = node(node(arg["Named"])["name"])["value"];
    return typeof name === "string" && name.toUpperCase() === key;
  });
  return found ? node(found["Named"])["arg"] : undefined;
}

function argument(args: readonly Node[], key: string, scope: Scope): string | undefined {
  const given = named(args, key);
  return given === undefined ? undefined : valueOf(given, scope);
}

/** The value of an argument that must not depend on rows. */
function valueOf(arg: unknown, scope: Scope): string | undefined {
  const tree = node(arg)["Expr"];
  return tree === undefined ? undefined : scope.context.evaluate(expression(tree, scope));
}

const column = (name: string, type: SqlType, sql: string): Column & { sql: string } => ({ name, type, sql });

function flatten(args: readonly Node[], alias: string, scope: Scope): Relation {
  const input = node(named(args, "INPUT") ?? node(args[0])["Unnamed"])["Expr"];
  const path = argument(args, "PATH", scope);
  const { sql } = expression(input, scope);
  const source = path === undefined ? sql : `sf_path(${sql}, ${quoteText(path)})`;
  const at = quote(alias);
  const value = `CASE WHEN ${at}.type IN ('object', 'array', 'true', 'false', 'null') THEN CASE ${at}.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' WHEN 'null' THEN 'null' ELSE ${at}.value END ELSE json_quote(${at}.value) END`;
  return {
    alias,
    sql: `json_each(${source}) AS ${at}`,
    columns: [
      column("SEQ", WHOLE, "1"),
      column("KEY", TEXT, `CASE WHEN typeof(${at}.key) = 'text' THEN ${at}.key END`),
      column(
        "PATH",
        TEXT,
        `CASE WHEN typeof(${at}.key) = 'text' THEN ${at}.key ELSE '[' || ${at}.key || ']' END`,
      ),
      column("INDEX", WHOLE, `CASE WHEN typeof(${at}.key) = 'integer' THEN ${at}.key END`),
      column("VALUE", VARIANT, `(${value})`),
      column("THIS", VARIANT, sql),
    ],
  };
}

/** The table that a statement changes. */
export const targetOf = (tree: unknown): string[] => {
  const [, content] = variant(tree);
  return names(Array.isArray(content) ? list(content) : node(content)["name"]);
};
