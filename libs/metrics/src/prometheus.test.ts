import { expect, test } from "vitest";
import { prometheusGatewayMetrics, prometheusMetrics } from "./prometheus.ts";

test("writes calls, retries, answer tokens and quotas as Prometheus text", async () => {
  const metrics = await prometheusMetrics();
  metrics.toolCall({ server: "demo", tool: "demo_get", outcome: "ok", milliseconds: 12, answerTokens: 40 });
  metrics.toolCall({
    server: "demo",
    tool: "demo_get",
    outcome: "upstream",
    milliseconds: 700,
    answerTokens: 10,
  });
  metrics.upstream({ server: "demo", status: 200, milliseconds: 10, attempts: 3 });
  metrics.quota({ server: "demo", quota: "daily", remaining: 90, limit: 100 });
  const text = await metrics.text();
  expect(text).toContain('mcp_tool_calls_total{server="demo",tool="demo_get",outcome="upstream"} 1');
  expect(text).toContain('mcp_tool_answer_tokens_total{server="demo",tool="demo_get"} 50');
  expect(text).toContain('mcp_tool_call_duration_seconds_bucket{le="0.025",server="demo",tool="demo_get"} 1');
  expect(text).toContain('mcp_upstream_retries_total{server="demo"} 2');
  expect(text).toContain('mcp_upstream_quota_remaining{server="demo",quota="daily"} 90');
});

test("writes what the gateway measures beside the calls, in one registry", async () => {
  const metrics = await prometheusGatewayMetrics();
  metrics.toolCall({ server: "demo", tool: "demo_get", outcome: "ok", milliseconds: 12, answerTokens: 40 });
  metrics.definitions({ profile: "sales", tokens: 900, saved: 20_000 });
  metrics.definitions({ profile: "sales", tokens: 100, saved: 0 });
  for (const state of ["closed", "half-open", "open"] as const) metrics.circuit({ server: state, state });
  metrics.restart({ server: "demo" });
  for (const change of [1, 1, -1] as const) metrics.inFlight({ server: "demo", change });
  metrics.queued({ server: "demo", depth: 7 });
  metrics.queued({ server: "demo", depth: 3 });
  metrics.refused({ reason: "rate" });
  const text = await metrics.text();
  expect(text).toContain('mcp_tool_answer_tokens_total{server="demo",tool="demo_get"} 40');
  expect(text).toContain('mcp_gateway_definition_tokens_total{profile="sales"} 1000');
  expect(text).toContain('mcp_gateway_saved_tokens_total{profile="sales"} 20000');
  expect(text).toContain('mcp_gateway_circuit_state{server="closed"} 0');
  expect(text).toContain('mcp_gateway_circuit_state{server="half-open"} 1');
  expect(text).toContain('mcp_gateway_circuit_state{server="open"} 2');
  expect(text).toContain('mcp_gateway_upstream_restarts_total{server="demo"} 1');
  expect(text).toContain('mcp_gateway_calls_in_flight{server="demo"} 1');
  expect(text).toContain('mcp_gateway_queue_depth{server="demo"} 3');
  expect(text).toContain('mcp_gateway_refused_total{reason="rate"} 1');
  expect(text).toContain("mcp_gateway_audit_errors_total 0");
  metrics.auditError();
  expect(await metrics.text()).toContain("mcp_gateway_audit_errors_total 1");
});

test("a single server's exposition has none of the gateway's series", async () => {
  expect(await (await prometheusMetrics()).text()).not.toContain("mcp_gateway_");
});
