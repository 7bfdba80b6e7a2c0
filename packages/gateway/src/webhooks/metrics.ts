import type { Counter, Histogram } from "prom-client";
import type { SinkStats } from "./store.ts";

export type DeliveryOutcome = "ok" | "retry" | "dead";

/** What the receiver and its deliveries measure. Never throws, and costs a request nothing worth naming. */
export interface WebhookMetrics {
  received(source: string): void;
  refused(reason: string): void;
  delivered(sink: string, outcome: DeliveryOutcome, count: number): void;
  retried(sink: string, count: number): void;
  duration(seconds: number): void;
  /** Exposition format, with the queues as they are now. */
  text(sinks: readonly SinkStats[]): Promise<string>;
}

interface Instruments {
  received: Counter;
  refused: Counter;
  deliveries: Counter;
  retries: Counter;
  duration: Histogram;
  text(sinks: readonly SinkStats[]): Promise<string>;
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10];

/** A registry of its own, so that its text can follow any other. `prom-client` is loaded after the first requests. */
export function createWebhookMetrics(): WebhookMetrics {
  let loading: Promise<Instruments> | undefined;
  let loaded: Instruments | undefined;
  const waiting: ((instruments: Instruments) => void)[] = [];

  function load(): Promise<Instruments> {
    loading ??= instruments().then((made) => {
      loaded = made;
      for (const event of waiting.splice(0)) event(made);
      return made;
    });
    return loading;
  }

  function record(event: (instruments: Instruments) => void): void {
    if (loaded) return event(loaded);
    waiting.push(event);
    // Not now: the first request is being answered.
    if (!loading) setTimeout(() => void load().catch(() => undefined), 500).unref();
  }

  return {
    received: (source) => record((all) => all.received.inc({ source })),
    refused: (reason) => record((all) => all.refused.inc({ reason })),
    delivered: (sink, outcome, count) => record((all) => all.deliveries.inc({ sink, outcome }, count)),
    retried: (sink, count) => record((all) => all.retries.inc({ sink }, count)),
    duration: (seconds) => record((all) => all.duration.observe(seconds)),
    text: async (sinks) => (await load()).text(sinks),
  };
}

async function instruments(): Promise<Instruments> {
  const { Counter, Gauge, Histogram, Registry } = await import("prom-client");
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames: ["sink"], registers });
  const depth = gauge("mcp_webhook_queue_depth", "Events that wait for this sink");
  const oldest = gauge("mcp_webhook_oldest_seconds", "Age of the oldest event that waits for this sink");
  const dead = gauge("mcp_webhook_dead_letters", "Events that are not tried again until they are replayed");
  return {
    received: new Counter({
      name: "mcp_webhook_received_total",
      help: "Webhooks accepted, duplicates included",
      labelNames: ["source"],
      registers,
    }),
    refused: new Counter({
      name: "mcp_webhook_refused_total",
      help: "Webhooks refused",
      labelNames: ["reason"],
      registers,
    }),
    deliveries: new Counter({
      name: "mcp_webhook_deliveries_total",
      help: "Tries to deliver an event to a sink by how they ended",
      labelNames: ["sink", "outcome"],
      registers,
    }),
    retries: new Counter({
      name: "mcp_webhook_retries_total",
      help: "Tries beyond the first",
      labelNames: ["sink"],
      registers,
    }),
    duration: new Histogram({
      name: "mcp_webhook_request_duration_seconds",
      help: "Time from a webhook's headers to its answer",
      buckets,
      registers,
    }),
    text(sinks) {
      for (const one of sinks) {
        depth.set({ sink: one.sink }, one.depth);
        oldest.set({ sink: one.sink }, one.oldestSeconds);
        dead.set({ sink: one.sink }, one.dead);
      }
      return registry.metrics();
    },
  };
}
