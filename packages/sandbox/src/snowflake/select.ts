import { list, name, names, node, type Node, variant, word } from "./ast.ts";
import { groupBy, limit } from "./clauses.ts";
import { quote } from "./database.ts";
import { SqlError, unsupported } from "./errors.ts";
import { type Context, expression, type Scope } from "./expressions.ts";
import { orderBy } from "./function-calls.ts";
import { projected } from "./projection.ts";
import type { Column } from "./types.ts";

/** A query in SQLite's words, and the columns of its result. */
export type Translated = { sql: string; columns: readonly Column[] };

export type Relation = { sql: string; alias: string; columns: readonly (Column & { sql: string })[] };

/** Where the names after FROM come from. */
export type Sources = {
  table(parts: readonly string[], alias: string): Relation;
  /** `TABLE(f(…))` and `LATERAL f(…)`; the scope holds the relations to its left. */
  tableFunction(name: string, args: readonly Node[], alias: string, scope: Scope): Relation;
  semanticView(tree: Node, alias: string, scope: Scope): Relation;
};

type Environment = { sources: Sources; context: Context; common: ReadonlyMap<string, readonly Column[]> };

export function translateQuery(
  query: Node,
  sources: Sources,
  context: Omit<Context, "subquery">,
): Translated {
  const environment: Environment = { sources, context: undefined as never, common: new Map() };
  environment.context = { ...context, subquery: (inner, scope) => translate(inner, environment, scope) };
  return translate(query, environment);
}

function translate(query: Node, environment: Environment, outer?: Scope): Translated {
  const common = new Map(environment.common);
  const inside = { ...environment, common };
  inside.context = { ...environment.context, subquery: (inner, scope) => translate(inner, inside, scope) };
  const tables = node(query["with"]);
  const recursive = tables["recursive"] === true;
  const ctes = list(tables["cte_tables"]).map((cte) => {
    const alias = node(cte["alias"]);
    const called = name(alias["name"]);
    const renamed = list(alias["columns"]).map((column) => name(column["name"]));
    const body = node(cte["query"]);
    if (recursive) common.set(called, recursiveColumns(body, inside, renamed));
    const { sql, columns } = translate(body, inside, outer);
    common.set(called, rename(columns, renamed));
    const head = (common.get(called) ?? []).map((column) => quote(column.name)).join(", ");
    return `${quote(called)}(${head}) AS (${sql})`;
  });
  const body = setExpression(
    node(query["body"]),
    inside,
    outer,
    list(node(node(query["order_by"])["kind"])["Expressions"]),
  );
  const limits = limit(query, body.scope);
  const head = ctes.length > 0 ? `WITH ${recursive ? "RECURSIVE " : ""}${ctes.join(", ")} ` : "";
  return { sql: `${head}${body.sql}${limits}`, columns: body.columns };
}

/** A recursive table's columns are those of its first branch, which does not refer to it. */
function recursiveColumns(
  body: Node,
  environment: Environment,
  renamed: readonly string[],
): readonly Column[] {
  const union = node(node(body["body"])["SetOperation"]);
  const anchor = setExpression(node(union["left"] ?? body["body"]), environment, undefined, []);
  return rename(anchor.columns, renamed);
}

const rename = (columns: readonly Column[], names: readonly string[]): Column[] =>
  columns.map(({ name, type }, at) => ({ name: names[at] ?? name, type }));

type Body = Translated & { scope: Scope };

