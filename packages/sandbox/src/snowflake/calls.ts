import { quoteText } from "./database.ts";
import { unknownFunction } from "./errors.ts";
import { ARRAY, BOOLEAN, DATE, LTZ, NTZ, REAL, type SqlType, TEXT, VARIANT, WHOLE } from "./types.ts";

export type Expression = { sql: string; type: SqlType };

type Call = (args: readonly Expression[]) => Expression;

const SIX: SqlType = { kind: "fixed", scale: 6 };

/** The same function under a name of SQLite's or ours. */
const as =
  (target: string, type: SqlType): Call =>
  (args) => ({ sql: `${target}(${args.map(({ sql }) => sql).join(", ")})`, type });

/** The result is of the type of an argument. */
const like =
  (target: string, at = 0): Call =>
  (args) => ({ ...as(target, args[at]?.type ?? TEXT)(args), type: args[at]?.type ?? TEXT });

/** The first argument that is no bare NULL gives the type. */
const firstOf =
  (target: string): Call =>
  (args) => ({ ...as(target, TEXT)(args), type: args.find(({ sql }) => sql !== "NULL")?.type ?? TEXT });

const first = (args: readonly Expression[], at = 0): Expression => args[at] ?? { sql: "NULL", type: TEXT };

const part =
  (word: string): Call =>
  (args) => ({ sql: `sf_datepart(${quoteText(word)}, ${first(args).sql})`, type: WHOLE });

const toText: Call = (args) => {
  const { sql, type } = first(args);
  if (args.length > 1) return { sql: `sf_formattime(${sql}, ${first(args, 1).sql})`, type: TEXT };
  return { sql: textOf({ sql, type }), type: TEXT };
};

export function textOf({ sql, type }: Expression): string {
  if (type.kind === "variant" || type.kind === "object" || type.kind === "array") return `sf_plain(${sql})`;
  if (type.kind === "boolean") return `CASE WHEN ${sql} THEN 'true' WHEN NOT ${sql} THEN 'false' END`;
  return type.kind === "text" ? sql : `CAST(${sql} AS TEXT)`;
}

/** A value inside JSON that SQLite builds. */
export function jsonOf({ sql, type }: Expression): string {
  if (type.kind === "variant" || type.kind === "object" || type.kind === "array") return `json(${sql})`;
  if (type.kind === "boolean") return `json(CASE WHEN ${sql} THEN 'true' WHEN NOT ${sql} THEN 'false' END)`;
  return sql;
}

const total: Call = (args) => {
  const { type } = first(args);
  return { ...as("SUM", type)(args), type: type.kind === "fixed" ? type : REAL };
};

