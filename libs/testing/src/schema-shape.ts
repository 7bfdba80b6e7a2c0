import type { JsonSchema } from "@sophia-mcp/core/schema";

/** Parts of a field that are more than a list or a record of plain values, or a list of flat objects. */
export function unflat(field: JsonSchema, depth = 0): string[] {
  const bad = ["anyOf", "oneOf", "allOf", "not"].filter((key) => key in field);
  if (depth > 2) bad.push("nested too deep");
  const inner = [
    field.items,
    ...(depth > 0 ? Object.values(field.properties ?? {}) : []),
    typeof field.additionalProperties === "object" ? field.additionalProperties : undefined,
  ];
  return [...bad, ...inner.flatMap((part) => (part ? unflat(part, depth + 1) : []))];
}

export function unbounded(field: JsonSchema): string[] {
  const bad: string[] = [];
  if (
    field.type === "string" &&
    !field.enum &&
    !("maxLength" in field) &&
    !("pattern" in field) &&
    !("format" in field)
  )
    bad.push("no maxLength");
  if (
    (field.type === "number" || field.type === "integer") &&
    (!("maximum" in field) || !("minimum" in field))
  )
    bad.push("no minimum or maximum");
  if (field.type === "array" && !("maxItems" in field)) bad.push("no maxItems");
  return [...bad, ...(field.items ? unbounded(field.items) : [])];
}
