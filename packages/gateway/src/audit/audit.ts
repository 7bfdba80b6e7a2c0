import type { AuditRow } from "./row.ts";

/** One call as the audit log keeps it. */
export interface AuditRecord {
  /** Milliseconds since 1970 when the call came. */
  at: number;
  principal: string;
  client: string;
  profile: string;
  server: string;
  /** The name that the client used; made-up names never get here. */
  tool: string;
  argumentsHash: string;
  /** The arguments as JSON, to be redacted by the log; only where the configuration asks for them. */
  arguments?: string | undefined;
  /** `ok`, or the kind of error. */
  outcome: string;
  milliseconds: number;
  /** What a person said: `none` when nobody had to be asked. */
  confirmation: "none" | "asked" | "approved" | "denied" | "dismissed" | "pending";
  /** W3C trace id of the caller's trace, where the request carried one. */
  traceId?: string | undefined;
}

/** The log of all calls. */
export interface Audit {
  /** Off when nobody wants a log: then nothing is hashed for it either. */
  readonly enabled: boolean;
  /** While it is being opened; calls wait for it. */
  ready?(): Promise<void> | undefined;
  /** Why calls must not go on, where the configuration says that none may go unrecorded; undefined when all is well. */
  refusal(): string | undefined;
  /** Never throws and never waits: a failing log is counted, and what then happens is the configuration's word. */
  record(record: AuditRecord): void;
  /** The newest rows first, as far as they are written. Empty when the log cannot be read. */
  recent(limit: number): Promise<readonly AuditRow[]>;
  /** Writes what is not on disk yet. */
  close(): Promise<void>;
}

export const noAudit: Audit = {
  enabled: false,
  refusal: () => undefined,
  record: () => undefined,
  recent: async () => [],
  close: async () => undefined,
};
