import type { Json } from "@sophia-mcp/core/envelope";
import type { Caller } from "../relay/caller.ts";
import type { ToolFacts } from "../relay/tool-facts.ts";
import type { SearchMapping } from "./search-mapping.ts";

/** An answer to `tools/call`. Other servers' content has more kinds than ours, and fields this gateway does not know. */
export interface CallAnswer {
  content: readonly Json[];
  structuredContent?: Json;
  isError?: boolean;
  _meta?: Json;
}

/** A server of the configuration as search sees it. */
export interface SearchServer {
  name: string;
  title: string;
  state: "ready" | "idle" | "failed" | "missing key";
  /** Why it failed, or which key is missing; without secrets. */
  reason?: string;
  /** How its data is searched; absent where it cannot be. */
  search?: readonly SearchMapping[];
}

export interface FindContext {
  /** What this caller may use, also what is not listed. */
  tools: readonly ToolFacts[];
  servers: readonly SearchServer[];
  caller: Caller;
  signal: AbortSignal;
  /** Calls one of `tools` by the name that clients see, through policy, limits and audit. */
  call(name: string, args: Json, options?: { signal?: AbortSignal }): Promise<CallAnswer>;
}

/** A tool of the gateway's own. */
export interface GatewayTool {
  /** As `tools/list` sends it. */
  listing: GatewayListing;
  /** Does not throw what a caller could have done better: that is an answer with `isError`. */
  run(args: unknown, context: FindContext): Promise<CallAnswer>;
}

export interface GatewayListing extends Json {
  name: string;
  title: string;
  description: string;
  inputSchema: Json;
  annotations: { title: string; readOnlyHint: boolean; destructiveHint: boolean; openWorldHint: boolean };
}

export const textAnswer = (text: string): CallAnswer => ({ content: [{ type: "text", text }] });