const CALLS: Readonly<Record<string, Call>> = {
  COUNT: as("COUNT", WHOLE),
  SUM: total,
  AVG: (args) => ({ ...as("AVG", SIX)(args) }),
  MIN: like("MIN"),
  MAX: like("MAX"),
  ANY_VALUE: like("MIN"),
  COUNT_IF: (args) => ({ sql: `COUNT(CASE WHEN ${first(args).sql} THEN 1 END)`, type: WHOLE }),
  APPROX_COUNT_DISTINCT: (args) => ({ sql: `COUNT(DISTINCT ${first(args).sql})`, type: WHOLE }),
  ARRAY_AGG: (args) => ({ sql: `json_group_array(${jsonOf(first(args))})`, type: ARRAY }),
  LISTAGG: (args) => ({
    sql: `group_concat(${first(args).sql}, ${args[1]?.sql ?? "''"})`,
    type: TEXT,
  }),
  ROW_NUMBER: as("ROW_NUMBER", WHOLE),
  RANK: as("RANK", WHOLE),
  DENSE_RANK: as("DENSE_RANK", WHOLE),
  NTILE: as("NTILE", WHOLE),
  LAG: like("LAG"),
  LEAD: like("LEAD"),
  FIRST_VALUE: like("FIRST_VALUE"),
  LAST_VALUE: like("LAST_VALUE"),
  IFF: (args) => ({
    sql: `CASE WHEN ${first(args).sql} THEN ${first(args, 1).sql} ELSE ${first(args, 2).sql} END`,
    type: first(args, 1).type,
  }),
  COALESCE: firstOf("COALESCE"),
  NVL: firstOf("COALESCE"),
  IFNULL: firstOf("COALESCE"),
  ZEROIFNULL: (args) => ({ sql: `COALESCE(${first(args).sql}, 0)`, type: first(args).type }),
  NULLIF: like("NULLIF"),
  GREATEST: like("MAX"),
  LEAST: like("MIN"),
  ABS: like("ABS"),
  ROUND: like("ROUND"),
  CEIL: as("CEIL", WHOLE),
  FLOOR: as("FLOOR", WHOLE),
  SQRT: as("SQRT", REAL),
  POWER: as("POW", REAL),
  LN: as("LN", REAL),
  MOD: like("MOD"),
  DIV0: (args) => ({
    sql: `COALESCE(CAST(${first(args).sql} AS REAL) / NULLIF(${first(args, 1).sql}, 0), 0)`,
    type: SIX,
  }),
  UPPER: as("UPPER", TEXT),
  LOWER: as("LOWER", TEXT),
  INITCAP: as("sf_initcap", TEXT),
  LENGTH: as("LENGTH", WHOLE),
  LEN: as("LENGTH", WHOLE),
  TRIM: as("TRIM", TEXT),
  LTRIM: as("LTRIM", TEXT),
  RTRIM: as("RTRIM", TEXT),
  SUBSTR: as("SUBSTR", TEXT),
  SUBSTRING: as("SUBSTR", TEXT),
  LEFT: (args) => ({ sql: `SUBSTR(${first(args).sql}, 1, ${first(args, 1).sql})`, type: TEXT }),
  RIGHT: (args) => ({ sql: `SUBSTR(${first(args).sql}, -${first(args, 1).sql})`, type: TEXT }),
  REPLACE: as("REPLACE", TEXT),
  CONCAT: (args) => ({ sql: `(${args.map(textOf).join(" || ")})`, type: TEXT }),
  CONTAINS: (args) => ({ sql: `(INSTR(${first(args).sql}, ${first(args, 1).sql}) > 0)`, type: BOOLEAN }),
  STARTSWITH: (args) => ({ sql: `(INSTR(${first(args).sql}, ${first(args, 1).sql}) = 1)`, type: BOOLEAN }),
  POSITION: (args) => ({ sql: `INSTR(${first(args, 1).sql}, ${first(args).sql})`, type: WHOLE }),
  SPLIT_PART: as("sf_split", TEXT),
  REGEXP_LIKE: as("sf_regexp_like", BOOLEAN),
  RLIKE: as("sf_regexp_like", BOOLEAN),
  REGEXP_SUBSTR: as("sf_regexp_substr", TEXT),
  REGEXP_REPLACE: as("sf_regexp_replace", TEXT),
  REGEXP_COUNT: as("sf_regexp_count", WHOLE),
  DATEADD: (args) => ({ ...as("sf_dateadd", first(args, 2).type)(args), type: dated(first(args, 2).type) }),
  TIMESTAMPADD: (args) => ({ ...as("sf_dateadd", NTZ)(args), type: dated(first(args, 2).type) }),
  DATEDIFF: as("sf_datediff", WHOLE),
  TIMESTAMPDIFF: as("sf_datediff", WHOLE),
  DATE_TRUNC: (args) => ({ ...as("sf_datetrunc", DATE)(args), type: dated(first(args, 1).type) }),
  DATE_PART: as("sf_datepart", WHOLE),
  LAST_DAY: as("sf_lastday", DATE),
  YEAR: part("year"),
  QUARTER: part("quarter"),
  MONTH: part("month"),
  WEEK: part("week"),
  DAY: part("day"),
  DAYOFWEEK: part("dow"),
  DAYOFYEAR: part("doy"),
  HOUR: part("hour"),
  TO_CHAR: toText,
  TO_VARCHAR: toText,
  TO_DATE: as("sf_date", DATE),
  DATE: as("sf_date", DATE),
  TO_TIMESTAMP: as("sf_timestamp", NTZ),
  TO_TIMESTAMP_NTZ: as("sf_timestamp", NTZ),
  TO_TIMESTAMP_LTZ: as("sf_timestamp", LTZ),
  TO_NUMBER: as("sf_number", WHOLE),
  TRY_TO_NUMBER: as("sf_try_number", WHOLE),
  TRY_TO_DATE: as("sf_try_date", DATE),
  TRY_TO_TIMESTAMP: as("sf_try_timestamp", NTZ),
  TO_BOOLEAN: as("sf_boolean", BOOLEAN),
  PARSE_JSON: as("sf_parsejson", VARIANT),
  TO_JSON: (args) => ({ sql: first(args).sql, type: TEXT }),
  TO_VARIANT: (args) => ({ sql: `json_quote(${jsonOf(first(args))})`, type: VARIANT }),
  OBJECT_CONSTRUCT: (args) => ({
    sql: `json_object(${args.map((arg, at) => (at % 2 === 0 ? arg.sql : jsonOf(arg))).join(", ")})`,
    type: { kind: "object" },
  }),
  ARRAY_CONSTRUCT: (args) => ({ sql: `json_array(${args.map(jsonOf).join(", ")})`, type: ARRAY }),
  ARRAY_SIZE: as("sf_arraysize", WHOLE),
  ARRAY_CONTAINS: as("sf_arraycontains", BOOLEAN),
  GET: (args) => ({ sql: `sf_path(${args.map(({ sql }) => sql).join(", ")})`, type: VARIANT }),
  TYPEOF: as("sf_typeof", TEXT),
};

const dated = (type: SqlType): SqlType => (type.kind === "text" ? NTZ : type);

/** A function's call in SQLite's words. */
export function call(name: string, args: readonly Expression[]): Expression {
  const known = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  if (!known) throw unknownFunction(name);
  return known(args);
}
