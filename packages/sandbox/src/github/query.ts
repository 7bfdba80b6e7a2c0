import { invalid, refusal } from "./errors.ts";
import { refuse } from "../emulator.ts";

export type Qualifier = { name: string; value: string; not: boolean };

/** A search as GitHub reads it: words, "exact words" and `name:value`, each of them negated by `-`. */
export type Query = { words: string[]; qualifiers: Qualifier[] };

const PART = /(-?)(?:([a-z-]+):)?(?:"([^"]*)"|(\S+))/gi;

export function parseQuery(q: string | null): Query {
  if (!q?.trim()) return invalid("Search", "q", "missing");
  if (q.length > 256 + 200) invalid("Search", "q", "invalid", "The search is longer than 256 characters.");
  const query: Query = { words: [], qualifiers: [] };
  for (const [, minus = "", name, quoted, plain] of q.matchAll(PART)) {
    const value = (quoted ?? plain ?? "").trim();
    if (name) query.qualifiers.push({ name: name.toLowerCase(), value, not: minus === "-" });
    else if (value !== "" && !/^(AND|OR|NOT)$/.test(value))
      query.words.push(`${minus}${value}`.toLowerCase());
  }
  return query;
}

export const valuesOf = ({ qualifiers }: Query, name: string): string[] =>
  qualifiers.filter((one) => one.name === name && !one.not).map((one) => one.value.toLowerCase());

/** All words must be somewhere in the text; a word after `-` must not. */
export function hasWords({ words }: Query, text: string): boolean {
  const folded = text.toLowerCase();
  return words.every((word) =>
    word.startsWith("-") && word.length > 1 ? !folded.includes(word.slice(1)) : folded.includes(word),
  );
}

/** `>2026-01-01`, `<=10`, `2026-01-01..2026-02-01`, or the value itself. */
export function inRange(range: string, value: string | number): boolean {
  const compare = (edge: string): number => {
    if (edge === "*") return 0;
    if (typeof value === "number") return value - Number(edge);
    const cut = value.slice(0, edge.length);
    return cut < edge ? -1 : cut > edge ? 1 : 0;
  };
  const [from, to] = range.split("..");
  if (from !== undefined && to !== undefined) {
    return (from === "*" || compare(from) >= 0) && (to === "*" || compare(to) <= 0);
  }
  const [, sign = "", edge = ""] = /^(>=|<=|>|<)?(.*)$/.exec(range) ?? [];
  const order = compare(edge);
  return sign === ">"
    ? order > 0
    : sign === ">="
      ? order >= 0
      : sign === "<"
        ? order < 0
        : sign === "<="
          ? order <= 0
          : order === 0;
}

/** A search shows its first thousand results and no more. */
export function withinThousand(page: number, size: number): void {
  if ((page - 1) * size >= 1000) refuse(refusal(422, "Only the first 1000 search results are available"));
}
