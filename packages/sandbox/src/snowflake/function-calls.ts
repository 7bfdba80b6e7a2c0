import { list, name, names, node, type Node, variant, word } from "./ast.ts";
import { call, type Expression } from "./calls.ts";
import { quote } from "./database.ts";
import { constantText, expression, type Scope } from "./expressions.ts";
import { type Column, WHOLE } from "./types.ts";

const DATE_PARTS = new Set([
  "DATEADD",
  "DATEDIFF",
  "TIMESTAMPADD",
  "TIMESTAMPDIFF",
  "DATE_TRUNC",
  "DATE_PART",
]);

export function functionCall(inner: Node, scope: Scope): Expression {
  const called = names(inner["name"]).join(".");
  const given = node(node(inner["args"])["List"]);
  const args = list(given["args"]).map((arg, at) => {
    const [, content] = variant(arg);
    const value = content === "Wildcard" ? undefined : node(content)["Expr"];
    if (content === "Wildcard") return { sql: "*", type: WHOLE };
    const [kind, ident] = variant(value);
    // A date's part may be a bare word.
    if (at === 0 && kind === "Identifier" && DATE_PARTS.has(called))
      return constantText(word(node(ident)["value"]));
    return expression(value, scope);
  });
  const constant = scope.context.constant(called, args);
  if (constant) return constant;
  if (called === "DATE_TRUNC" && /^(date|timestamp)/.test(args[0]?.type.kind ?? "")) args.reverse();
  const made = call(called, args);
  // SQLite joins distinct values with a comma only.
  if (called === "LISTAGG" && given["duplicate_treatment"] === "Distinct") {
    return {
      sql: `replace(group_concat(DISTINCT ${args[0]?.sql ?? "NULL"}), ',', ${args[1]?.sql ?? "''"})`,
      type: made.type,
    };
  }
  const distinct =
    given["duplicate_treatment"] === "Distinct" ? made.sql.replace("(", "(DISTINCT ") : made.sql;
  const within = list(inner["within_group"]);
  const ordered =
    within.length > 0 ? distinct.replace(/\)$/, ` ORDER BY ${orderBy(within, scope)})`) : distinct;
  return { sql: `${ordered}${over(inner["over"], scope)}`, type: made.type };
}

function over(tree: unknown, scope: Scope): string {
  if (!tree) return "";
  const spec = node(node(tree)["WindowSpec"]);
  const partition = list(spec["partition_by"]).map((item) => expression(item, scope).sql);
  const order = list(spec["order_by"]);
  const frame = node(spec["window_frame"]);
  const bound = (tree: unknown) => {
    const [kind, content] = variant(tree);
    if (kind === "CurrentRow") return "CURRENT ROW";
    return `${content ? expression(content, scope).sql : "UNBOUNDED"} ${kind.toUpperCase()}`;
  };
  const parts = [
    partition.length > 0 ? `PARTITION BY ${partition.join(", ")}` : "",
    order.length > 0 ? `ORDER BY ${orderBy(order, scope)}` : "",
    frame["units"]
      ? `${word(frame["units"]).toUpperCase()} BETWEEN ${bound(frame["start_bound"])} AND ${bound(frame["end_bound"] ?? "CurrentRow")}`
      : "",
  ];
  return ` OVER (${parts.filter(Boolean).join(" ")})`;
}

export function orderBy(items: readonly Node[], scope: Scope, outputs: readonly Column[] = []): string {
  return items
    .map((item) => {
      const [kind, content] = variant(item["expr"]);
      const output =
        kind === "Identifier" ? outputs.find((column) => column.name === name(content)) : undefined;
      const sql = output ? quote(output.name) : expression(item["expr"], scope).sql;
      const { asc, nulls_first: nullsFirst } = node(item["options"]);
      const descending = asc === false;
      // Snowflake sorts nulls as the largest values.
      const nulls = nullsFirst ?? descending;
      return `${sql}${descending ? " DESC" : ""} NULLS ${nulls ? "FIRST" : "LAST"}`;
    })
    .join(", ");
}
