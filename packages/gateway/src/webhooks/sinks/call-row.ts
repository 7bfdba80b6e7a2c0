import { parseExact } from "../event.ts";
import type { WebhookEvent } from "../sink.ts";

type Fields = Readonly<Record<string, unknown>>;

const record = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const records = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(record) : []);
const text = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? `${value}` : null;
const truth = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null);
const rounded = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? Math.round(value) : null;
const time = (value: unknown): string | null => {
  const at = typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
};

interface Parsed {
  whole: unknown;
  call: Fields;
  meta: Fields;
}

/** A column of the table: its type in Snowflake, and its value. What Gong's documentation does not promise may be null. */
export interface CallColumn {
  name: string;
  type: "VARCHAR" | "NUMBER" | "BOOLEAN" | "TIMESTAMP_LTZ" | "VARIANT";
  value(event: WebhookEvent, body: Parsed): unknown;
}

const column = (name: string, type: CallColumn["type"], value: CallColumn["value"]): CallColumn => ({
  name,
  type,
  value,
});
const meta = (name: string, type: CallColumn["type"], key: string, read: (value: unknown) => unknown) =>
  column(name, type, (_event, body) => read(body.meta[key]));

/** The key comes first. New columns are added at the end: a table that lacks one gets it at the next start. */
export const callColumns: readonly CallColumn[] = [
  column("CALL_ID", "VARCHAR", (event) => event.callId),
  meta("TITLE", "VARCHAR", "title", text),
  meta("URL", "VARCHAR", "url", text),
  meta("SCHEDULED_AT", "TIMESTAMP_LTZ", "scheduled", time),
  meta("STARTED_AT", "TIMESTAMP_LTZ", "started", time),
  meta("DURATION_SECONDS", "NUMBER", "duration", rounded),
  meta("PRIMARY_USER_ID", "VARCHAR", "primaryUserId", text),
  meta("WORKSPACE_ID", "VARCHAR", "workspaceId", text),
  meta("DIRECTION", "VARCHAR", "direction", text),
  meta("SYSTEM", "VARCHAR", "system", text),
  meta("SCOPE", "VARCHAR", "scope", text),
  meta("MEDIA", "VARCHAR", "media", text),
  meta("LANGUAGE", "VARCHAR", "language", text),
  meta("PURPOSE", "VARCHAR", "purpose", text),
  meta("MEETING_URL", "VARCHAR", "meetingUrl", text),
  meta("IS_PRIVATE", "BOOLEAN", "isPrivate", truth),
  column("PARTIES", "VARIANT", (_event, { call }) => call.parties ?? null),
  column("CONTEXT", "VARIANT", (_event, { call }) => call.context ?? null),
  column("BRIEF", "VARCHAR", (_event, { call }) => text(record(call.content).brief)),
  column("KEY_POINTS", "VARIANT", (_event, { call }) =>
    records(record(call.content).keyPoints).map((point) => text(point.text)),
  ),
  column("RAW", "VARIANT", (_event, { whole }) => whole),
  column("IS_TEST", "BOOLEAN", (event) => event.isTest),
  column("RULE", "VARCHAR", (event) => event.rule),
  column("CONTENT_SHA256", "VARCHAR", (event) => event.contentSha256),
  column("RECEIVED_AT", "TIMESTAMP_LTZ", (event) => new Date(event.receivedAt).toISOString()),
];

/** The rows of a batch as JSON, one for each call: of several events of a call the newest counts. */
export function callRows(batch: readonly WebhookEvent[]): string {
  const newest = new Map<string, WebhookEvent>();
  for (const event of batch) {
    const known = newest.get(event.callId);
    if (!known || supersedes(event, known)) newest.set(event.callId, event);
  }
  return JSON.stringify([...newest.values()].map(row));
}

/** A test of a rule shows a real call again; it must not replace what was really sent. */
const supersedes = (next: WebhookEvent, known: WebhookEvent): boolean =>
  next.isTest === known.isTest ? next.receivedAt >= known.receivedAt : known.isTest;

function row(event: WebhookEvent): Record<string, unknown> {
  // Read exactly, so that ids of 19 digits in any field stay what they are.
  const whole = parseExact(event.body);
  const call = record(record(whole).callData);
  const body = { whole, call, meta: record(call.metaData) };
  const cells = callColumns.map(({ name, value }) => [name, value(event, body)] as const);
  // Left out, not null: JSON's null in a variant is not SQL's.
  return Object.fromEntries(cells.filter(([, value]) => value !== null));
}
