import type { Environment } from "@sophia-mcp/auth/credentials";
import type { CallRequest, CallResult, Engine } from "@sophia-mcp/core/engine";
import { errorResult } from "@sophia-mcp/core/error-result";
import type { RunningSandbox } from "@sophia-mcp/core/start";
import type { Metrics } from "@sophia-mcp/metrics/events";
import type { BuiltIn } from "../registry.ts";

export interface BuiltInOptions {
  title: string;
  builtIn: BuiltIn;
  env: Environment;
  /** Stand an emulator behind it instead of its vendor. */
  sandbox: boolean;
  metrics: Metrics;
  log(line: string): void;
}

export interface BuiltInStatus {
  state: "idle" | "ready" | "failed";
  reason?: string;
}

/** A server that ships with the gateway, in this process: loaded by the first call of one of its tools. */
export interface BuiltInRuntime {
  /** Throws only UnknownToolError; everything else is an answer. */
  call(request: CallRequest): Promise<CallResult>;
  status(): BuiltInStatus;
  close(): Promise<void>;
}

interface Running {
  engine: Engine;
  sandbox: RunningSandbox | undefined;
}

export function createBuiltIn({
  title,
  builtIn,
  env,
  sandbox,
  metrics,
  log,
}: BuiltInOptions): BuiltInRuntime {
  let loading: Promise<Running> | undefined;
  let engine: Engine | undefined;
  let reason: string | undefined;

  async function load(): Promise<Running> {
    const [{ default: definition }, { createEngine }, emulator] = await Promise.all([
      builtIn.server(),
      import("@sophia-mcp/core/engine"),
      sandbox ? builtIn.sandbox() : undefined,
    ]);
    // Which tools a client sees is decided before a call gets here.
    const created = createEngine(definition, { env: { ...env, ...emulator?.env }, metrics, log });
    return { engine: created, sandbox: emulator };
  }

  /** A failure is not remembered, so the next call tries again. */
  async function running(): Promise<Engine> {
    try {
      loading ??= load();
      ({ engine } = await loading);
      reason = undefined;
      return engine;
    } catch (error) {
      loading = undefined;
      reason = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  return {
    async call(request) {
      try {
        if (!engine) await running();
      } catch {
        return notLoaded(title, reason);
      }
      return (engine as Engine).call(request);
    },
    status: () => ({
      state: engine ? "ready" : reason ? "failed" : "idle",
      ...(reason === undefined ? {} : { reason }),
    }),
    async close() {
      const started = await loading?.catch(() => undefined);
      await started?.engine.close();
      await started?.sandbox?.close();
    },
  };
}

function notLoaded(title: string, reason = "for an unknown reason"): CallResult {
  const message = `${title} could not be loaded: ${reason}. The other systems are not affected; the next call tries again.`;
  const details = { retryable: true, outcome: "not_done" } as const;
  return errorResult({ kind: "config", message, details }, (text) => text);
}
