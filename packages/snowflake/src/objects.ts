import { InputError } from "@sophia-mcp/core/errors";
import { parseName, quoted, text } from "./names.ts";
import type { Row, SnowflakeApi } from "./api.ts";

export interface Inside {
  database?: string | undefined;
  schema?: string | undefined;
}

/** `IN SCHEMA …`, `IN DATABASE …` or `IN ACCOUNT`, from what was given and what the session has. */
export function within({ database, schema }: Inside, defaults: Inside): string {
  const [db, ...inner] = database ? parseName(database, 2) : [];
  const sch = schema ? parseName(schema, 2) : inner;
  const base = db ?? (defaults.database ? parseName(defaults.database, 1)[0] : undefined);
  if (sch.length > 1) return `IN SCHEMA ${quoted(sch)}`;
  if (sch.length === 1 && base === undefined) {
    throw new InputError(`Pass database too: the session has none, so schema ${schema} cannot be found.`);
  }
  if (sch.length === 1) return `IN SCHEMA ${quoted([base ?? "", ...sch])}`;
  return base === undefined ? "IN ACCOUNT" : `IN DATABASE ${quoted([base])}`;
}

/** A name with what the session adds to it; fewer than three parts where the session lacks them. */
export function fullName(name: string, given: Inside, defaults: Inside): string[] {
  const parts = parseName(name);
  const schema = given.schema ?? defaults.schema;
  const database = given.database ?? defaults.database;
  if (parts.length === 1 && schema) parts.unshift(...parseName(schema, 2));
  if (parts.length === 2 && database) parts.unshift(...parseName(database, 1));
  return parts;
}

/** `LIKE '%…%'` for a part of a name. */
export const like = (query: string | undefined): string =>
  query === undefined ? "" : ` LIKE ${text(query.includes("%") ? query : `%${query}%`)}`;

/**
 * One page of a SHOW command. Its own cursor is a name, and names repeat over schemas, so rows are counted instead;
 * SHOW answers 10,000 rows at most.
 */
export async function showPage(
  api: SnowflakeApi,
  command: string,
  token: string | undefined,
  size: number,
): Promise<{ rows: Row[]; next?: string }> {
  const start = offset(token);
  const rows = await api.rows(`${command} LIMIT ${Math.min(start + size, 10_000)}`);
  return { rows: rows.slice(start), ...(rows.length >= start + size ? { next: String(start + size) } : {}) };
}

/** The position that a cursor of ours holds. */
export function offset(token: string | undefined): number {
  if (token === undefined) return 0;
  if (/^\d{1,9}$/.test(token)) return Number(token);
  throw new InputError('"cursor" is not a cursor of this tool: pass next_cursor of the answer before.');
}

export const string = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;

export const whole = (value: unknown): number | undefined => {
  const number = value === null || value === undefined || value === "" ? Number.NaN : Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
};
