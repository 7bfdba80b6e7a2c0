import type { Json } from "@sophia-mcp/core/envelope";
import type { Caller } from "./caller.ts";
import type { Cancellation } from "./cancellation.ts";
import type { Id, RpcError } from "./json-rpc.ts";

/** One client as the relay sees it: a connection of the older revisions, or a single request of the modern one over HTTP. */
export interface Session {
  readonly id: string;
  readonly caller: Caller;
  /** Lives for one request only, so that nothing can be kept for it or sent to it afterwards. */
  readonly stateless: boolean;
  /**
   * Sends a message that belongs to no request; what cannot be sent is dropped.
   * @param everywhere whether each replica of the gateway says it to its own clients
   */
  push(line: string, everywhere?: boolean): void;
  /** Asks the client, on the stream of the request that it belongs to where there is one. Legacy revisions only. */
  ask(method: string, params: Json | undefined, exchange: Exchange | undefined): Promise<Asked>;
  /** Level of `logging/setLevel`. */
  logLevel?: string | undefined;
  /** What to undo when the client is gone. */
  readonly ends: Set<() => void>;
}

export type Asked = { result: Json } | { error: RpcError };

/** One request of a client's, being answered. */
export interface Exchange {
  readonly id: Id;
  readonly session: Session;
  /** The request's `_meta`. */
  readonly meta: Json | undefined;
  /** Aborted when the client cancels, or is gone. */
  readonly signal: AbortSignal;
  /** The same, for those on the way of every call. */
  readonly cancellation?: Cancellation | undefined;
  /** Sends a message on this request's stream, before its answer. */
  notify(line: string): void;
}
