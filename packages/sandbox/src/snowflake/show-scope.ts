import type { Reader } from "./command-text.ts";
import { missingObject } from "./errors.ts";
import type { Session } from "./state.ts";

export type Within = { kind: string; parts: readonly string[] };

export function inside(read: Reader, session: Session): Within {
  if (read.take("ACCOUNT")) return { kind: "ACCOUNT", parts: [] };
  const kind = ["DATABASE", "SCHEMA", "TABLE"].find((word) => read.take(word));
  const parts = read.parts();
  if (kind) return { kind, parts };
  return { kind: parts.length > 1 || session.database === undefined ? "SCHEMA" : "DATABASE", parts };
}

/** The objects that lie in what IN names, or in the session's own place. */
export function scoped<T extends { database: string; schema: string }>(
  items: readonly T[],
  session: Session,
  within: Within | undefined,
): T[] {
  const { kind, parts } = within ?? {
    kind: session.schema ? "SCHEMA" : session.database ? "DATABASE" : "ACCOUNT",
    parts: [],
  };
  const [first, second] =
    parts.length > 1
      ? parts
      : kind === "SCHEMA"
        ? [session.database, parts[0] ?? session.schema]
        : [parts[0] ?? session.database];
  if (kind === "ACCOUNT") return [...items];
  const found = items.filter(
    ({ database, schema }) => database === first && (kind !== "SCHEMA" || schema === second),
  );
  if (parts.length > 0 && found.length === 0 && !DATABASES.some(({ name }) => name === first)) {
    throw missingObject(parts.join("."), kind === "SCHEMA" ? "Schema" : "Database");
  }
  return found;
}

export const DATABASES = [
  { name: "ANALYTICS", comment: "Modelled data for everyone", kind: "STANDARD" },
  { name: "SCRATCH", comment: "Throw-away tables", kind: "STANDARD" },
  { name: "SNOWFLAKE", comment: "", kind: "APPLICATION" },
];
