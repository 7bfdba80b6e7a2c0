import type { Caller } from "../relay/caller.ts";
import type { ToolFacts } from "../relay/tool-facts.ts";

export type Verdict =
  | { kind: "allow" }
  | { kind: "refuse"; reason: "policy" | "rate" | "budget"; message: string; retryAfterSeconds?: number }
  | { kind: "confirm"; message: string };

/** A compiled profile: what it shows, and what it lets happen. Made once per configuration, shared by all sessions. */
export interface Guard {
  readonly profile: string;
  /** Whether a tool may be found and called at all; asked once per tool and catalogue, not per call. */
  shows(tool: ToolFacts): boolean;
  /** Whether it also stands in the list: those of groups that are not chosen can be found by search and called. */
  lists(tool: ToolFacts): boolean;
  /**
   * Decides one call, synchronously and without allocating on the way that allows; a promise only where the limits are
   * shared between replicas. Charges the limits: asked once per call.
   */
  check(tool: ToolFacts, caller: Caller): Verdict | Promise<Verdict>;
}
