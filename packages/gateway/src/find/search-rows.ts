import { isObject, type Json } from "@sophia-mcp/core/envelope";
import type { RowPath } from "@sophia-mcp/core/search-mark";
import { visible } from "@sophia-mcp/core/text";
import type { CallAnswer } from "./gateway-tool.ts";
import type { SearchMapping } from "./search-mapping.ts";

/** One thing that a system found. */
export interface Found {
  system: string;
  kind?: string | undefined;
  title: string;
  /** What else its row says, in one line. */
  about: string;
  url?: string | undefined;
  /** Milliseconds since 1970. */
  updated?: number | undefined;
}

const longestTitle = 160;
const longestAbout = 2000;

/** The rows of an answer in its order; those that say nothing are left out. */
export function rowsOf(
  answer: CallAnswer,
  mapping: SearchMapping,
  { system, kind }: { system: string; kind: string | undefined },
): Found[] {
  return rawRows(answer, mapping.results).flatMap((row) => {
    const title = textAt(row, mapping.title, longestTitle);
    if (title === "") return [];
    const about = (mapping.about ?? []).map((path) => textAt(row, path, longestAbout)).filter(Boolean);
    return [
      {
        system,
        kind,
        title,
        about: about.join("; "),
        url: link(textAt(row, mapping.url ?? [], 2000)),
        updated: timeAt(row, mapping.updated ?? []),
      },
    ];
  });
}

/** Rows of records, by the path that is told or wherever a list of objects stands first. */
export function rawRows({ structuredContent, content }: CallAnswer, path: string | undefined): Json[] {
  const sources = [structuredContent, ...content.map(({ text }) => parsed(text))];
  for (const source of sources) {
    const rows = path === undefined ? firstList(source, 3) : valueAt(source, path);
    if (Array.isArray(rows)) return rows.filter(isObject);
  }
  if (path !== undefined || structuredContent) return [];
  // Text for people: its lines are the rows.
  const lines = content.flatMap(({ text }) => (typeof text === "string" ? text.split("\n") : []));
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => ({ text: line, url: /https?:\/\/[^\s)>\]"']+/.exec(line)?.[0] }));
}

function parsed(text: unknown): unknown {
  if (typeof text !== "string" || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function firstList(value: unknown, depth: number): unknown[] | undefined {
  if (Array.isArray(value)) return value.length === 0 || value.some(isObject) ? value : undefined;
  if (!isObject(value) || depth === 0) return undefined;
  for (const inner of Object.values(value)) {
    const found = firstList(inner, depth - 1);
    if (found) return found;
  }
  return undefined;
}

function valueAt(value: unknown, path: string): unknown {
  let current = value;
  for (const key of path.split(".")) {
    if (!isObject(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

/** The first of several paths that says something, as text of one line. */
function textAt(row: Json, paths: RowPath, most: number): string {
  for (const path of typeof paths === "string" ? [paths] : paths) {
    const text = visible(plain(valueAt(row, path)))
      .replace(/\s+/g, " ")
      .trim();
    if (text !== "") return text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text;
  }
  return "";
}

function plain(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return Array.isArray(value) ? value.map(plain).filter(Boolean).join(", ") : "";
}

/** Only what a reader may follow without harm. */
function link(text: string): string | undefined {
  return /^https?:\/\/\S+$/i.test(text) ? text : undefined;
}

/** Vendors tell times as text, in milliseconds, or in seconds. */
function timeAt(row: Json, paths: RowPath): number | undefined {
  for (const path of typeof paths === "string" ? [paths] : paths) {
    const value = valueAt(row, path);
    const time = typeof value === "number" ? (value < 1e11 ? value * 1000 : value) : Date.parse(plain(value));
    // Beyond this no date can be written.
    if (Number.isFinite(time) && time > 0 && time < 8.64e15) return time;
  }
  return undefined;
}
