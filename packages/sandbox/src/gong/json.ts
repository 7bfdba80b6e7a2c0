import { badRequest } from "./errors.ts";

export type Json = Record<string, unknown>;

export function asRecord(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** A list of ids in a filter: undefined when there is none, which filters nothing. */
export function idsIn(filter: Json, key: string): ReadonlySet<string> | undefined {
  const given = filter[key];
  if (given === undefined) return undefined;
  const ids = Array.isArray(given) ? given.map(String) : badRequest(`filter.${key} must be a list`);
  const wrong = ids.find((id) => !/^\d{1,20}$/.test(id));
  if (wrong !== undefined) badRequest(`filter.${key}: "${wrong}" is not an id`);
  return new Set(ids);
}

/** The filter without which Gong answers none of its searches. */
export function filterOf(body: unknown): Json {
  return asRecord(asRecord(body)?.["filter"]) ?? badRequest("filter: must not be null");
}

/** Milliseconds since 1970 of an ISO time in a filter or a query. */
export function timeIn(given: unknown, key: string): number | undefined {
  if (given === undefined || given === null) return undefined;
  const time = typeof given === "string" && /^\d{4}-\d{2}-\d{2}T/.test(given) ? Date.parse(given) : NaN;
  return Number.isNaN(time)
    ? badRequest(`${key}: ${JSON.stringify(given)} is not a date and time in ISO-8601`)
    : time;
}

/** Milliseconds since 1970 of the midnight at which a day begins. The company's time zone is UTC. */
export function dayIn(given: unknown, key: string): number | undefined {
  if (given === undefined || given === null) return undefined;
  const day = typeof given === "string" && /^\d{4}-\d{2}-\d{2}$/.test(given) ? Date.parse(given) : NaN;
  return Number.isNaN(day) ? badRequest(`${key}: ${JSON.stringify(given)} is not a date as YYYY-MM-DD`) : day;
}

/** Some ids are JSON numbers with more digits than a JavaScript number holds. */
export function longNumber(id: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(id);
}
