import type { Registry } from "prom-client";
import type { DefinitionsEvent, Outcome, QuotaEvent } from "./events.ts";

/** All calls of one server since the start. */
export interface CallFigures {
  server: string;
  total: number;
  outcomes: Partial<Record<Outcome, number>>;
  /** Estimated from the histogram; at most its last bound. */
  p50Ms: number;
  p95Ms: number;
  answerTokens: number;
}

/** What a registry holds, as plain figures for a page. */
export interface MetricsSnapshot {
  calls: CallFigures[];
  definitions: DefinitionsEvent[];
  quotas: QuotaEvent[];
  /** Calls that wait, by server. */
  queued: Record<string, number>;
  /** Calls that never reached a server, by reason. */
  refused: Record<string, number>;
  auditErrors: number;
}

interface Sample {
  value: number;
  labels: Partial<Record<string, string | number>>;
  metricName?: string;
}

/** Reads the series by their names; those that are not in the registry count as empty. */
export async function readSnapshot(registry: Registry): Promise<MetricsSnapshot> {
  const read = async (name: string): Promise<readonly Sample[]> =>
    (await registry.getSingleMetric(name)?.get())?.values ?? [];
  const sum = async (name: string, label: string): Promise<Map<string, number>> =>
    sums(await read(name), label);
  const answers = await sum("mcp_tool_answer_tokens_total", "server");
  const saved = await sum("mcp_gateway_saved_tokens_total", "profile");
  const sent = await sum("mcp_gateway_definition_tokens_total", "profile");
  const limits = await read("mcp_upstream_quota_limit");
  const auditErrors = await read("mcp_gateway_audit_errors_total");
  return {
    calls: callFigures(
      await read("mcp_tool_calls_total"),
      await read("mcp_tool_call_duration_seconds"),
      answers,
    ),
    definitions: [...sent].map(([profile, tokens]) => ({ profile, tokens, saved: saved.get(profile) ?? 0 })),
    quotas: (await read("mcp_upstream_quota_remaining")).map((left) => quotaOf(left, limits)),
    queued: Object.fromEntries(await sum("mcp_gateway_queue_depth", "server")),
    refused: Object.fromEntries(await sum("mcp_gateway_refused_total", "reason")),
    auditErrors: auditErrors[0]?.value ?? 0,
  };
}

function quotaOf({ value, labels }: Sample, limits: readonly Sample[]): QuotaEvent {
  const { server, quota } = labels;
  const limit = limits.find((other) => other.labels.server === server && other.labels.quota === quota);
  const left = { server: String(server), quota: String(quota), remaining: value };
  return limit ? { ...left, limit: limit.value } : left;
}

function callFigures(
  calls: readonly Sample[],
  durations: readonly Sample[],
  answers: ReadonlyMap<string, number>,
): CallFigures[] {
  const buckets = durations.filter(({ metricName }) => metricName?.endsWith("_bucket"));
  return [...sums(calls, "server")].map(([server, total]) => {
    const own = (sample: Sample): boolean => sample.labels.server === server;
    const outcomes = Object.fromEntries(sums(calls.filter(own), "outcome"));
    const counts = [...sums(buckets.filter(own), "le")].map(([bound, count]): [number, number] => [
      bound === "+Inf" ? Infinity : Number(bound),
      count,
    ]);
    counts.sort(([one], [other]) => one - other);
    return {
      server,
      total,
      outcomes,
      p50Ms: quantile(counts, 0.5) * 1000,
      p95Ms: quantile(counts, 0.95) * 1000,
      answerTokens: answers.get(server) ?? 0,
    };
  });
}

function sums(samples: readonly Sample[], label: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const { labels, value } of samples) {
    const key = String(labels[label]);
    found.set(key, (found.get(key) ?? 0) + value);
  }
  return found;
}

/** Within a bucket values are taken to lie evenly. @param buckets cumulative counts by upper bound, ascending */
function quantile(buckets: readonly [bound: number, count: number][], share: number): number {
  const rank = (buckets.at(-1)?.[1] ?? 0) * share;
  let below: readonly [number, number] = [0, 0];
  for (const bucket of buckets) {
    const [bound, count] = bucket;
    if (count >= rank && count > below[1])
      return bound === Infinity
        ? below[0]
        : below[0] + ((bound - below[0]) * (rank - below[1])) / (count - below[1]);
    below = bucket;
  }
  return 0;
}
