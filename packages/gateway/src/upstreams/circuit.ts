import type { CircuitBreakerPolicy } from "cockatiel";
import { LinkError } from "../relay/link.ts";

export type CircuitName = "closed" | "half-open" | "open";

/** Why a server cannot be asked at all just now. */
export class CircuitOpenError extends Error {
  override name = "CircuitOpenError";
}

const failuresToOpen = 5;
const firstPauseMs = 1000;
const longestPauseMs = 30_000;

/** What says that the server itself is ill: it is gone, or does not answer. An error that it answers does not. */
const isOutage = (error: unknown): error is LinkError => error instanceof LinkError && error.outage;

/** Leaves a server alone that failed several times in a row, and tries it again after a while with one request. */
export function createCircuit(changed: (state: CircuitName) => void) {
  let policy: CircuitBreakerPolicy | undefined;
  let loading: Promise<CircuitBreakerPolicy> | undefined;
  let state: CircuitName = "closed";
  let reason: string | undefined;
  /** As long as nothing has failed there is nothing to count, and the policy need not even be loaded. */
  let sound = true;

  async function load(): Promise<CircuitBreakerPolicy> {
    const { circuitBreaker, CircuitState, ConsecutiveBreaker, ExponentialBackoff, handleWhen } =
      await import("cockatiel");
    policy = circuitBreaker(handleWhen(isOutage), {
      breaker: new ConsecutiveBreaker(failuresToOpen),
      halfOpenAfter: new ExponentialBackoff({ initialDelay: firstPauseMs, maxDelay: longestPauseMs }),
    });
    policy.onStateChange((now) => {
      state = now === CircuitState.Closed ? "closed" : now === CircuitState.HalfOpen ? "half-open" : "open";
      changed(state);
    });
    return policy;
  }

  function worded(error: unknown): never {
    if (error instanceof Error && "isBrokenCircuitError" in error) {
      throw new CircuitOpenError(
        `failed ${failuresToOpen} times in a row (${reason ?? "no reason given"}) and is left alone for a moment; it is tried again by itself within ${longestPauseMs / 1000} s`,
      );
    }
    throw error;
  }

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    const answer = await (policy ?? (await (loading ??= load()))).execute(work);
    sound = state === "closed";
    return answer;
  }

  /** Sent again at most once, after the server was gone, and only where that cannot do a thing twice. */
  function retried<T>(error: unknown, work: () => Promise<T>, repeatable: boolean): Promise<T> {
    if (!isOutage(error)) return worded(error);
    reason = error.message;
    const again = error.kind === "closed" && (repeatable || error.ran === "no");
    return again ? guarded(work).catch(worded) : worded(error);
  }

  return {
    state: (): CircuitName => state,
    /** @throws CircuitOpenError while the server is left alone */
    run<T>(work: () => Promise<T>, repeatable: boolean): Promise<T> {
      if (!sound) return guarded(work).catch((error: unknown) => retried(error, work, repeatable));
      return work().catch(async (error: unknown) => {
        if (!isOutage(error)) throw error;
        sound = false;
        // It is the first that counts.
        await guarded(() => Promise.reject(error)).catch(() => undefined);
        return retried(error, work, repeatable);
      });
    },
  };
}
