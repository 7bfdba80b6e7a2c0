/**
 * How a tool call ended. `bug` is ours; `cancelled` is the client's wish; `policy` is a refusal before any server was
 * asked; the rest name who must act.
 */
export type Outcome =
  | "ok"
  | "input"
  | "auth"
  | "config"
  | "policy"
  | "upstream"
  | "timeout"
  | "cancelled"
  | "bug";

export interface ToolCallEvent {
  server: string;
  /** A known tool's name. Made-up names never get here, so that labels stay bounded. */
  tool: string;
  outcome: Outcome;
  milliseconds: number;
  /** Characters of the text answer divided by four. */
  answerTokens: number;
}

/** One request to a vendor, after its retries. */
export interface UpstreamEvent {
  server: string;
  /** HTTP status, or 0 when no answer came. */
  status: number;
  milliseconds: number;
  attempts: number;
}

/** What the vendor said is left of a limit. */
export interface QuotaEvent {
  server: string;
  /** The vendor's own name of the limit: `daily`, `core`, `complexity`. */
  quota: string;
  remaining: number;
  limit?: number;
}

/** Where measurements go. Implementations must not throw; a failing sink never fails a call. */
export interface Metrics {
  toolCall(event: ToolCallEvent): void;
  upstream(event: UpstreamEvent): void;
  quota(event: QuotaEvent): void;
}

/** What one list or one answer cost and spared a client, in tokens as characters / 4. */
export interface DefinitionsEvent {
  profile: string;
  /** Of the definitions that were sent. */
  tokens: number;
  /** Of those that search mode left out; 0 when all were sent. */
  saved: number;
}

export type CircuitState = "closed" | "half-open" | "open";

/** What only a gateway measures, besides the calls of the servers behind it. `server` is an entry of its configuration. */
export interface GatewayMetrics extends Metrics {
  definitions(event: DefinitionsEvent): void;
  circuit(event: { server: string; state: CircuitState }): void;
  /** A server was started again after it had ended by itself. */
  restart(event: { server: string }): void;
  /** A call was passed on (1), or answered (-1). */
  inFlight(event: { server: string; change: 1 | -1 }): void;
  /** How many calls wait for this server now. */
  queued(event: { server: string; depth: number }): void;
  /** A call was refused before it reached a server. `reason` comes from a closed set: `policy`, `rate`, `budget`. */
  refused(event: { reason: string }): void;
  /** The audit log could not be written. */
  auditError(): void;
  /** Whether what replicas share is at hand; while it is not, each goes by itself. */
  sharedState(event: { available: boolean }): void;
}

const nothing = (): void => undefined;

/** Costs nothing: the sink of a stdio server that nobody scrapes. */
export const noMetrics: Metrics = { toolCall: nothing, upstream: nothing, quota: nothing };

export const noGatewayMetrics: GatewayMetrics = {
  ...noMetrics,
  definitions: nothing,
  circuit: nothing,
  restart: nothing,
  inFlight: nothing,
  queued: nothing,
  refused: nothing,
  auditError: nothing,
  sharedState: nothing,
};
