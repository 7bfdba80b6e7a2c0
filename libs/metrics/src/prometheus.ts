import type * as PromClient from "prom-client";
import type { CircuitState, GatewayMetrics, Metrics } from "./events.ts";
import { readSnapshot, type MetricsSnapshot } from "./snapshot.ts";

export interface PrometheusMetrics extends Metrics {
  /** Exposition format, version 0.0.4. */
  text(): Promise<string>;
  snapshot(): Promise<MetricsSnapshot>;
  contentType: string;
}

const latencyBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** As numbers, so that an alert can say `> 0`. */
const circuitStates: Readonly<Record<CircuitState, number>> = { closed: 0, "half-open": 1, open: 2 };

/** Counters and histograms in a registry of their own; `prom-client` is loaded in this file and nowhere else. */
export async function prometheusMetrics(): Promise<PrometheusMetrics> {
  const client = await import("prom-client");
  const registry = new client.Registry();
  return { ...exposition(registry), ...serverSeries(client, registry) };
}

/** The series of a server and, in the same registry, those of the gateway in front of many. */
export async function prometheusGatewayMetrics(): Promise<PrometheusMetrics & GatewayMetrics> {
  const client = await import("prom-client");
  const registry = new client.Registry();
  return {
    ...exposition(registry),
    ...serverSeries(client, registry),
    ...gatewaySeries(client, registry),
  };
}

const exposition = (registry: PromClient.Registry): Omit<PrometheusMetrics, keyof Metrics> => ({
  contentType: registry.contentType,
  text: () => registry.metrics(),
  snapshot: () => readSnapshot(registry),
});

function serverSeries(
  { Counter, Gauge, Histogram }: typeof PromClient,
  registry: PromClient.Registry,
): Metrics {
  const registers = [registry];
  const calls = new Counter({
    name: "mcp_tool_calls_total",
    help: "Tool calls by how they ended",
    labelNames: ["server", "tool", "outcome"],
    registers,
  });
  const duration = new Histogram({
    name: "mcp_tool_call_duration_seconds",
    help: "Time from call to answer",
    labelNames: ["server", "tool"],
    buckets: latencyBuckets,
    registers,
  });
  const tokens = new Counter({
    name: "mcp_tool_answer_tokens_total",
    help: "Tokens of text answered, estimated as characters / 4",
    labelNames: ["server", "tool"],
    registers,
  });
  const requests = new Counter({
    name: "mcp_upstream_requests_total",
    help: "Requests to the vendor by HTTP status; 0 is no answer",
    labelNames: ["server", "status"],
    registers,
  });
  const retries = new Counter({
    name: "mcp_upstream_retries_total",
    help: "Attempts beyond the first",
    labelNames: ["server"],
    registers,
  });
  const requestDuration = new Histogram({
    name: "mcp_upstream_request_duration_seconds",
    help: "Time of a vendor request with its retries",
    labelNames: ["server"],
    buckets: latencyBuckets,
    registers,
  });
  const remaining = new Gauge({
    name: "mcp_upstream_quota_remaining",
    help: "What the vendor says is left of a limit",
    labelNames: ["server", "quota"],
    registers,
  });
  const limit = new Gauge({
    name: "mcp_upstream_quota_limit",
    help: "The vendor's limit itself",
    labelNames: ["server", "quota"],
    registers,
  });
  // Finding a series by its labels costs more than counting in it.
  const ofCalls = kept((key: string) => calls.labels(...(key.split("\n") as [string, string, string])));
  const ofTools = kept((key: string) => {
    const [server = "", tool = ""] = key.split("\n");
    return { duration: duration.labels(server, tool), tokens: tokens.labels(server, tool) };
  });
  return {
    toolCall({ server, tool, outcome, milliseconds, answerTokens }) {
      const name = `${server}\n${tool}`;
      ofCalls(`${name}\n${outcome}`).inc();
      const series = ofTools(name);
      series.duration.observe(milliseconds / 1000);
      series.tokens.inc(answerTokens);
    },
    upstream({ server, status, milliseconds, attempts }) {
      requests.inc({ server, status });
      requestDuration.observe({ server }, milliseconds / 1000);
      if (attempts > 1) retries.inc({ server }, attempts - 1);
    },
    quota(event) {
      remaining.set({ server: event.server, quota: event.quota }, event.remaining);
      if (event.limit !== undefined) limit.set({ server: event.server, quota: event.quota }, event.limit);
    },
  };
}

/** What was made for a key once is had again at once; keys are names that are known, so there are few. */
function kept<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    let found = made.get(key);
    if (found === undefined) made.set(key, (found = make(key)));
    return found;
  };
}

function gatewaySeries(
  { Counter, Gauge }: typeof PromClient,
  registry: PromClient.Registry,
): Omit<GatewayMetrics, keyof Metrics> {
  const registers = [registry];
  const definitionTokens = new Counter({
    name: "mcp_gateway_definition_tokens_total",
    help: "Tokens of tool definitions sent to clients, estimated as characters / 4",
    labelNames: ["profile"],
    registers,
  });
  const savedTokens = new Counter({
    name: "mcp_gateway_saved_tokens_total",
    help: "Tokens of tool definitions that search mode did not have to send",
    labelNames: ["profile"],
    registers,
  });
  const circuitState = new Gauge({
    name: "mcp_gateway_circuit_state",
    help: "0 closed, 1 half-open, 2 open",
    labelNames: ["server"],
    registers,
  });
  const restarts = new Counter({
    name: "mcp_gateway_upstream_restarts_total",
    help: "Servers started again after they ended by themselves",
    labelNames: ["server"],
    registers,
  });
  const inFlight = new Gauge({
    name: "mcp_gateway_calls_in_flight",
    help: "Calls passed on and not answered yet",
    labelNames: ["server"],
    registers,
  });
  const queueDepth = new Gauge({
    name: "mcp_gateway_queue_depth",
    help: "Calls that wait for a server",
    labelNames: ["server"],
    registers,
  });
  const refused = new Counter({
    name: "mcp_gateway_refused_total",
    help: "Calls refused before they reached a server",
    labelNames: ["reason"],
    registers,
  });
  const auditErrors = new Counter({
    name: "mcp_gateway_audit_errors_total",
    help: "Audit rows that could not be written",
    registers,
  });
  // Made by the first that has something to share: one process alone has no such series.
  let shared: PromClient.Gauge | undefined;
  const ofServers = kept((server) => inFlight.labels(server));
  return {
    definitions({ profile, tokens, saved }) {
      definitionTokens.inc({ profile }, tokens);
      savedTokens.inc({ profile }, saved);
    },
    circuit: ({ server, state }) => circuitState.set({ server }, circuitStates[state]),
    restart: ({ server }) => restarts.inc({ server }),
    inFlight: ({ server, change }) => ofServers(server).inc(change),
    queued: ({ server, depth }) => queueDepth.set({ server }, depth),
    refused: ({ reason }) => refused.inc({ reason }),
    auditError: () => auditErrors.inc(),
    sharedState({ available }) {
      shared ??= new Gauge({
        name: "mcp_gateway_shared_state",
        help: "1 while what replicas share is at hand, 0 while this one goes by itself",
        registers,
      });
      shared.set(available ? 1 : 0);
    },
  };
}
