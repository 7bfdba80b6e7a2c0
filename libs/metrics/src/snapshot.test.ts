import { expect, test } from "vitest";
import { prometheusGatewayMetrics, prometheusMetrics } from "./prometheus.ts";

test("adds a server's tools up, and estimates its latencies within their buckets", async () => {
  const metrics = await prometheusGatewayMetrics();
  for (let i = 0; i < 90; i++)
    metrics.toolCall({
      server: "demo",
      tool: `demo_${i % 2}`,
      outcome: "ok",
      milliseconds: 30,
      answerTokens: 10,
    });
  for (let i = 0; i < 10; i++)
    metrics.toolCall({
      server: "demo",
      tool: "demo_0",
      outcome: "timeout",
      milliseconds: 700,
      answerTokens: 0,
    });
  metrics.toolCall({ server: "other", tool: "slow", outcome: "ok", milliseconds: 90_000, answerTokens: 1 });
  const { calls } = await metrics.snapshot();
  expect(calls[0]).toMatchObject({
    server: "demo",
    total: 100,
    outcomes: { ok: 90, timeout: 10 },
    answerTokens: 900,
  });
  expect(calls[0]?.p50Ms).toBeGreaterThan(25);
  expect(calls[0]?.p50Ms).toBeLessThan(50);
  expect(calls[0]?.p95Ms).toBeCloseTo(750);
  expect(calls[1]).toMatchObject({ server: "other", total: 1, p50Ms: 30_000, p95Ms: 30_000 });
});

test("tells tokens, quotas, queues and refusals, each where there is one", async () => {
  const metrics = await prometheusGatewayMetrics();
  expect(await metrics.snapshot()).toEqual({
    calls: [],
    definitions: [],
    quotas: [],
    queued: {},
    refused: {},
    auditErrors: 0,
  });
  metrics.definitions({ profile: "sales", tokens: 900, saved: 20_000 });
  metrics.quota({ server: "demo", quota: "daily", remaining: 90, limit: 100 });
  metrics.quota({ server: "demo", quota: "burst", remaining: 4 });
  metrics.queued({ server: "demo", depth: 3 });
  metrics.refused({ reason: "rate" });
  metrics.auditError();
  expect(await metrics.snapshot()).toEqual({
    calls: [],
    definitions: [{ profile: "sales", tokens: 900, saved: 20_000 }],
    quotas: [
      { server: "demo", quota: "daily", remaining: 90, limit: 100 },
      { server: "demo", quota: "burst", remaining: 4 },
    ],
    queued: { demo: 3 },
    refused: { rate: 1 },
    auditErrors: 1,
  });
});

test("a server alone has none of the gateway's figures", async () => {
  expect(await (await prometheusMetrics()).snapshot()).toMatchObject({ definitions: [], auditErrors: 0 });
});
