import { list, name, names, node, type Node, variant } from "./ast.ts";
import type { Changing } from "./changes.ts";
import { fullName, quote } from "./database.ts";
import type { Definition } from "./definition.ts";
import { SqlError, unsupported } from "./errors.ts";
import { type Context, expression, type Scope } from "./expressions.ts";
import { derived, type Relation, translateQuery } from "./select.ts";
import { type Column, type Table, WHOLE } from "./types.ts";

const pairs = 'temp."__pairs"';
const open = 'temp."__open"';
const now = 'temp."__now"';
const given = 'temp."__given"';
const scratch = [pairs, open, now, given];

/**
 * MERGE with its clauses in their order: of each pair of rows the first clause that holds is carried out, and a row of
 * the source without a partner is inserted by the first that fits.
 */
export function merge(tree: Node, changing: Changing, definition: Definition): Table {
  const { warehouse } = changing.state;
  const change = (sql: string): number => warehouse.change(sql, changing.binds);
  change("SAVEPOINT merging");
  try {
    const table = mergeRows(tree, changing, definition, change);
    change("RELEASE merging");
    return table;
  } catch (error) {
    change("ROLLBACK TO merging");
    change("RELEASE merging");
    throw error;
  }
}

function mergeRows(
  tree: Node,
  changing: Changing,
  definition: Definition,
  change: (sql: string) => number,
): Table {
  for (const table of scratch) change(`DROP TABLE IF EXISTS ${table}`);
  const [, target] = variant(tree["table"]);
  const into = node(node(target)["alias"])["name"];
  const targetAlias = into ? name(into) : definition.name;
  const { sql, columns, alias } = sourceOf(tree["source"], changing);
  change(`CREATE TABLE ${given} AS ${sql}`);
  const source = derived(given, alias, columns);
  const rows = derived(quote(fullName(definition)), targetAlias, definition.columns);
  const scope = scopeOf([rows, source], changing);
  const [t, s] = [`${quote(targetAlias)}.rowid`, `${quote(alias)}.rowid`];
  const both = `FROM ${rows.sql} JOIN ${source.sql}`;
  change(
    `CREATE TABLE ${pairs} AS SELECT ${t} AS t, ${s} AS s ${both} ON ${expression(tree["on"], scope).sql}`,
  );
  change(`CREATE TABLE ${open} AS SELECT * FROM ${pairs}`);
  const counts = { inserted: 0, updated: 0, deleted: 0 };
  for (const clause of list(tree["clauses"])) {
    const [action, content] = variant(clause["action"]);
    const holds = clause["predicate"] ? expression(clause["predicate"], scope).sql : "TRUE";
    if (clause["clause_kind"] !== "Matched") {
      if (action !== "Insert") throw unsupported(`MERGE ${action}`);
      counts.inserted += change(
        `INSERT INTO ${quote(fullName(definition))} ${insertion(node(content), definition, scope)} FROM ${source.sql} WHERE ${s} NOT IN (SELECT s FROM ${pairs}) AND ${holds}`,
      );
      continue;
    }
    change(`DROP TABLE IF EXISTS ${now}`);
    change(
      `CREATE TABLE ${now} AS SELECT t, s ${both} JOIN ${open} AS o ON o.t = ${t} AND o.s = ${s} WHERE ${holds}`,
    );
    onlyOnce(changing);
    change(`DELETE FROM ${open} WHERE t IN (SELECT t FROM ${now})`);
    if (action === "Delete") {
      counts.deleted += change(
        `DELETE FROM ${quote(fullName(definition))} WHERE rowid IN (SELECT t FROM ${now})`,
      );
    } else {
      const sets = list(node(content)["assignments"]).map((assignment) => {
        const column = names(node(assignment["target"])["ColumnName"]).at(-1) ?? "";
        return `${quote(column)} = ${expression(assignment["value"], scope).sql}`;
      });
      counts.updated += change(
        `UPDATE ${quote(fullName(definition))} AS ${quote(targetAlias)} SET ${sets.join(", ")} FROM ${now} AS n JOIN ${source.sql} ON ${s} = n.s WHERE n.t = ${t}`,
      );
    }
  }
  for (const table of scratch) change(`DROP TABLE IF EXISTS ${table}`);
  const wanted = new Set(list(tree["clauses"]).map((clause) => variant(clause["action"])[0]));
  const told = [
    ["Insert", "inserted", counts.inserted],
    ["Update", "updated", counts.updated],
    ["Delete", "deleted", counts.deleted],
  ] as const;
  const kept = told.filter(([action]) => wanted.has(action));
  return {
    columns: kept.map(([, word]) => ({ name: `number of rows ${word}`, type: WHOLE })),
    rows: [kept.map(([, , count]) => count)],
  };
}

/** A row that two rows of the source want to change is an error, as with ERROR_ON_NONDETERMINISTIC_MERGE. */
function onlyOnce({ state }: Changing): void {
  if (state.warehouse.query(`SELECT t FROM ${now} GROUP BY t HAVING COUNT(*) > 1`, {}).length > 0)
    throw new SqlError("100090", "42P18", "Duplicate row detected during DML action");
}

function sourceOf(
  tree: unknown,
  { sources, context }: Changing,
): Omit<Relation, "columns"> & { columns: readonly Column[] } {
  const [kind, content] = variant(tree);
  const inner = node(content);
  const alias = name(node(inner["alias"])["name"]) || (names(inner["name"]).at(-1) ?? "__source");
  if (kind === "Derived") return { ...translateQuery(node(inner["subquery"]), sources, context), alias };
  if (kind !== "Table") throw unsupported(`MERGE USING ${kind}`);
  const { sql, columns } = sources.table(names(inner["name"]), alias);
  return { sql: `SELECT * FROM ${sql}`, columns, alias };
}

function insertion(tree: Node, definition: Definition, scope: Scope): string {
  const named = list(tree["columns"]).map((column) => names(column).at(-1) ?? "");
  const columns = named.length > 0 ? named : definition.columns.map((column) => column.name);
  const [row] = list(node(node(tree["kind"])["Values"])["rows"]);
  const values = list(row?.["content"]).map((value) => expression(value, scope).sql);
  if (values.length !== columns.length) {
    throw new SqlError(
      "002020",
      "21S01",
      `SQL compilation error:\nInsert value list does not match column list expecting ${columns.length} but got ${values.length}`,
    );
  }
  return `(${columns.map(quote).join(", ")}) SELECT ${values.join(", ")}`;
}

function scopeOf(relations: readonly Relation[], { context }: Changing): Scope {
  const whole: Context = {
    ...context,
    subquery: () => {
      throw unsupported("subquery in DML");
    },
  };
  return { relations, aliases: new Map(), context: whole };
}
