import type { Answer, Call } from "../emulator.ts";
import { badRequest } from "./errors.ts";
import { asRecord, type Json } from "./json.ts";
import { select } from "./select.ts";
import type { AsanaState } from "./state.ts";

const DAY = 86_400_000;
/** Asana refuses a list without a limit that would be larger than this. */
const MOST = 1000;

/**
 * One page of a list in Asana's shape. Tokens are good for the query they came from, and for a day.
 * @see https://developers.asana.com/docs/pagination
 */
export function page(call: Call<AsanaState>, records: readonly Json[]): Answer {
  const { query } = call;
  const shown = (from: number, to: number) =>
    records.slice(from, to).map((record) => select(record, query, "compact"));
  const given = query.get("limit");
  if (given === null && query.get("offset") === null) {
    if (records.length > MOST)
      badRequest("The result is too large. You should use pagination (may require specifying a workspace)!");
    return { body: { data: shown(0, records.length) } };
  }
  const limit = Number(given ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) badRequest("limit: Must be between 1 and 100");
  const start = readToken(call);
  const end = start + limit;
  return {
    body: { data: shown(start, end), next_page: end < records.length ? nextPage(call, end, limit) : null },
  };
}

function fingerprint({ path, query }: Call<AsanaState>): string {
  const rest = [...query].filter(([name]) => !["limit", "offset", "opt_fields"].includes(name));
  return `${path}?${rest.map((pair) => pair.join("=")).join("&")}`;
}

function readToken(call: Call<AsanaState>): number {
  const given = call.query.get("offset");
  if (given === null) return 0;
  const token = decodeToken(given);
  if (!token || token.of !== fingerprint(call)) badRequest("offset: Your pagination token is invalid.");
  if (token.exp < call.state.clock) badRequest("offset: Your pagination token has expired.");
  return token.at;
}

function decodeToken(given: string): { at: number; exp: number; of: string } | undefined {
  try {
    const token = asRecord(JSON.parse(Buffer.from(given, "base64url").toString("utf8")));
    const { at, exp, of } = token ?? {};
    return typeof at === "number" && typeof exp === "number" && typeof of === "string"
      ? { at, exp, of }
      : undefined;
  } catch {
    return undefined;
  }
}

function nextPage(call: Call<AsanaState>, at: number, limit: number): Json {
  const token = { at, exp: call.state.clock + DAY, of: fingerprint(call) };
  const offset = Buffer.from(JSON.stringify(token)).toString("base64url");
  const rest = new URLSearchParams([...call.query].filter(([name]) => name !== "offset"));
  rest.set("limit", String(limit));
  rest.set("offset", offset);
  const path = call.path.replace(/^\/api\/1\.0/, "");
  const next = `${path}?${rest.toString()}`;
  return { offset, path: next, uri: `https://app.asana.com/api/1.0${next}` };
}

export function one(call: Call<AsanaState>, record: Json, status = 200): Answer {
  return { status, body: { data: select(record, call.query, "full") } };
}

/** The body's `data`, without which Asana answers nothing. */
export function dataOf(call: Call<AsanaState>): Json {
  return asRecord(asRecord(call.body)?.["data"]) ?? badRequest("data: Missing input");
}

export const EMPTY: Answer = { body: { data: {} } };
