import type { Json } from "@sophia-mcp/core/envelope";
import type { SearchBound } from "@sophia-mcp/core/search-mark";
import { iso } from "@sophia-mcp/core/times";
import type { SearchMapping } from "./search-mapping.ts";

export interface Question {
  query: string;
  /** Milliseconds since 1970; the end is exclusive. */
  since?: number | undefined;
  until?: number | undefined;
  limit: number;
}

export interface Asked {
  kind: string | undefined;
  arguments: Json;
}

/** Some vendors' searches know days alone: they are asked for the whole last day, of which the rest is left out here. */
const dayMs = 86_400_000;

/** The arguments of every call that a mapping makes for a question. */
export function callsFor(mapping: SearchMapping, question: Question): Asked[] {
  return (mapping.calls ?? [{}]).map((call) => {
    const { query, words = "{}", since, until, kind, arguments: fixed, limit } = { ...mapping, ...call };
    const args: Json = { ...fixed, [query]: filled(words, question.query) };
    if (limit !== undefined) args[limit] = question.limit;
    const bound = (where: string | SearchBound | undefined, time: number | undefined): void => {
      if (where === undefined || time === undefined) return;
      if (typeof where === "string") args[where] = iso(time);
      else if (where.key === query) args[query] = `${String(args[query])} ${filled(where.form, iso(time))}`;
      else
        args[where.key] = [
          ...((args[where.key] as unknown[] | undefined) ?? []),
          filled(where.form, iso(time)),
        ];
    };
    bound(since, question.since);
    bound(until, question.until === undefined ? undefined : Math.ceil(question.until / dayMs) * dayMs);
    return { kind, arguments: args };
  });
}

const filled = (form: string, value: string): string => form.split("{}").join(value);
