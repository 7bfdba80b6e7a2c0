import type { Delivery } from "./store.ts";

/** What a sink gets. `payload` is the parsed body; numbers beyond 2^53 in it are only exact in `body`. */
export interface WebhookEvent extends Delivery {
  payload: Readonly<Record<string, unknown>>;
}

/** Where events go. A batch may come again, whole or in part: delivering must be idempotent by `callId`. */
export interface Sink {
  name: string;
  /** Events at once. Default 1. */
  batchSize?: number;
  /**
   * Resolves when all of the batch has arrived. A thrown ToolError with `retryable: false` is about these events and
   * makes them dead letters after some tries; anything else is tried again for days.
   */
  deliver(batch: readonly WebhookEvent[], signal: AbortSignal): Promise<void>;
  /** Called once when deliveries begin, whether or not there is anything to deliver; a failure is only logged. */
  start?(signal: AbortSignal): Promise<void>;
  close?(): Promise<void>;
}

/** A tool call, through the gateway or a single server. */
export type CallTool = (
  name: string,
  args: Record<string, unknown>,
  signal: AbortSignal,
) => Promise<{
  content: unknown[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
  _meta?: Record<string, unknown>;
}>;
