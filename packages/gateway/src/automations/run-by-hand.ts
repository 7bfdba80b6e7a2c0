import { setTimeout as sleep } from "node:timers/promises";
import { InputError } from "@sophia-mcp/core/errors";
import type { Flags } from "@sophia-mcp/core/flags";
import { noGatewayMetrics } from "@sophia-mcp/metrics/events";
import type { CommandIo } from "../command-io.ts";
import { createGateway, type GatewayManifest } from "../gateway.ts";
import { optionsFrom } from "../options.ts";
import { runLogFile } from "./automations.ts";
import type { CompiledAutomation } from "./compile.ts";
import { stepConfirmation } from "./confirm-step.ts";
import { dryRun } from "./dry-run.ts";
import { givenEvent } from "./event-file.ts";
import { gatewayTools } from "./gateway-tools.ts";
import { inputValues } from "./inputs.ts";
import { newRun } from "./new-run.ts";
import { prepareResume, type Resume } from "./resume.ts";
import type { RunStore, StoredRun } from "./run-store.ts";
import { dryText, runText } from "./run-text.ts";
import { carryOn } from "./runner.ts";
import { runnerDefaults, type RunnerParts } from "./runner-parts.ts";
import { shortRun, unknownRun } from "./runs.ts";
import { openRunStore } from "./sqlite-run-store.ts";
import type { Tools } from "./tools.ts";

/** What the command was started with. */
export interface ByHand {
  flags: Flags;
  manifest: GatewayManifest | undefined;
  io: CommandIo;
}

export interface RunWords {
  event?: string | undefined;
  call?: string | undefined;
  inputs: Readonly<Record<string, string>>;
  "dry-run"?: boolean | undefined;
  again?: boolean | undefined;
  "no-wait"?: boolean | undefined;
  json: boolean;
}

/** Begins a run, or goes on with the one that there is for the same event already. */
export async function runByHand(
  automation: CompiledAutomation,
  words: RunWords,
  by: ByHand,
): Promise<number> {
  const { io } = by;
  const { trigger, event } = await givenEvent(words, io);
  const occasion = { trigger, event, inputs: inputValues(automation.definition, io.env, words.inputs) };
  return withGateway(by, async (tools, stateFolder, signals) => {
    if (words["dry-run"]) {
      const { calls, note, failed } = await dryRun(automation, occasion, tools, signals.calling);
      if (words.json) io.stdout.write(`${JSON.stringify({ dry_run: true, calls, note, failed }, null, 2)}\n`);
      else
        io.stdout.write(`${[dryText(automation.name, calls), note, failed].filter(Boolean).join("\n  ")}\n`);
      return failed === undefined ? 0 : 1;
    }
    return withRunner({ by, tools, stateFolder, signals }, async (parts) => {
      const wanted = newRun(automation, occasion);
      const key = words.again ? `${wanted.key}:again:${new Date().toISOString()}` : wanted.key;
      const { run, fresh } = parts.store.create({ ...wanted, key });
      const over = !fresh && ["done", "skipped", "failed", "asking"].includes(run.state);
      if (!over) return foreground(run.id, parts.store.claim(run.id), parts, words, io);
      if (!words.json) io.stdout.write("It ran for this event before, and is not repeated; --again does.\n");
      return report(run, parts.store, words.json, io);
    });
  });
}

/** Goes on with a run that waits, failed, or asks what became of a call. */
export async function resumeRun(
  words: Resume & { id: string; json: boolean; "no-wait"?: boolean | undefined },
  by: ByHand,
): Promise<number> {
  return withGateway(by, (tools, stateFolder, signals) =>
    withRunner({ by, tools, stateFolder, signals }, async (parts) => {
      const claimed = parts.store.claim(words.id);
      if (!claimed && parts.store.get(words.id)) throw inOtherHands(words.id);
      if (!claimed) throw unknownRun(words.id);
      try {
        prepareResume(claimed, words, parts.store);
      } catch (error) {
        parts.store.settle(words.id, claimed);
        throw error;
      }
      return foreground(words.id, claimed, parts, words, by.io);
    }),
  );
}

const inOtherHands = (id: string): InputError =>
  new InputError(
    `Another process is carrying out run ${id}. sophia-mcp run --show ${id} shows how far it is.`,
  );

/** Stays with a run until it ends, or a person stops it. */
async function foreground(
  id: string,
  claimed: StoredRun | undefined,
  parts: RunnerParts,
  words: Pick<RunWords, "json" | "no-wait">,
  io: CommandIo,
): Promise<number> {
  let said: string | undefined;
  for (let run = claimed; ; run = parts.store.claim(id)) {
    if (!run) throw inOtherHands(id);
    const { state, dueAt, note } = await carryOn(run, parts);
    const over = state !== "waiting" && state !== "pending";
    if (over || words["no-wait"] || parts.stopping.aborted) {
      return report(parts.store.get(id) as StoredRun, parts.store, words.json, io);
    }
    if (note !== said && !words.json) io.stderr.write(`Waiting: ${note ?? "for its turn"}\n`);
    said = note;
    await sleep(Math.max(0, dueAt - Date.now()), undefined, { signal: parts.stopping }).catch(
      () => undefined,
    );
  }
}

function report(run: StoredRun, store: RunStore, json: boolean, { stdout }: CommandIo): number {
  const steps = store.steps(run.id);
  stdout.write(
    json ? `${JSON.stringify({ run: shortRun(run), steps }, null, 2)}\n` : `${runText(run, steps)}\n`,
  );
  return run.state === "done" || run.state === "skipped" ? 0 : 1;
}

interface Signals {
  stopping: AbortSignal;
  calling: AbortSignal;
}

async function withGateway(
  { flags, manifest }: ByHand,
  work: (tools: Tools, stateFolder: string, signals: Signals) => Promise<number>,
): Promise<number> {
  const options = await optionsFrom(flags, manifest, { metrics: noGatewayMetrics, level: "error" });
  const gateway = await createGateway(options);
  const [stopping, calling] = [new AbortController(), new AbortController()];
  // The first ends after the call under way, the second ends the call.
  const interrupt = (): void => (stopping.signal.aborted ? calling.abort() : stopping.abort());
  process.on("SIGINT", interrupt);
  try {
    const signals = { stopping: stopping.signal, calling: calling.signal };
    return await work(gatewayTools(gateway), options.stateFolder, signals);
  } finally {
    process.off("SIGINT", interrupt);
    await gateway.close();
  }
}

async function withRunner(
  { by, tools, stateFolder, signals }: { by: ByHand; tools: Tools; stateFolder: string; signals: Signals },
  work: (parts: RunnerParts) => Promise<number>,
): Promise<number> {
  const store = openRunStore(runLogFile(stateFolder, by.flags.sandbox));
  const { confirm, close } = stepConfirmation(stateFolder);
  // What became of the run is printed; only errors of the gateway's own are left to tell.
  const log: RunnerParts["log"] = (_level, event, fields) => {
    if (event === "bug") by.io.stderr.write(`${JSON.stringify({ event, ...fields })}\n`);
  };
  try {
    return await work({ ...runnerDefaults, ...signals, store, tools, confirm, log });
  } finally {
    await close();
    store.close();
  }
}
