import { isObject } from "@sophia-mcp/core/envelope";
import type { DryCall } from "./dry-run.ts";
import type { StoredRun, StoredStep } from "./run-store.ts";

/** A run and its steps in a few lines; in full also what was sent and what came back. */
export function runText(run: StoredRun, steps: readonly StoredStep[], full = false): string {
  const { definition, forgotten } = run;
  const toolOf = (id: string): string =>
    forgotten ? "" : (definition.steps.find((step) => step.id === id)?.tool ?? "");
  const many = new Set(steps.filter(({ item }) => item > 0).map(({ step }) => step));
  const rows = steps.map((step) => {
    const name = many.has(step.step) ? `${step.step}[${step.item}]` : step.step;
    const words = [stateWords[step.state], linkIn(step.result), step.note && oneLine(step.note)].filter(
      Boolean,
    );
    const line = `  ${name.padEnd(18)} ${toolOf(step.step).padEnd(28)} ${words.join("  ")}`;
    if (!full) return line;
    const result = step.result === undefined ? [] : [indented("result", step.result)];
    return [line, indented("arguments", step.arguments), ...result].join("\n");
  });
  const at = new Date(run.createdAt).toISOString().replace(/\.\d+Z$/, "Z");
  const call = forgotten || run.trigger.call_id === undefined ? "" : `, call ${run.trigger.call_id}`;
  const note = run.note ? [`  ${oneLine(run.note)}`] : [];
  return [
    `${run.automation}: ${run.state} (run ${run.id}, ${at}${call})`,
    ...rows,
    ...note,
    ...advice(run),
  ].join("\n");
}

const stateWords: Readonly<Record<StoredStep["state"], string>> = {
  started: "outcome not known",
  retry: "to be tried again",
  approval: "waits for an approval",
  done: "done",
  skipped: "left out",
  failed: "failed",
};

function advice({ id, state }: StoredRun): string[] {
  if (state === "failed") return [`  When the reason is gone: sophia-mcp run --resume ${id}`];
  if (state === "waiting" || state === "pending")
    return [`  To go on with it here: sophia-mcp run --resume ${id}`];
  if (state !== "asking") return [];
  return [
    `  It was done: sophia-mcp run --resume ${id} --done. It was not: sophia-mcp run --resume ${id} --repeat`,
  ];
}

const oneLine = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 297)}...` : line;
};

const linkIn = (result: unknown): string =>
  isObject(result) && typeof result.url === "string" ? result.url : "";

const indented = (name: string, value: unknown): string =>
  `    ${name}: ${JSON.stringify(value, null, 2).replaceAll("\n", "\n    ")}`;

/** What a dry run found, each write with all that would be sent. */
export function dryText(name: string, calls: readonly DryCall[]): string {
  const rows = calls.map(({ step, item, tool, outcome, note, arguments: args }) => {
    const words = {
      made: "reads, was called",
      "not made": "WOULD BE CALLED",
      "left out": "left out",
      found: "done already",
    };
    const line = `  ${step}${item > 0 ? `[${item}]` : ""}: ${tool}, ${words[outcome]}${note ? ` (${note})` : ""}`;
    return outcome === "not made" ? `${line}\n${indented("arguments", args)}` : line;
  });
  return [`${name}: dry run, nothing was changed`, ...rows].join("\n");
}

export function listText(runs: readonly StoredRun[]): string {
  if (runs.length === 0) return "No runs.";
  return runs
    .map(({ id, automation, state, createdAt, note }) =>
      [
        id,
        new Date(createdAt).toISOString().slice(0, 19),
        state.padEnd(8),
        automation,
        note ? oneLine(note) : "",
      ]
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
