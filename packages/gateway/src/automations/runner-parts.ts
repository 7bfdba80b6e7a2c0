import type { Json } from "@sophia-mcp/core/envelope";
import type { Log } from "../log.ts";
import type { ToolFacts } from "../relay/tool-facts.ts";
import type { RunStore } from "./run-store.ts";
import type { Tools } from "./tools.ts";

export type Confirmed = { kind: "approved" } | { kind: "pending" | "denied"; note: string };

/** What a run is carried out with. */
export interface RunnerParts {
  store: RunStore;
  tools: Tools;
  /** Asks a person, and answers what is known until now. */
  confirm(tool: ToolFacts, args: Json): Promise<Confirmed>;
  log: Log;
  /** Nothing new is begun after it. */
  stopping: AbortSignal;
  /** Cuts off what is under way. */
  calling: AbortSignal;
  /** How long after a call of unknown outcome its look-up may be trusted. */
  settleMs: number;
  approvalPollMs: number;
}

export const runnerDefaults = { settleMs: 5000, approvalPollMs: 5000 };
