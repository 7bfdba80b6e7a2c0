import { list, name, names, node, type Node, variant } from "./ast.ts";
import { expression, type Scope } from "./expressions.ts";
import { label } from "./labels.ts";
import type { Column } from "./types.ts";

/** The columns that one item after SELECT stands for; an alias of it can be referred to from there on. */
export function projected(item: Node, scope: Scope): (Column & { sql: string })[] {
  const [kind, content] = variant(item);
  if (kind === "Wildcard" || kind === "QualifiedWildcard") {
    const [qualifier, options] =
      kind === "Wildcard" ? [undefined, node(content)] : [list(content)[0], node(list(content)[1])];
    const table = qualifier ? names(node(qualifier)["ObjectName"]).at(-1) : undefined;
    const [form, excluded] = variant(options["opt_exclude"]);
    const without =
      form === "Multiple"
        ? list(excluded).map((one) => names(one).at(-1))
        : form
          ? [names(excluded).at(-1)]
          : [];
    return scope.relations
      .filter(({ alias }) => table === undefined || alias === table)
      .flatMap(({ columns }) => columns.filter((column) => !without.includes(column.name)));
  }
  const aliased = kind === "ExprWithAlias";
  const tree = aliased ? node(content)["expr"] : content;
  const { sql, type } = expression(tree, scope);
  const called = aliased ? name(node(content)["alias"]) : label(tree);
  if (aliased) scope.aliases.set(called, { sql, type });
  return [{ name: called, type, sql }];
}
