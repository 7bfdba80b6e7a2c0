import { carryOn } from "./runner.ts";
import type { StoredRun } from "./run-store.ts";
import type { RunnerParts } from "./runner-parts.ts";

/** A run that another process left, or that is due again, is noticed after this. */
const idleMs = 1000;
/** Runs at once; each makes one call at a time. */
const parallel = 4;
/** Calls under way when it stops may take this long. */
const graceMs = 10_000;

/** Carries out whatever is due in the log, until stopped. */
export function startWorker(parts: Omit<RunnerParts, "stopping" | "calling">): {
  wake(): void;
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  const calling = new AbortController();
  const runner = { ...parts, stopping: stopping.signal, calling: calling.signal };
  const wakers = new Set<() => void>();

  const idle = (): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        wakers.delete(end);
        resolve();
      };
      const timer = setTimeout(end, idleMs);
      wakers.add(end);
    });

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      let run: StoredRun | undefined;
      try {
        run = parts.store.claimDue();
        if (run) await carryOn(run, runner);
        else await idle();
      } catch (error) {
        // A full or locked file: what was claimed is free again when its lease ends.
        parts.log("error", "automations.log_failed", {
          error: error instanceof Error ? error.message : String(error),
        });
        if (run) parts.store.release(run.id);
        await idle();
      }
    }
  }

  const working = Array.from({ length: parallel }, work);
  const wake = (): void => {
    for (const end of wakers) end();
  };
  return {
    wake,
    async stop() {
      stopping.abort();
      wake();
      const limit = setTimeout(() => calling.abort(), graceMs);
      await Promise.all(working);
      clearTimeout(limit);
    },
  };
}
