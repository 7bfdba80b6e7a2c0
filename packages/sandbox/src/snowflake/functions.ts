import { SqlError } from "./errors.ts";
import { type Cell, parseTime, storeTime } from "./types.ts";

const DAY = 86_400_000;
const CLOCK: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY,
  week: 7 * DAY,
};
const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

function unit(name: Cell): string {
  const word = String(name).toLowerCase().replace(/s$/, "");
  const short: Readonly<Record<string, string>> = {
    d: "day",
    dd: "day",
    w: "week",
    mm: "month",
    mon: "month",
    q: "quarter",
    y: "year",
    yy: "year",
    yyyy: "year",
    h: "hour",
    hh: "hour",
    m: "minute",
    mi: "minute",
    sec: "second",
  };
  const known = short[word] ?? word;
  if (known in CLOCK || known in MONTHS) return known;
  throw new SqlError(
    "001003",
    "22007",
    `SQL compilation error:\nInvalid value '${String(name)}' for date part.`,
  );
}

/** Dates stay dates where the unit is a day or more, as in Snowflake. */
function likeInput(milliseconds: number, input: Cell, part: string): string {
  const plain = String(input).length === 10 && !["second", "minute", "hour"].includes(part);
  return plain ? storeTime(milliseconds).slice(0, 10) : storeTime(milliseconds);
}

function dateAdd(part: Cell, amount: Cell, value: Cell): Cell {
  const name = unit(part);
  const time = parseTime(String(value));
  const step = CLOCK[name];
  if (step) return likeInput(time + Number(amount) * step, value, name);
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + Number(amount) * (MONTHS[name] ?? 1));
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return likeInput(date.getTime(), value, name);
}

function truncate(name: string, time: number): number {
  const date = new Date(time);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  if (name === "year") return Date.UTC(year, 0);
  if (name === "quarter") return Date.UTC(year, month - (month % 3));
  if (name === "month") return Date.UTC(year, month);
  const step = CLOCK[name] ?? DAY;
  // 1970 began on a Thursday, weeks begin on a Monday.
  return name === "week"
    ? Math.floor((time + 3 * DAY) / step) * step - 3 * DAY
    : Math.floor(time / step) * step;
}

const months = (time: number) => new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth();

function dateDiff(part: Cell, from: Cell, to: Cell): Cell {
  const name = unit(part);
  const [start, end] = [from, to].map((value) => truncate(name, parseTime(String(value)))) as [
    number,
    number,
  ];
  const step = CLOCK[name];
  if (step) return Math.round((end - start) / step);
  return (months(end) - months(start)) / (MONTHS[name] ?? 1);
}

function datePart(part: Cell, value: Cell): Cell {
  const word = String(part).toLowerCase();
  const time = parseTime(String(value));
  const date = new Date(time);
  if (/^(dow|dayofweek|weekday)/.test(word)) return date.getUTCDay();
  if (/^(doy|dayofyear)/.test(word)) return Math.floor((time - Date.UTC(date.getUTCFullYear(), 0)) / DAY) + 1;
  if (word.startsWith("epoch")) return Math.floor(time / 1000);
  const name = unit(part);
  if (name === "year") return date.getUTCFullYear();
  if (name === "quarter") return Math.floor(date.getUTCMonth() / 3) + 1;
  if (name === "month") return date.getUTCMonth() + 1;
  if (name === "week")
    return (
      Math.floor(
        (truncate("week", time) - truncate("week", Date.UTC(date.getUTCFullYear(), 0, 4))) / (7 * DAY),
      ) + 1
    );
  if (name === "day") return date.getUTCDate();
  if (name === "hour") return date.getUTCHours();
  return name === "minute" ? date.getUTCMinutes() : date.getUTCSeconds();
}

/** TO_CHAR of a time, for the elements that reports use. */
function formatTime(value: Cell, format: Cell): Cell {
  const text = storeTime(parseTime(String(value)));
  const names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const parts: Readonly<Record<string, string>> = {
    YYYY: text.slice(0, 4),
    YY: text.slice(2, 4),
    MM: text.slice(5, 7),
    MON: names[Number(text.slice(5, 7)) - 1] ?? "",
    DD: text.slice(8, 10),
    HH24: text.slice(11, 13),
    MI: text.slice(14, 16),
    SS: text.slice(17, 19),
  };
  return String(format).replace(
    /YYYY|YY|MON|MM|DD|HH24|MI|SS/gi,
    (part) => parts[part.toUpperCase()] ?? part,
  );
}

function like(text: Cell, pattern: Cell, insensitive: boolean): Cell {
  const source = String(pattern)
    .replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("%", "[^]*")
    .replaceAll("_", "[^]");
  return new RegExp(`^${source}$`, insensitive ? "i" : "").test(String(text)) ? 1 : 0;
}

