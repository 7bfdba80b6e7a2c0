import type { Reader } from "./command-text.ts";
import { syntaxError } from "./errors.ts";
import { KINDS } from "./show-kinds.ts";
import { inside } from "./show-scope.ts";
import { findObject } from "./sources.ts";
import type { Session, SnowflakeState } from "./state.ts";
import { type Cell, type Column, LTZ, nameType, type Table, TEXT, WHOLE } from "./types.ts";

const WHOLE_COLUMNS = new Set(["rows", "bytes", "running", "queued", "auto_suspend", "key_sequence"]);

/** A result table of records; columns are named as the records' keys. */
export function tableOf(
  columns: readonly string[],
  records: readonly Readonly<Record<string, Cell>>[],
): Table {
  return {
    columns: columns.map((name): Column => ({
      name,
      type: name === "created_on" ? LTZ : WHOLE_COLUMNS.has(name) ? WHOLE : TEXT,
    })),
    rows: records.map((record) => columns.map((column) => record[column] ?? null)),
  };
}

/** `SHOW <kind> [LIKE '…'] [IN …] [STARTS WITH '…'] [LIMIT n [FROM '…']]`. */
export function show(read: Reader, state: SnowflakeState, session: Session): Table {
  const terse = read.take("TERSE");
  const kind = kindOf(read);
  const like = read.take("LIKE") ? read.text() : undefined;
  const within = read.take("IN") ? inside(read, session) : undefined;
  const starts = read.take("STARTS", "WITH") ? read.text() : undefined;
  const limit = read.take("LIMIT") ? Number(read.next()?.value) : Infinity;
  const from = read.take("FROM") ? read.text() : undefined;
  if (!read.done()) throw syntaxError(`unexpected '${read.next()?.value ?? ""}'`);
  const { columns, records } = KINDS[kind]?.(state, session, within) ?? { columns: [], records: [] };
  const pattern = like === undefined ? undefined : likePattern(like);
  const kept = records
    .filter((record) => pattern?.test(String(record["name"])) ?? true)
    .filter((record) => starts === undefined || String(record["name"]).startsWith(starts))
    // The name after FROM is where the page before ended.
    .filter((record) => from === undefined || String(record["name"]) > from);
  return tableOf(terse ? columns.slice(0, 5) : columns, kept.slice(0, limit));
}

function kindOf(read: Reader): string {
  const found = Object.keys(KINDS)
    .sort((left, right) => right.length - left.length)
    .find((kind) => read.take(...kind.split(" ")));
  if (found === undefined) throw syntaxError(`unexpected '${read.next()?.value ?? "<EOF>"}'`);
  return found;
}

const likePattern = (like: string) =>
  new RegExp(
    `^${like
      .replace(/[.*+?^${}()|[\]]/g, String.raw`\$&`)
      .replaceAll("%", ".*")
      .replaceAll("_", ".")}$`,
    "i",
  );

/** `DESCRIBE TABLE | VIEW name`. */
export function describe(read: Reader, state: SnowflakeState, session: Session): Table {
  if (!read.take("TABLE")) read.take("VIEW");
  const { columns } = findObject(state, session, read.parts());
  return tableOf(
    [
      "name",
      "type",
      "kind",
      "null?",
      "default",
      "primary key",
      "unique key",
      "check",
      "expression",
      "comment",
    ],
    columns.map((column) => ({
      name: column.name,
      type: nameType(column.type),
      kind: "COLUMN",
      "null?": column.nullable === false ? "N" : "Y",
      "primary key": column.key ? "Y" : "N",
      "unique key": "N",
      comment: column.comment ?? null,
    })),
  );
}