function setExpression(
  tree: Node,
  environment: Environment,
  outer: Scope | undefined,
  order: readonly Node[],
): Body {
  const [kind, content] = variant(tree);
  const scope: Scope = {
    relations: [],
    aliases: new Map(),
    context: environment.context,
    ...(outer ? { outer } : {}),
  };
  const sorted = (columns: readonly Column[]) =>
    order.length > 0
      ? ` ORDER BY ${orderBy(order, { ...scope, relations: [{ alias: "", columns: columns.map((column) => ({ ...column, sql: quote(column.name) })) }] }, columns)}`
      : "";
  switch (kind) {
    case "Select":
      return select(node(content), environment, outer, order);
    case "Query": {
      const { sql, columns } = translate(node(content), environment, outer);
      return { sql: `SELECT * FROM (${sql})${sorted(columns)}`, columns, scope };
    }
    case "SetOperation": {
      const parts = node(content);
      const [left, right] = ["left", "right"].map((side) =>
        setExpression(node(parts[side]), environment, outer, []),
      ) as [Body, Body];
      if (left.columns.length !== right.columns.length) {
        throw new SqlError(
          "001789",
          "42601",
          "SQL compilation error:\ninvalid number of result columns for set operator input branches",
        );
      }
      const words = word(parts["op"]).replace("Minus", "Except").toUpperCase();
      const all = parts["set_quantifier"] === "All" && words === "UNION" ? " ALL" : "";
      // A plain SELECT stands as it is: SQLite wants a recursive table to be named directly.
      const [first, second] = ["left", "right"].map((side, at) => {
        const { sql } = at === 0 ? left : right;
        return variant(parts[side])[0] === "Select" ? sql : `SELECT * FROM (${sql})`;
      });
      return {
        sql: `${first} ${words}${all} ${second}${sorted(left.columns)}`,
        columns: left.columns,
        scope,
      };
    }
    case "Values": {
      const rows = list(node(content)["rows"]).map((row) =>
        list(row["content"]).map((item) => expression(item, scope)),
      );
      const columns = (rows[0] ?? []).map(({ type }, at) => ({ name: `COLUMN${at + 1}`, type }));
      const head = columns.map((column, at) => `column${at + 1} AS ${quote(column.name)}`).join(", ");
      const body = rows.map((row) => `(${row.map(({ sql }) => sql).join(", ")})`).join(", ");
      return { sql: `SELECT ${head} FROM (VALUES ${body})${sorted(columns)}`, columns, scope };
    }
    default:
      throw unsupported(kind);
  }
}

function select(
  tree: Node,
  environment: Environment,
  outer: Scope | undefined,
  order: readonly Node[],
): Body {
  const relations: Relation[] = [];
  const scope: Scope = {
    relations,
    aliases: new Map(),
    context: environment.context,
    ...(outer ? { outer } : {}),
  };
  const from = list(tree["from"]).map((item) => joined(item, relations, scope, environment));
  const outputs: (Column & { sql: string })[] = [];
  for (const item of list(tree["projection"])) outputs.push(...projected(item, scope));
  const where = tree["selection"] ? ` WHERE ${expression(tree["selection"], scope).sql}` : "";
  const group = groupBy(tree["group_by"], scope, outputs);
  const having = tree["having"] ? ` HAVING ${expression(tree["having"], scope).sql}` : "";
  const qualify = tree["qualify"] ? expression(tree["qualify"], scope).sql : undefined;
  const distinct = tree["distinct"] ? "DISTINCT " : "";
  const items = outputs.map((column) => `${column.sql} AS ${quote(column.name)}`);
  const source = from.length > 0 ? ` FROM ${from.join(", ")}` : "";
  const top = node(tree["top"])["quantity"];
  const core = (list_: readonly string[]) =>
    `SELECT ${distinct}${list_.join(", ")}${source}${where}${group}${having}`;
  const columns = outputs.map(({ name: called, type }) => ({ name: called, type }));
  const topped = top ? ` LIMIT ${word(node(top)["Constant"] ?? 0)}` : "";
  if (qualify === undefined) {
    const sorted = order.length > 0 ? ` ORDER BY ${orderBy(order, scope, columns)}` : "";
    return { sql: `${core(items)}${sorted}${topped}`, columns, scope };
  }
  // SQLite has no QUALIFY: the condition is computed inside and applied outside.
  const outside: Scope = {
    ...scope,
    relations: [{ alias: "", columns: columns.map((column) => ({ ...column, sql: quote(column.name) })) }],
  };
  const sorted = order.length > 0 ? ` ORDER BY ${orderBy(order, outside, columns)}` : "";
  const outer_ = columns.map((column) => quote(column.name)).join(", ");
  return {
    sql: `SELECT ${outer_} FROM (${core([...items, `${qualify} AS "__kept"`])}) WHERE "__kept"${sorted}${topped}`,
    columns,
    scope,
  };
}

