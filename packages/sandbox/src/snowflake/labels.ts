import { list, name, names, node, variant, word } from "./ast.ts";

/** Snowflake names an unnamed result after its expression. */
export function label(tree: unknown): string {
  const [kind, content] = variant(tree);
  const inner = node(content);
  if (kind === "Identifier") return name(content);
  if (kind === "CompoundIdentifier") return names(content).at(-1) ?? "";
  if (kind === "Value") {
    const [form, value] = variant(inner["value"]);
    return form === "Number"
      ? word(list(value)[0])
      : form === "SingleQuotedString"
        ? `'${word(value)}'`
        : form === "Placeholder"
          ? word(value)
          : word(value ?? form).toUpperCase();
  }
  if (kind === "Function") {
    const args = list(node(node(inner["args"])["List"])["args"]).map((arg) => {
      const [, value] = variant(arg);
      return value === "Wildcard" ? "*" : label(node(value)["Expr"]);
    });
    return `${names(inner["name"]).join(".")}${inner["args"] === "None" ? "" : `(${args.join(", ")})`}`;
  }
  if (kind === "Cast") return label(inner["expr"]);
  return kind === "JsonAccess" ? label(inner["value"]) : kind.toUpperCase();
}
