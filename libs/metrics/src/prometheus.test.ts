import { expect, test } from "vitest";
import { prometheusMetrics } from "./prometheus.ts";

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
