import { join } from "node:path";
import type { Environment } from "@sophia-mcp/auth/credentials";
import { findToolError } from "@sophia-mcp/core/errors";
import type { Log } from "../log.ts";
import type { Sink, WebhookEvent } from "../webhooks/sink.ts";
import type { CompiledAutomation } from "./compile.ts";
import { stepConfirmation } from "./confirm-step.ts";
import { readAutomations } from "./document.ts";
import { inputValues } from "./inputs.ts";
import { newRun, usualKey } from "./new-run.ts";
import type { RunStore } from "./run-store.ts";
import { runnerDefaults } from "./runner-parts.ts";
import { openRunStore } from "./sqlite-run-store.ts";
import type { Tools } from "./tools.ts";
import type { TriggerKind } from "./types.ts";
import { startWorker } from "./worker.ts";

export interface AutomationsOptions {
  /** A file, or a folder of files. */
  path: string;
  tools: Tools;
  env: Environment;
  /** Where the log of runs and the approvals are kept. */
  stateFolder: string;
  /** Its runs are of no concern to the real systems, and are not kept. */
  sandbox?: boolean;
  log: Log;
  settleMs?: number;
  approvalPollMs?: number;
}

export interface Automations {
  /** For the webhooks: takes an event over once its runs are on disk. */
  sink: Sink;
  store: RunStore;
  /** Begins nothing more, waits for the calls under way, and cuts them off after a while. */
  close(): Promise<void>;
}

export const runLogFile = (stateFolder: string, sandbox: boolean): string =>
  sandbox ? ":memory:" : join(stateFolder, "automations.db");

const keptMs = 30 * 86_400_000;
const pruneMs = 3_600_000;

/**
 * Carries out the automations of a file when their events come, and goes on with what an earlier process left.
 * @throws ConfigError for a file that is not valid, an input that nothing gives, or a log that cannot be opened
 */
export function createAutomations(options: AutomationsOptions): Automations {
  const { path, tools, env, stateFolder, sandbox = false, log } = options;
  const automations = [...readAutomations(path).values()];
  // Whoever starts the gateway should hear of it, and not the first event.
  for (const { definition } of automations) if (definition.trigger !== "manual") inputValues(definition, env);
  const store = openRunStore(runLogFile(stateFolder, sandbox));
  const confirmation = stepConfirmation(stateFolder);
  const worker = startWorker({
    ...runnerDefaults,
    ...options,
    store,
    tools,
    confirm: confirmation.confirm,
    log,
  });
  const pruning = setInterval(() => store.prune(Date.now() - keptMs), pruneMs);
  pruning.unref();

  function begin(automation: CompiledAutomation, event: WebhookEvent, kind: TriggerKind): void {
    const trigger = {
      kind,
      call_id: event.callId,
      rule: event.rule,
      received_at: new Date(event.receivedAt).toISOString(),
    };
    const occasion = { trigger, event: event.payload, inputs: inputValues(automation.definition, env) };
    try {
      store.create(newRun(automation, occasion));
    } catch (error) {
      const known = findToolError(error);
      if (!known) throw error;
      // Coming again would not help: it is the event or the file. It stays to be seen among the runs.
      const { name, definition } = automation;
      store.create({ automation: name, key: usualKey(trigger), definition, ...occasion }, known.message);
      log("error", "automation.failed", { automation: name, call: event.callId, note: known.message });
    }
  }

  return {
    store,
    sink: {
      name: "automations",
      async deliver(batch) {
        for (const event of batch) {
          const kind = event.isTest ? "gong.call.test" : "gong.call";
          for (const automation of automations)
            if (automation.definition.trigger === kind) begin(automation, event, kind);
        }
        worker.wake();
      },
    },
    async close() {
      clearInterval(pruning);
      await worker.stop();
      await confirmation.close();
      store.close();
    },
  };
}