/** Steps into JSON text; a step is a key or an index. */
function path(json: Cell, ...steps: Cell[]): Cell {
  let value: unknown;
  try {
    value = JSON.parse(String(json));
  } catch {
    return null;
  }
  for (const step of steps) {
    if (typeof value !== "object" || value === null) return null;
    value = (value as Record<string, unknown>)[String(step)];
  }
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** A semi-structured value as plain text: what `::string` gives. */
function plain(json: Cell): Cell {
  try {
    const value: unknown = JSON.parse(String(json));
    return typeof value === "string" ? value : JSON.stringify(value);
  } catch {
    return json;
  }
}

function divide(left: Cell, right: Cell): Cell {
  if (Number(right) === 0) throw new SqlError("100051", "22012", "Division by zero");
  return Number(left) / Number(right);
}

function toNumber(value: Cell): Cell {
  const number = Number(plain(value));
  if (String(value).trim() !== "" && Number.isFinite(number)) return number;
  throw new SqlError("100038", "22018", `Numeric value '${String(value)}' is not recognized`);
}

function toDate(value: Cell): Cell {
  const time = parseTime(String(plain(value)));
  if (Number.isNaN(time)) throw new SqlError("100040", "22007", `Date '${String(value)}' is not recognized`);
  return storeTime(time).slice(0, 10);
}

function toTimestamp(value: Cell): Cell {
  const time = parseTime(String(plain(value)));
  if (!Number.isNaN(time)) return storeTime(time);
  throw new SqlError("100035", "22007", `Timestamp '${String(value)}' is not recognized`);
}

function toBoolean(value: Cell): Cell {
  const word = String(plain(value)).toLowerCase();
  if (["true", "t", "yes", "y", "on", "1"].includes(word)) return 1;
  if (["false", "f", "no", "n", "off", "0"].includes(word)) return 0;
  throw new SqlError("100037", "22018", `Boolean value '${String(value)}' is not recognized`);
}

const tried =
  (convert: (value: Cell) => Cell) =>
  (value: Cell): Cell => {
    try {
      return convert(value);
    } catch {
      return null;
    }
  };

const regexp = (pattern: Cell, whole = false) =>
  new RegExp(whole ? `^(?:${String(pattern)})$` : String(pattern), "g");

/** What Snowflake has and SQLite lacks, under the names that translated statements use. */
export const FUNCTIONS: Readonly<Record<string, (...args: Cell[]) => Cell>> = {
  sf_dateadd: (part = null, amount = null, value = null) => dateAdd(part, amount, value),
  sf_datediff: (part = null, from = null, to = null) => dateDiff(part, from, to),
  sf_datetrunc: (part = null, value = null) =>
    likeInput(truncate(unit(part), parseTime(String(value))), value, unit(part)),
  sf_datepart: (part = null, value = null) => datePart(part, value),
  sf_lastday: (value = null) => {
    const date = new Date(parseTime(String(value)));
    return storeTime(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).slice(0, 10);
  },
  sf_formattime: (value = null, format = null) => formatTime(value, format),
  sf_like: (text = null, pattern = null) => like(text, pattern, false),
  sf_ilike: (text = null, pattern = null) => like(text, pattern, true),
  sf_path: (json = null, ...steps) => path(json, ...steps),
  sf_plain: (json = null) => plain(json),
  sf_divide: (left = null, right = null) => divide(left, right),
  sf_number: (value = null) => toNumber(value),
  sf_date: (value = null) => toDate(value),
  sf_timestamp: (value = null) => toTimestamp(value),
  sf_boolean: (value = null) => toBoolean(value),
  sf_try_number: (value = null) => tried(toNumber)(value),
  sf_try_date: (value = null) => tried(toDate)(value),
  sf_try_timestamp: (value = null) => tried(toTimestamp)(value),
  sf_try_boolean: (value = null) => tried(toBoolean)(value),
  sf_split: (text = null, separator = null, index = null) => {
    const parts = String(text).split(String(separator));
    const at = Number(index) || 1;
    return parts.at(at > 0 ? at - 1 : at) ?? "";
  },
  sf_regexp_like: (text = null, pattern = null) => (regexp(pattern, true).test(String(text)) ? 1 : 0),
  sf_regexp_substr: (text = null, pattern = null) => regexp(pattern).exec(String(text))?.[0] ?? null,
  sf_regexp_replace: (text = null, pattern = null, by = "") =>
    String(text).replace(regexp(pattern), String(by).replaceAll(/\\(\d)/g, "$$$1")),
  sf_regexp_count: (text = null, pattern = null) => [...String(text).matchAll(regexp(pattern))].length,
  sf_initcap: (text = null) =>
    String(text)
      .toLowerCase()
      .replace(/\b\w/g, (letter) => letter.toUpperCase()),
  sf_arraysize: (json = null) => {
    const value: unknown = JSON.parse(String(json));
    return Array.isArray(value) ? value.length : null;
  },
  sf_arraycontains: (element = null, json = null) => {
    const value: unknown = JSON.parse(String(json));
    return Array.isArray(value) && value.map(String).includes(String(plain(element))) ? 1 : 0;
  },
  sf_typeof: (json = null) => {
    const value: unknown = JSON.parse(String(json));
    return Array.isArray(value)
      ? "ARRAY"
      : typeof value === "string"
        ? "VARCHAR"
        : typeof value === "number"
          ? "INTEGER"
          : (typeof value).toUpperCase();
  },
  sf_parsejson: (text = null) => {
    try {
      return JSON.stringify(JSON.parse(String(text)));
    } catch {
      throw new SqlError("100069", "22P02", `Error parsing JSON: ${String(text).slice(0, 60)}`);
    }
  },
};
