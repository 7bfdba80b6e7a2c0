import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "@sophia-mcp/core/envelope";
import type { ToolFacts } from "../relay/tool-facts.ts";
import type { CompiledStep } from "./compile.ts";
import { truth } from "./expression.ts";
import { lookUpResult } from "./look-up.ts";
import { otherOwner } from "./step-key.ts";
import { keyText } from "./template.ts";
import type { StoredRun, StoredStep } from "./run-store.ts";
import type { RunnerParts } from "./runner-parts.ts";
import { callTool, theTool, type CallEnd } from "./tools.ts";
import type { Scope } from "./types.ts";

/** One step of a run, or one item of its for_each. */
export interface ItemWork {
  run: StoredRun;
  step: CompiledStep;
  item: number;
  scope: Scope;
  /** What the log knows of it already. */
  stored: StoredStep | undefined;
}

export type ItemOutcome =
  | { kind: "done"; result: unknown }
  | { kind: "wait"; dueAt: number; note?: string }
  | { kind: "ask" | "failed"; note: string };

/** Waits up to this long are sat out; longer ones give the place to another run. */
const shortWaitMs = 2000;
const longestDelayMs = 3_600_000;

/**
 * Carries out one item: what is in the log as done is not done again, and each call is in the log before it is made.
 * @throws InputError from an expression or for a tool that is not there
 */
export async function carryItem(work: ItemWork, parts: RunnerParts): Promise<ItemOutcome> {
  const { run, step, item, stored } = work;
  if (stored?.state === "done" || stored?.state === "skipped")
    return { kind: "done", result: stored.result ?? null };
  const { store } = parts;
  const row: StoredStep = stored ?? {
    step: step.definition.id,
    item,
    state: "started",
    attempts: 0,
    arguments: {},
    startedAt: Date.now(),
  };
  const write = (change: Partial<StoredStep>): void => store.writeStep(run.id, Object.assign(row, change));
  const end = (state: "done" | "skipped", result: unknown, note?: string): ItemOutcome => {
    write({ state, result, note, endedAt: Date.now() });
    return { kind: "done", result };
  };

  if (!stored && step.when && !truth(step.when, work.scope))
    return end("skipped", null, "its condition is false");
  const scope = step.key ? { ...work.scope, key: keyText(step.key, work.scope) } : work.scope;
  const other =
    scope.key === undefined ? undefined : otherOwner(store, run, step.definition.id, item, scope.key);
  if (other) return end("skipped", other.result, other.note);

  const facts = await theTool(parts.tools, step.definition.tool);
  if (!stored) row.arguments = step.arguments.filled(scope) as Json;
  return attempts({ ...work, scope, row, facts, write, end }, parts);
}

interface Attempts extends ItemWork {
  row: StoredStep;
  facts: ToolFacts;
  write(change: Partial<StoredStep>): void;
  end(state: "done" | "skipped", result: unknown, note?: string): ItemOutcome;
}

async function attempts(work: Attempts, parts: RunnerParts): Promise<ItemOutcome> {
  const { step, row, facts, write, end, stored } = work;
  const { definition, lookUp } = step;
  const safe = facts.access === "read" || facts.idempotent || definition.repeat_if_unknown === true;
  const { attempts: most = 5 } = definition.retry ?? {};
  let unknown = stored?.state === "started";
  for (;;) {
    // A call that was on its way when its process died may still arrive.
    if (lookUp && unknown) await pause(row.startedAt + parts.settleMs - Date.now(), parts.stopping);
    if (parts.stopping.aborted) return { kind: "wait", dueAt: 0 };
    let ended: CallEnd | "absent" = "absent";
    if (lookUp) {
      const found = await lookUpResult(lookUp, work.scope, parts.tools, parts.calling);
      if (found.kind === "answer" && found.result !== undefined)
        return end("done", found.result, "found, not repeated");
      if (found.kind === "error") ended = { ...found, unknown };
    } else if (unknown && !safe) return ask(work);
    if (ended === "absent" && definition.confirm) {
      const confirmed = await parts.confirm(facts, row.arguments);
      if (confirmed.kind === "denied") return failed(work, confirmed.note);
      if (confirmed.kind === "pending") {
        write({ state: "approval", note: confirmed.note });
        return { kind: "wait", dueAt: Date.now() + parts.approvalPollMs, note: confirmed.note };
      }
    }
    if (ended === "absent") {
      if (!parts.store.holds(work.run.id)) return { kind: "wait", dueAt: 0 };
      write({ state: "started", attempts: row.attempts + 1, startedAt: Date.now(), note: undefined });
      ended = await callTool(parts.tools, definition.tool, row.arguments, parts.calling);
    } else row.attempts++;
    if (ended.kind === "answer") return end("done", ended.result);

    unknown = ended.unknown && facts.access !== "read";
    if (ended.needsApproval) {
      write({ state: "approval", attempts: row.attempts - 1, note: ended.message });
      return { kind: "wait", dueAt: Date.now() + parts.approvalPollMs * 3, note: ended.message };
    }
    const again = unknown ? safe || lookUp !== undefined : ended.retryable;
    if (!again || row.attempts >= most) {
      return unknown && !safe ? ask(work, ended.message) : failed(work, ended.message);
    }
    const delayMs = delayOf(row.attempts, definition.retry?.delay_seconds ?? 2, ended.retryAfterSeconds);
    // What is unknown stays as it was written before the call.
    write({ state: unknown ? "started" : "retry", note: ended.message });
    if (delayMs > shortWaitMs) return { kind: "wait", dueAt: Date.now() + delayMs, note: ended.message };
    await pause(delayMs, parts.stopping);
  }
}

function ask({ write, step }: Attempts, said?: string): ItemOutcome {
  const note = `It is not known whether ${step.definition.tool} was carried out${said ? `: ${said}` : ", because the process ended during the call."} Look there, then resume with --done or --repeat.`;
  write({ state: "started", note });
  return { kind: "ask", note };
}

function failed({ write }: Attempts, note: string): ItemOutcome {
  write({ state: "failed", note, endedAt: Date.now() });
  return { kind: "failed", note };
}

/** Doubles each time, with up to a quarter more, so that what failed together comes back apart. */
function delayOf(attempt: number, firstSeconds: number, askedSeconds: number): number {
  const own = Math.min(firstSeconds * 1000 * 2 ** Math.min(attempt - 1, 20), longestDelayMs);
  return Math.round(Math.max(own, askedSeconds * 1000) * (1 + Math.random() / 4));
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => undefined);
}
