import type { Metrics } from "./events.ts";

export interface PrometheusMetrics extends Metrics {
  /** Exposition format, version 0.0.4. */
  text(): Promise<string>;
  contentType: string;
}

const latencyBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Counters and histograms in a registry of their own; `prom-client` is loaded here and nowhere else. */
export async function prometheusMetrics(): Promise<PrometheusMetrics> {
  const { Counter, Gauge, Histogram, Registry } = await import("prom-client");
  const registry = new Registry();
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
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    toolCall({ server, tool, outcome, milliseconds, answerTokens }) {
      calls.inc({ server, tool, outcome });
      duration.observe({ server, tool }, milliseconds / 1000);
      tokens.inc({ server, tool }, answerTokens);
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
