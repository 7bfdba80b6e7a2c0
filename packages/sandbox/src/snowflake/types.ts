/** A Snowflake type as far as results tell it apart. */
export type SqlType = {
  kind:
    | "fixed"
    | "real"
    | "text"
    | "boolean"
    | "date"
    | "time"
    | "timestamp_ntz"
    | "timestamp_ltz"
    | "variant"
    | "object"
    | "array";
  scale?: number;
};

export type Column = { name: string; type: SqlType };

/** Values as SQLite keeps them: dates and times as ISO text, booleans as 0 and 1, semi-structured values as JSON text. */
export type Cell = string | number | bigint | null;

export type Table = { columns: readonly Column[]; rows: readonly (readonly Cell[])[] };

export const TEXT: SqlType = { kind: "text" };
export const WHOLE: SqlType = { kind: "fixed", scale: 0 };
export const DECIMAL: SqlType = { kind: "fixed", scale: 2 };
export const REAL: SqlType = { kind: "real" };
export const BOOLEAN: SqlType = { kind: "boolean" };
export const DATE: SqlType = { kind: "date" };
export const NTZ: SqlType = { kind: "timestamp_ntz", scale: 9 };
export const LTZ: SqlType = { kind: "timestamp_ltz", scale: 9 };
export const VARIANT: SqlType = { kind: "variant" };
export const ARRAY: SqlType = { kind: "array" };

const DECLARED: readonly (readonly [name: RegExp, type: SqlType])[] = [
  [/^(INT|INTEGER|BIGINT|SMALLINT|TINYINT|BYTEINT)\b/, WHOLE],
  [/^(FLOAT|DOUBLE|REAL)/, REAL],
  [/^(VARCHAR|STRING|TEXT|CHAR|CHARACTER|NVARCHAR)/, TEXT],
  [/^BOOL/, BOOLEAN],
  [/^DATE$/, DATE],
  [/^TIME\b/, { kind: "time", scale: 9 }],
  [/^TIMESTAMP_?(LTZ|TZ)/, LTZ],
  [/^(TIMESTAMP|DATETIME)/, NTZ],
  [/^VARIANT/, VARIANT],
  [/^OBJECT/, { kind: "object" }],
  [/^ARRAY/, ARRAY],
];

/** Reads a type as a table's definition names it; undefined for one that this emulator does not know. */
export function parseType(name: string): SqlType | undefined {
  const upper = name.trim().toUpperCase();
  const number = /^(?:NUMBER|DECIMAL|NUMERIC|DEC)(?:\(\s*\d+\s*(?:,\s*(\d+)\s*)?\))?$/.exec(upper);
  if (number) return { kind: "fixed", scale: Number(number[1] ?? 0) };
  return DECLARED.find(([pattern]) => pattern.test(upper))?.[1];
}

export function nameType({ kind, scale = 0 }: SqlType): string {
  switch (kind) {
    case "fixed":
      return `NUMBER(38,${scale})`;
    case "real":
      return "FLOAT";
    case "text":
      return "VARCHAR(16777216)";
    case "time":
    case "timestamp_ntz":
    case "timestamp_ltz":
      return `${kind.toUpperCase()}(${scale})`;
    default:
      return kind.toUpperCase();
  }
}

/** A column of a result as the driver reads it. */
export function rowType({ name, type: { kind, scale } }: Column): Record<string, unknown> {
  const fixed = kind === "fixed";
  return {
    name,
    database: "",
    schema: "",
    table: "",
    nullable: true,
    type: kind,
    length: kind === "text" ? 16_777_216 : null,
    byteLength: kind === "text" ? 16_777_216 : null,
    precision: fixed ? 38 : kind.startsWith("time") ? 0 : null,
    scale: fixed ? (scale ?? 0) : kind.startsWith("time") ? (scale ?? 9) : null,
    collation: null,
  };
}

const DAY = 86_400_000;

/** A value as it travels: all text, dates as days and times as seconds since 1970. */
export function wire(value: Cell, { kind, scale = 0 }: SqlType): string | null {
  if (value === null) return null;
  switch (kind) {
    case "boolean":
      return Number(value) === 0 ? "0" : "1";
    case "date":
      return String(Math.floor(Date.parse(`${String(value).slice(0, 10)}T00:00:00Z`) / DAY));
    case "timestamp_ntz":
    case "timestamp_ltz":
      return (parseTime(String(value)) / 1000).toFixed(scale);
    case "fixed":
      return scale > 0 ? Number(value).toFixed(scale) : String(value);
    default:
      return String(value);
  }
}

/** Milliseconds since 1970 of a date or time as this emulator stores it; times without a zone count as UTC. */
export function parseTime(text: string): number {
  const iso = text.trim().replace(" ", "T");
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return Date.parse(`${iso}T00:00:00Z`);
  return Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(iso) ? iso : `${iso}Z`);
}

/** As times are stored: `2026-03-31 09:00:00.000`. */
export const storeTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace("T", " ").replace("Z", "");
