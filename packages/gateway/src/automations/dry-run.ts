import type { Json } from "@sophia-mcp/core/envelope";
import { findToolError, UpstreamError } from "@sophia-mcp/core/errors";
import type { Access } from "@sophia-mcp/core/tool";
import { referredSteps, type CompiledAutomation, type CompiledStep } from "./compile.ts";
import { truth, type Expression } from "./expression.ts";
import { lookUpResult } from "./look-up.ts";
import type { Occasion } from "./new-run.ts";
import { itemsOf } from "./runner.ts";
import { keyText } from "./template.ts";
import { callTool, theTool, type Tools } from "./tools.ts";
import type { Scope } from "./types.ts";

/** What one call of a run would be. */
export interface DryCall {
  step: string;
  item: number;
  tool: string;
  access: Access;
  /** An expression over a result that is not there yet stands as it is written. */
  arguments: Json;
  /** `made`: it only reads, and was really called. `found`: the look-up says that it is done already. */
  outcome: "made" | "not made" | "left out" | "found";
  note?: string;
}

/**
 * Goes through an automation, makes the calls that only read, and shows the others instead of making them.
 * @returns the calls up to the first that failed, and why
 */
export async function dryRun(
  automation: CompiledAutomation,
  occasion: Occasion,
  tools: Tools,
  signal: AbortSignal,
): Promise<{ calls: DryCall[]; note?: string; failed?: string }> {
  const run = { id: "dry-run", automation: automation.name, started_at: new Date().toISOString() };
  const scope: Scope = { ...occasion, run, steps: {} };
  const calls: DryCall[] = [];
  const notMade = new Set<string>();
  try {
    if (automation.when && !truth(automation.when, scope))
      return { calls, note: "Nothing would be done: the condition of the automation is false." };
    for (const step of automation.steps) await dryStep({ step, scope, calls, notMade, tools, signal });
    return { calls };
  } catch (error) {
    const known = findToolError(error);
    if (!known) throw error;
    return { calls, failed: known.message };
  }
}

interface DryStep {
  step: CompiledStep;
  scope: Scope;
  calls: DryCall[];
  /** Steps whose results are not there. */
  notMade: Set<string>;
  tools: Tools;
  signal: AbortSignal;
}

async function dryStep({ step, scope, calls, notMade, tools, signal }: DryStep): Promise<void> {
  const { id, tool } = step.definition;
  const open = (expressions: readonly Expression[]): boolean =>
    expressions.some(({ source }) => referredSteps(source).some((one) => notMade.has(one)));
  const { access } = await theTool(tools, tool);
  const shown = (args: Json, outcome: DryCall["outcome"], item: number, note?: string): void => {
    calls.push({
      step: id,
      item,
      tool,
      access,
      arguments: args,
      outcome,
      ...(note === undefined ? {} : { note }),
    });
  };
  const written = step.definition.arguments ?? {};
  if (step.forEach && open([step.forEach])) {
    notMade.add(id);
    return shown(written, "not made", 0, `for each of ${step.forEach.source}`);
  }
  const results: unknown[] = [];
  for (const [item, one] of itemsOf(step, scope).entries()) {
    const within = { ...scope, ...one };
    const conditional = step.when !== undefined && open([step.when]);
    if (step.when && !conditional && !truth(step.when, within)) {
      results.push(null);
      shown({}, "left out", item, "its condition is false");
      continue;
    }
    if (step.key && !open(step.key.expressions)) within.key = keyText(step.key, within);
    const unknown = open(step.arguments.expressions);
    const args = unknown ? written : (step.arguments.filled(within) as Json);
    const note = conditional ? `only where ${step.when?.source}` : undefined;
    if (access !== "read" || unknown || conditional) {
      const found = unknown ? undefined : await foundResult(step, within, open, tools, signal);
      results.push(found);
      if (found === undefined) notMade.add(id);
      shown(args, found === undefined ? "not made" : "found", item, note);
      continue;
    }
    const answer = await callTool(tools, tool, args, signal);
    if (answer.kind === "error") throw new UpstreamError(`${id}: ${answer.message}`);
    results.push(answer.result);
    shown(args, "made", item);
  }
  scope.steps[id] = step.forEach ? results : results[0];
}

async function foundResult(
  { lookUp, definition }: CompiledStep,
  scope: Scope,
  open: (expressions: readonly Expression[]) => boolean,
  tools: Tools,
  signal: AbortSignal,
): Promise<unknown> {
  if (!lookUp || open([...lookUp.arguments.expressions, lookUp.found])) return undefined;
  const answer = await lookUpResult(lookUp, scope, tools, signal);
  if (answer.kind === "error") throw new UpstreamError(`${definition.id}: ${answer.message}`);
  return answer.result;
}
