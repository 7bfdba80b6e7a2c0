import { context, propagation, trace, type SpanContext } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { TracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import { afterEach, expect, test } from "vitest";
import { traced } from "./trace.ts";

afterEach(() => {
  trace.disable();
  propagation.disable();
  context.disable();
});

test("continues the caller's trace when an SDK is there", async () => {
  const exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const meta = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
  let inside: SpanContext | undefined;
  await traced("tools/call demo_get", meta, { "mcp.tool": "demo_get" }, async () => {
    inside = trace.getActiveSpan()?.spanContext();
  });
  expect(inside?.traceId).toBe("0af7651916cd43dd8448eb211c80319c");
  expect(exporter.getFinishedSpans()[0]).toMatchObject({ name: "tools/call demo_get" });
});

test("is a plain call without an SDK", async () => {
  expect(await traced("x", undefined, {}, async () => 7)).toBe(7);
});