function joined(item: Node, relations: Relation[], scope: Scope, environment: Environment): string {
  const first = relation(item["relation"], scope, environment);
  relations.push(first);
  let sql = first.sql;
  for (const join of list(item["joins"])) {
    const next = relation(join["relation"], scope, environment);
    const left = [...relations];
    relations.push(next);
    const operator = join["join_operator"];
    const [kind, content] = variant(operator);
    const words = kind.startsWith("Left")
      ? "LEFT JOIN"
      : kind.startsWith("Right")
        ? "RIGHT JOIN"
        : kind.startsWith("Full")
          ? "FULL JOIN"
          : kind.startsWith("Cross")
            ? "CROSS JOIN"
            : "JOIN";
    const [how, condition] = variant(content);
    const using = how === "Using" ? list(condition).map((part) => names(part).at(-1) ?? "") : [];
    const on =
      how === "On"
        ? expression(condition, scope).sql
        : using.map((column) => `${columnOf(left, column)} = ${columnOf([next], column)}`).join(" AND ");
    // A column named by USING stands once.
    if (using.length > 0)
      relations[relations.length - 1] = {
        ...next,
        columns: next.columns.filter((column) => !using.includes(column.name)),
      };
    sql += ` ${words} ${next.sql}${on ? ` ON ${on}` : ""}`;
  }
  return sql;
}

const columnOf = (relations: readonly Relation[], column: string): string =>
  relations.flatMap(({ columns }) => columns).find((candidate) => candidate.name === column)?.sql ?? "NULL";

function relation(tree: unknown, scope: Scope, environment: Environment): Relation {
  const [kind, content] = variant(tree);
  const inner = node(content);
  const aliasTree = node(inner["alias"]);
  const given = inner["alias"] ? name(aliasTree["name"]) : undefined;
  const renamed = list(aliasTree["columns"]).map((column) => name(column["name"]));
  const { sources } = environment;
  switch (kind) {
    case "Table": {
      const parts = names(inner["name"]);
      const alias = given ?? parts.at(-1) ?? "";
      const shared = parts.length === 1 ? environment.common.get(parts[0] ?? "") : undefined;
      if (shared) return derived(quote(parts[0] ?? ""), alias, shared);
      return inner["args"]
        ? sources.tableFunction(parts.join("."), list(node(inner["args"])["args"]), alias, scope)
        : sources.table(parts, alias);
    }
    case "Derived": {
      const { sql, columns } = translate(node(inner["subquery"]), environment, scope.outer);
      const named = rename(columns, renamed);
      const head = columns
        .map((column, at) => `${quote(column.name)} AS ${quote(named[at]?.name ?? "")}`)
        .join(", ");
      return derived(
        renamed.length > 0 ? `(SELECT ${head} FROM (${sql}))` : `(${sql})`,
        given ?? "__derived",
        named,
      );
    }
    case "Function":
      return sources.tableFunction(
        names(inner["name"]).join("."),
        list(inner["args"]),
        given ?? "__function",
        scope,
      );
    case "TableFunction": {
      const call = node(node(inner["expr"])["Function"]);
      const args = list(node(node(call["args"])["List"])["args"]);
      return sources.tableFunction(names(call["name"]).join("."), args, given ?? "__function", scope);
    }
    case "SemanticView":
      return sources.semanticView(inner, given ?? "__semantic", scope);
    default:
      throw unsupported(kind);
  }
}

export const derived = (sql: string, alias: string, columns: readonly Column[]): Relation => ({
  sql: `${sql} AS ${quote(alias)}`,
  alias,
  columns: columns.map((column) => ({ ...column, sql: `${quote(alias)}.${quote(column.name)}` })),
});
