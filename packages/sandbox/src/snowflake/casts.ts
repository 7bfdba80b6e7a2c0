import { list, names, node, variant } from "./ast.ts";
import { type Expression, textOf } from "./calls.ts";
import { unsupported } from "./errors.ts";
import { NTZ, parseType, type SqlType, TEXT } from "./types.ts";

/** The type that the parser's tree names, such as `{ Varchar: … }` or `{ Custom: [name, …] }`. */
export function dataType(tree: unknown): SqlType {
  const [kind, content] = variant(tree);
  const custom = kind === "Custom" ? names(list(content)[0]).join(".") : kind;
  const scale = /Number|Numeric|Decimal|Dec/.test(kind)
    ? list(node(content)["PrecisionAndScale"])[1]
    : undefined;
  if (kind === "Timestamp")
    return /Tz|WithTimeZone/i.test(JSON.stringify(content)) ? (parseType("TIMESTAMP_LTZ") ?? NTZ) : NTZ;
  if (kind === "TimestampNtz" || kind === "Datetime") return NTZ;
  const type = parseType(custom.replace(/^(Numeric|Decimal|Dec|Number)$/i, "NUMBER"));
  if (!type) throw unsupported(`type ${custom}`);
  return scale === undefined ? type : { ...type, scale: Number(scale) };
}

export function cast(value: Expression, to: unknown, attempt: "" | "try_"): Expression {
  const type = dataType(to);
  const source = value.type.kind === "variant" ? { sql: `sf_plain(${value.sql})`, type: TEXT } : value;
  switch (type.kind) {
    case "text":
      return { sql: textOf(value), type };
    case "fixed":
      return {
        sql: `ROUND(sf_${attempt}number(${source.sql}), ${type.scale ?? 0})${type.scale ? "" : " + 0"}`,
        type: { kind: "fixed", scale: type.scale ?? 0 },
      };
    case "real":
      return { sql: `sf_${attempt}number(${source.sql})`, type };
    case "boolean":
      return { sql: `sf_${attempt}boolean(${source.sql})`, type };
    case "date":
      return { sql: `sf_${attempt}date(${source.sql})`, type };
    case "timestamp_ntz":
    case "timestamp_ltz":
      return { sql: `sf_${attempt}timestamp(${source.sql})`, type };
    default:
      return value.type.kind === "text"
        ? { sql: `json_quote(${value.sql})`, type }
        : { sql: value.sql, type };
  }
}
