import type * as OpenTelemetry from "@opentelemetry/api";

/** Where `@opentelemetry/api` registers itself when the user has brought an SDK (for example by `node --import`). */
const registered = Symbol.for("opentelemetry.js.api.1");

/**
 * Runs `work` in a span that continues the trace context of the request's `_meta` (`traceparent`, `tracestate`,
 * `baggage`). Without an OpenTelemetry SDK in the process it is a plain call and loads nothing.
 */
export async function traced<T>(
  name: string,
  meta: Readonly<Record<string, unknown>> | undefined,
  attributes: Record<string, string>,
  work: () => Promise<T>,
): Promise<T> {
  if (!(registered in globalThis)) return work();
  const { context, propagation, trace, SpanKind, SpanStatusCode } = await import("@opentelemetry/api");
  const parent = propagation.extract(context.active(), carrier(meta));
  const options: OpenTelemetry.SpanOptions = { kind: SpanKind.SERVER, attributes };
  return trace.getTracer("sophia-mcp").startActiveSpan(name, options, parent, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

function carrier(meta: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  for (const key of ["traceparent", "tracestate", "baggage"]) {
    const value = meta?.[key];
    if (typeof value === "string" && value.length <= 8192) found[key] = value;
  }
  return found;
}
