import { findToolError } from "@sophia-mcp/core/errors";
import type { Log } from "../log.ts";
import type { Circuit } from "./circuit.ts";
import type { WebhookMetrics } from "./metrics.ts";
import type { Sink, WebhookEvent } from "./sink.ts";
import type { Delivery, EventStore, Handler, Settled } from "./store.ts";

export interface DeliveryOptions {
  /** Of one batch. Default 60,000. */
  timeoutMs: number;
  /** First and longest wait before an event is tried again. Default 1,000 and 300,000. */
  firstDelayMs: number;
  longestDelayMs: number;
  /** Tries of an event that the sink refuses for what it is. Default 15, which is about three quarters of an hour. */
  triesOfRefused: number;
  /** An event that an outage has kept this long becomes a dead letter. Default seven days. */
  giveUpMs: number;
}

/** Longest time that a batch waits for a sink that is down before it goes back to its place; `leaseMs` allows for it. */
const patienceMs = 20_000;
/** A batch that was handed out is handed out again after this, unless it was settled. */
export const leaseMs = (timeoutMs: number): number => timeoutMs + patienceMs + 10_000;

export const deliveryDefaults: DeliveryOptions = {
  timeoutMs: 60_000,
  firstDelayMs: 1000,
  longestDelayMs: 300_000,
  triesOfRefused: 15,
  giveUpMs: 7 * 86_400_000,
};

type Deliveries = Partial<DeliveryOptions> & {
  store: EventStore;
  sinks: readonly Sink[];
  log: Log;
  metrics: WebhookMetrics;
};

/** Takes events from the store to each sink, each sink at its own pace. */
export function startDeliveries(given: Deliveries): { stop(): Promise<void> } {
  const options = { ...deliveryDefaults, ...given };
  const stopping = new AbortController();
  const workers = given.sinks.map((sink) =>
    given.store.work(sink.name, sink.batchSize ?? 1, createHandler(sink, options, stopping.signal)),
  );
  // A moment later: loading a vendor's driver takes longer than to listen.
  const starting = setTimeout(() => {
    for (const sink of given.sinks) void begin(sink, given.log, stopping.signal);
  }, 100);
  return {
    async stop() {
      stopping.abort();
      clearTimeout(starting);
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}

async function begin(sink: Sink, log: Log, signal: AbortSignal): Promise<void> {
  try {
    await sink.start?.(signal);
  } catch (error) {
    if (!signal.aborted) log("warn", "webhook.sink_not_ready", { sink: sink.name, error: reasonOf(error) });
  }
}

type Attempt = { error: unknown } | undefined;

function createHandler(sink: Sink, options: Required<Deliveries>, stopping: AbortSignal): Handler {
  const { log, metrics, timeoutMs } = options;
  let loading: Promise<Circuit> | undefined;
  const circuit = (): Promise<Circuit> =>
    (loading ??= import("./circuit.ts").then(({ createCircuit }) =>
      createCircuit(timeoutMs, (error) => !isRefusal(error)),
    ));

  async function attempt(batch: readonly WebhookEvent[]): Promise<Attempt> {
    const { run, wasOpen } = await circuit();
    const until = performance.now() + patienceMs;
    for (;;) {
      try {
        await run((signal) => sink.deliver(batch, signal), stopping);
        return undefined;
      } catch (error) {
        const waits = wasOpen(error) && performance.now() < until && !stopping.aborted;
        if (!waits) return { error };
        await pause(250, stopping);
      }
    }
  }

  /** Whether it says nothing about the events: every other batch would have failed as well. */
  async function isOutage(error: unknown): Promise<boolean> {
    if (findToolError(error)) return !isRefusal(error);
    const { wasOpen, timedOut } = await circuit();
    return wasOpen(error) || timedOut(error);
  }

  /** One event that a sink refuses, or that makes it stumble, must not keep the others of its batch back. */
  async function deliver(batch: readonly WebhookEvent[]): Promise<Attempt[]> {
    const whole = await attempt(batch);
    if (!whole || batch.length === 1 || (await isOutage(whole.error))) return batch.map(() => whole);
    const each: Attempt[] = [];
    for (const event of batch) {
      // An unknown error that meets the first few alike is no matter of one event.
      const hopeless = each.length >= 3 && each.every((one) => one && !isRefusal(one.error));
      each.push(hopeless ? whole : await attempt([event]));
    }
    return each;
  }

  return async (batch) => {
    const readable = batch.map(toEvent);
    const results = await deliver(readable);
    const settled = batch.map((delivery, i) => settle(delivery, results[i], options));
    const count = (outcome: Settled["outcome"]): number =>
      settled.filter((one) => one.outcome === outcome).length;
    const again = batch.filter(({ attempt }) => attempt > 1).length;
    if (again > 0) metrics.retried(sink.name, again);
    for (const [outcome, name] of [
      ["done", "ok"],
      ["retry", "retry"],
      ["dead", "dead"],
    ] as const) {
      if (count(outcome) > 0) metrics.delivered(sink.name, name, count(outcome));
    }
    const failed = settled.find((one) => one.outcome !== "done");
    if (failed) {
      const numbers = { retry: count("retry"), dead: count("dead") };
      log(numbers.dead > 0 ? "error" : "warn", "webhook.delivery_failed", {
        sink: sink.name,
        ...numbers,
        error: failed.error,
      });
    }
    return settled;
  };
}

function settle(delivery: Delivery, result: Attempt, options: DeliveryOptions): Settled {
  if (!result) return { outcome: "done" };
  const refused = isRefusal(result.error);
  const spent = refused
    ? delivery.attempt >= options.triesOfRefused
    : Date.now() - delivery.receivedAt > options.giveUpMs;
  const error = reasonOf(result.error);
  return { outcome: spent ? "dead" : "retry", error, delayMs: delayOf(delivery.attempt, options) };
}

/** Doubles from the first wait to the longest, with up to a half more, so that what failed together comes back apart. */
export function delayOf(
  attempt: number,
  options: Pick<DeliveryOptions, "firstDelayMs" | "longestDelayMs">,
): number {
  const base = Math.min(options.firstDelayMs * 2 ** Math.min(attempt - 1, 30), options.longestDelayMs);
  return Math.round(base * (1 + Math.random() / 2));
}

/** The sink works, and does not want these events: they are the reason, or its set-up is. */
function isRefusal(error: unknown): boolean {
  const known = findToolError(error);
  if (!known) return false;
  return known.kind === "input" || (known.kind === "upstream" && known.details.retryable === false);
}

function reasonOf(error: unknown): string {
  const text = findToolError(error)?.message ?? (error instanceof Error ? error.message : String(error));
  return text.slice(0, 1000);
}

function toEvent(delivery: Delivery): WebhookEvent {
  return { ...delivery, payload: JSON.parse(delivery.body) as Record<string, unknown> };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done, { once: true });
  });
}
