/** How a tool call ended. `bug` is ours; `cancelled` is the client's wish; the rest name who must act. */
export type Outcome = "ok" | "input" | "auth" | "config" | "upstream" | "timeout" | "cancelled" | "bug";

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

const nothing = (): void => undefined;

/** Costs nothing: the sink of a stdio server that nobody scrapes. */
export const noMetrics: Metrics = { toolCall: nothing, upstream: nothing, quota: nothing };
