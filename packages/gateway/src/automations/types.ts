import type { Json } from "@sophia-mcp/core/envelope";

/** What starts an automation by itself; `manual` is only started by hand. */
export type TriggerKind = "gong.call" | "gong.call.test" | "manual";

export interface InputDefinition {
  description?: string;
  /** Environment variable that sets it. */
  env?: string;
  default?: string | number | boolean;
}

export interface LookUp {
  tool: string;
  arguments?: Json;
  /** Expression over `result`. */
  found: string;
}

/** One step as it is written. Texts of `arguments` are templates, `when`, `for_each` and `found` expressions. */
export interface Step {
  id: string;
  tool: string;
  arguments?: Json;
  when?: string;
  for_each?: string;
  retry?: { attempts?: number; delay_seconds?: number };
  idempotency_key?: string;
  look_up?: LookUp;
  repeat_if_unknown?: boolean;
  confirm?: boolean;
}

/** One automation as it is written; kept with each of its runs, so that a changed file does not change what is under way. */
export interface Automation {
  name: string;
  title?: string;
  description?: string;
  trigger: TriggerKind;
  inputs?: Readonly<Record<string, InputDefinition>>;
  when?: string;
  idempotency_key?: string;
  steps: readonly Step[];
}

/** `trigger` in expressions: what is known of the event besides its body. */
export interface TriggerFacts {
  kind: TriggerKind;
  call_id?: string;
  received_at?: string;
  rule?: string;
}

/** `run` in expressions. */
export interface RunFacts {
  id: string;
  automation: string;
  /** ISO 8601; stays the same when the run is resumed. */
  started_at: string;
}

/** All that expressions see. Plain JSON. */
export interface Scope {
  event: Json;
  trigger: TriggerFacts;
  inputs: Readonly<Record<string, string | number | boolean>>;
  run: RunFacts;
  /** Results by the id of their step; null for a step that was left out. */
  steps: Record<string, unknown>;
  item?: unknown;
  index?: bigint;
  key?: string;
  result?: unknown;
}
