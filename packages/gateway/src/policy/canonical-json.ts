import { InputError } from "@sophia-mcp/core/errors";

const maxDepth = 512;

/** JSON numbers that no double holds are kept as their text by `JSON.rawJSON`; TypeScript's library does not know it yet. */
const raw = JSON as unknown as { rawJSON(text: string): object; isRawJSON(value: unknown): boolean };

/**
 * One text for one JSON value, whatever the order of its keys: as RFC 8785 has it, keys sorted by UTF-16, numbers as
 * ECMAScript writes them (`-0` is `0`), those read by `parseExactly` as they were written.
 * @throws InputError when it is nested deeper than 512 levels
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (value === null || typeof value !== "object" || raw.isRawJSON(value)) return JSON.stringify(value);
  if (depth >= maxDepth) throw new InputError(`Nested deeper than ${maxDepth} levels: pass a flatter value.`);
  if (Array.isArray(value))
    return `[${value.map((item) => canonicalJson(item ?? null, depth + 1)).join(",")}]`;
  let text = "";
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key];
    if (member === undefined) continue;
    text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(member, depth + 1)}`;
  }
  return `{${text}}`;
}

/** Whether a value holds a number that may have lost digits when it was parsed. */
export function losesDigits(value: unknown, depth = 0): boolean {
  if (typeof value === "number") return !Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER;
  if (value === null || typeof value !== "object" || depth >= maxDepth) return false;
  return Object.values(value).some((member) => losesDigits(member, depth + 1));
}

/** Parses JSON; integers beyond what a double holds stay what they were written as, for `canonicalJson` and JSON.stringify. */
export const parseExactly = (text: string): unknown => JSON.parse(text, keepDigits);

const keepDigits = (_: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === "number" && losesDigits(value) && context?.source !== undefined
    ? raw.rawJSON(context.source)
    : value;
