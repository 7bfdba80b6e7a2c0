import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  isTaskCancelledError,
  timeout,
  TimeoutStrategy,
  wrap,
} from "cockatiel";

export interface Circuit {
  /** @throws what the work throws, cockatiel's TaskCancelledError after the time limit, or at once while open */
  run(work: (signal: AbortSignal) => Promise<void>, stopping: AbortSignal): Promise<void>;
  /** Whether this error only says that nothing was tried. */
  wasOpen(error: unknown): boolean;
  /** Whether the time limit passed. */
  timedOut(error: unknown): boolean;
}

/** One sink's: an outage must not let every event of the queue run into the time limit, one after the other. */
export function createCircuit(timeoutMs: number, isOutage: (error: unknown) => boolean): Circuit {
  const policy = wrap(
    circuitBreaker(handleWhen(isOutage), {
      halfOpenAfter: new ExponentialBackoff({ initialDelay: 500, maxDelay: 15_000 }),
      breaker: new ConsecutiveBreaker(3),
    }),
    timeout(timeoutMs, TimeoutStrategy.Aggressive),
  );
  return {
    run: (work, stopping) => policy.execute(({ signal }) => work(signal), stopping),
    wasOpen: (error) => isBrokenCircuitError(error),
    timedOut: (error) => isTaskCancelledError(error),
  };
}
