import { randomUUID } from "node:crypto";
import type { Json } from "@sophia-mcp/core/envelope";
import type { CompiledAutomation } from "./compile.ts";
import type { NewRun } from "./run-store.ts";
import { keyText } from "./template.ts";
import type { Scope, TriggerFacts } from "./types.ts";

export interface Occasion {
  trigger: TriggerFacts;
  event: Json;
  inputs: Scope["inputs"];
}

/**
 * The run that an occasion makes; its key says which occasions are the same one.
 * @throws InputError when the key cannot be told
 */
export function newRun({ name, definition, key }: CompiledAutomation, occasion: Occasion): NewRun {
  const now = new Date().toISOString();
  const scope = { ...occasion, run: { id: "", automation: name, started_at: now }, steps: {} };
  return {
    automation: name,
    key: key ? `key:${keyText(key, scope)}` : usualKey(occasion.trigger),
    definition,
    ...occasion,
  };
}

/** Without a call there is nothing that could come twice. */
export const usualKey = ({ kind, call_id: call }: TriggerFacts): string =>
  call === undefined ? `once:${randomUUID()}` : `${kind === "gong.call.test" ? "test" : "call"}:${call}`;
