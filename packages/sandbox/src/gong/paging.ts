import type { Answer, Call } from "../emulator.ts";
import { badRequest, requestId } from "./errors.ts";
import { asRecord } from "./json.ts";
import type { GongState } from "./state.ts";

/**
 * One page of a list under its key. Gong decides on the size of a page, and a cursor is good only for the inputs that
 * it came from.
 * @see https://help.gong.io/docs/what-the-gong-api-provides
 */
export function page(
  call: Call<GongState>,
  key: string,
  rows: readonly unknown[],
  { size, ...more }: { size: number } & Record<string, unknown>,
): Answer {
  const body = asRecord(call.body);
  const given = call.method === "GET" ? call.query.get("cursor") : body?.["cursor"];
  const start = given === null || given === undefined ? 0 : positionOf(call, given);
  const shown = rows.slice(start, start + size);
  const end = start + shown.length;
  const records = {
    totalRecords: rows.length,
    currentPageSize: shown.length,
    currentPageNumber: Math.floor(start / size),
    ...(end < rows.length ? { cursor: cursorAt(call, end) } : {}),
  };
  return { body: { requestId: requestId(`${call.path}:${start}`), records, [key]: shown, ...more } };
}

function inputsOf({ path, method, query, body }: Call<GongState>): string {
  const { cursor: _cursor, ...rest } = asRecord(body) ?? {};
  const pairs = [...query].filter(([name]) => name !== "cursor");
  return requestId(`${method} ${path} ${JSON.stringify(pairs)} ${JSON.stringify(rest)}`);
}

function cursorAt(call: Call<GongState>, position: number): string {
  return Buffer.from(JSON.stringify({ at: position, of: inputsOf(call) })).toString("base64url");
}

function positionOf(call: Call<GongState>, given: unknown): number {
  try {
    const read = asRecord(JSON.parse(Buffer.from(String(given), "base64url").toString("utf8")));
    if (typeof read?.["at"] === "number" && read["of"] === inputsOf(call)) return read["at"];
  } catch {
    // Refused below, like a cursor of other inputs.
  }
  return badRequest("cursor: the cursor is invalid or belongs to another request");
}
