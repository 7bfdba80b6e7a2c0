import { sha256 } from "../sha256.ts";
import type { AuditRecord } from "./audit.ts";

/** One row of the log as it is kept. Times are milliseconds since 1970. */
export interface AuditRow {
  /** Counts from 1 without a hole. */
  seq: number;
  /** A call; or `gap`: rows that were lost; or `anchor`: rows that retention removed. */
  kind: "call" | "gap" | "anchor";
  at: number;
  principal: string;
  client: string;
  profile: string;
  server: string;
  tool: string;
  argumentsHash: string;
  arguments: string | null;
  outcome: string;
  milliseconds: number;
  confirmation: AuditRecord["confirmation"];
  traceId: string | null;
  /** JSON of a `Gap` or an `Anchor`; null for a call. */
  detail: string | null;
  /** SHA-256 in hexadecimal over the hash of the row before and every other field of this one. */
  hash: string;
}

/** A row before it has its place in the chain. */
export type NewRow = Omit<AuditRow, "seq" | "hash">;

/** Rows that could not be kept, and why. */
export interface Gap {
  lost: number;
  from: number;
  to: number;
  reason: string;
}

/** The last of the rows that retention removed: the one after it is chained to this hash. */
export interface Anchor {
  through: number;
  hash: string;
  removed: number;
}

/** The end of the chain. Whoever keeps it elsewhere can tell later whether the log before it was rewritten. */
export interface Head {
  seq: number;
  hash: string;
}

/** In the order in which they are hashed: to change it is to break every log there is. */
export const hashedFields = [
  "seq",
  "kind",
  "at",
  "principal",
  "client",
  "profile",
  "server",
  "tool",
  "argumentsHash",
  "arguments",
  "outcome",
  "milliseconds",
  "confirmation",
  "traceId",
  "detail",
] as const satisfies readonly (keyof AuditRow)[];

export const emptyHead: Head = { seq: 0, hash: "" };

/** JSON keeps every field apart from its neighbours, whatever quotes and line ends it holds. */
export const rowHash = (previous: string, row: Omit<AuditRow, "hash">): string =>
  sha256(JSON.stringify([previous, ...hashedFields.map((field) => row[field])]));

/** A row that is no call. */
export function noteRow(kind: "gap" | "anchor", detail: Gap | Anchor, at: number): NewRow {
  return {
    kind,
    at,
    principal: "",
    client: "",
    profile: "",
    server: "",
    tool: "",
    argumentsHash: "",
    arguments: null,
    outcome: "",
    milliseconds: 0,
    confirmation: "none",
    traceId: null,
    detail: JSON.stringify(detail),
  };
}
