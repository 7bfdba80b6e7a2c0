import { findToolError, InputError } from "@sophia-mcp/core/errors";
import { carryItem } from "./carry-item.ts";
import { compileAutomation, type CompiledStep } from "./compile.ts";
import { truth } from "./expression.ts";
import type { StoredRun } from "./run-store.ts";
import type { RunnerParts } from "./runner-parts.ts";
import type { Scope } from "./types.ts";

const mostItems = 200;

type RunOutcome = Pick<StoredRun, "state" | "dueAt" | "note">;

/** Carries a run on from where the log says it is, as far as it gets. The run must be claimed; the claim ends with it. */
export async function carryOn(run: StoredRun, parts: RunnerParts): Promise<RunOutcome> {
  const outcome = await outcomeOf(run, parts);
  // Another process has it, after a sleep of this one: what becomes of it is that one's to say.
  if (!parts.store.holds(run.id)) {
    parts.store.release(run.id);
    return { state: "pending", dueAt: 0, note: undefined };
  }
  parts.store.settle(run.id, outcome);
  const { state, note } = outcome;
  const level = state === "failed" || state === "asking" ? "error" : "info";
  if (state !== "pending")
    parts.log(level, `automation.${state}`, {
      automation: run.automation,
      run: run.id,
      ...(note ? { note } : {}),
    });
  return outcome;
}

async function outcomeOf(run: StoredRun, parts: RunnerParts): Promise<RunOutcome> {
  try {
    return await steps(run, parts);
  } catch (error) {
    const known = findToolError(error);
    if (known) return { state: "failed", dueAt: 0, note: known.message };
    parts.log("error", "bug", {
      run: run.id,
      error: error instanceof Error ? (error.stack ?? "") : String(error),
    });
    return { state: "failed", dueAt: 0, note: "An error of the gateway's own, which was logged." };
  }
}

async function steps(run: StoredRun, parts: RunnerParts): Promise<RunOutcome> {
  const compiled = compileAutomation(run.definition, ({ path, message }) => {
    throw new InputError(`${path.join(".")}: ${message}`);
  });
  const scope = scopeOf(run);
  if (compiled.when && !truth(compiled.when, scope))
    return { state: "skipped", dueAt: 0, note: "its condition is false" };
  const stored = parts.store.steps(run.id);
  for (const step of compiled.steps) {
    const { id } = step.definition;
    const results: unknown[] = [];
    for (const [item, one] of itemsOf(step, scope).entries()) {
      const row = stored.find((known) => known.step === id && known.item === item);
      const outcome = await named(id, () =>
        carryItem({ run, step, item, scope: { ...scope, ...one }, stored: row }, parts),
      );
      if (outcome.kind !== "done") return ended(id, outcome);
      results.push(outcome.result);
    }
    scope.steps[id] = step.forEach ? results : results[0];
  }
  return { state: "done", dueAt: 0, note: undefined };
}

function ended(
  id: string,
  outcome: Exclude<Awaited<ReturnType<typeof carryItem>>, { kind: "done" }>,
): RunOutcome {
  const note = outcome.note === undefined ? undefined : `${id}: ${outcome.note}`;
  if (outcome.kind === "wait")
    return { state: outcome.dueAt === 0 ? "pending" : "waiting", dueAt: outcome.dueAt, note };
  return { state: outcome.kind === "ask" ? "asking" : "failed", dueAt: 0, note };
}

/** Expressions know where they stand, and not in which step. */
async function named<T>(id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${id}: ${error.message}`, { cause: error });
    throw error;
  }
}

export const scopeOf = ({ id, automation, createdAt, event, trigger, inputs }: StoredRun): Scope => ({
  event,
  trigger,
  inputs,
  run: { id, automation, started_at: new Date(createdAt).toISOString() },
  steps: {},
});

/** What each turn of a step adds to the scope: once nothing, for a step without for_each. */
export function itemsOf(
  { definition, forEach }: CompiledStep,
  scope: Scope,
): Pick<Scope, "item" | "index">[] {
  if (!forEach) return [{}];
  const list = forEach.evaluate(scope);
  if (!Array.isArray(list)) throw new InputError(`${definition.id}: for_each is no list.`);
  if (list.length > mostItems)
    throw new InputError(`${definition.id}: for_each has ${list.length} items; ${mostItems} are allowed.`);
  return list.map((item: unknown, index) => ({ item, index: BigInt(index) }));
}
