import type { NewEvent } from "./store.ts";

/** What is told apart about an authentic body that cannot be used. */
export type BodyProblem = "not_json" | "no_call_id";

const id = /^[\w.:-]{1,64}$/;
const asRecord = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;

/** Reads the call's id out of a body that is known to be Gong's. A test delivery may lack nearly everything. */
export function readEvent(
  body: Uint8Array,
  about: Pick<NewEvent, "contentSha256" | "rule" | "receivedAt">,
): NewEvent | { problem: BodyProblem } {
  let text: string;
  let parsed: Record<string, unknown> | undefined;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    parsed = asRecord(JSON.parse(text));
    // Only then is the exact, slower reading needed.
    if (typeof callIdIn(parsed) === "number") parsed = asRecord(parseExact(text));
  } catch {
    return { problem: "not_json" };
  }
  if (!parsed) return { problem: "not_json" };
  const isTest = parsed.isTest === true || parsed.isTest === "true";
  const callId = idOf(callIdIn(parsed));
  if (callId === undefined && !isTest) return { problem: "no_call_id" };
  return {
    source: "gong",
    callId: callId ?? `test:${about.contentSha256.slice(0, 16)}`,
    isTest,
    body: text,
    ...about,
  };
}

const callIdIn = (body: Record<string, unknown> | undefined): unknown =>
  asRecord(asRecord(body?.callData)?.metaData)?.id;

/** An id of 19 digits that came as a JSON number is exact in its source text only, see `parseExact`. */
function idOf(value: unknown): string | undefined {
  const text =
    typeof value === "string" || typeof value === "number"
      ? `${value}`
      : (asRecord(value) as { rawJSON?: unknown } | undefined)?.rawJSON;
  return typeof text === "string" && id.test(text) ? text : undefined;
}

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
const json = JSON as unknown as {
  parse(text: string, reviver: Reviver): unknown;
  rawJSON(text: string): unknown;
};

/**
 * JSON whose numbers survive being written again: one that a JavaScript number cannot hold stays its own text. Texts are
 * made well-formed, and of a repeated key the last one counts, as in `JSON.parse`.
 */
export function parseExact(text: string): unknown {
  return json.parse(text, (_key, value, { source }) => {
    if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
    const exact = typeof value !== "number" || source === undefined || `${value}` === source;
    return exact || Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : json.rawJSON(source);
  });
}
