import { list, node, type Node, variant } from "./ast.ts";
import { expression, type Scope } from "./expressions.ts";
import type { Column } from "./types.ts";

export function groupBy(tree: unknown, scope: Scope, outputs: readonly (Column & { sql: string })[]): string {
  const [kind, content] = variant(tree);
  if (kind === "All") {
    const plain = outputs.filter(
      ({ sql }) => !/\b(COUNT|SUM|AVG|MIN|MAX|group_concat|json_group_array)\(/.test(sql),
    );
    return plain.length > 0 ? ` GROUP BY ${plain.map(({ sql }) => sql).join(", ")}` : "";
  }
  const items = list(list(content)[0] as unknown).map((item) => {
    const [form, value] = variant(item);
    const position = form === "Value" ? Number(list(node(node(value)["value"])["Number"])[0]) : Number.NaN;
    return outputs[position - 1]?.sql ?? expression(item, scope).sql;
  });
  return items.length > 0 ? ` GROUP BY ${items.join(", ")}` : "";
}

export function limit(query: Node, scope: Scope): string {
  const [, content] = variant(query["limit_clause"]);
  const rows = node(content)["limit"];
  const offset = node(node(content)["offset"])["value"];
  const fetch = node(query["fetch"])["quantity"];
  const most = rows ?? fetch;
  if (!most && !offset) return "";
  return ` LIMIT ${most ? expression(most, scope).sql : "-1"}${offset ? ` OFFSET ${expression(offset, scope).sql}` : ""}`;
}
