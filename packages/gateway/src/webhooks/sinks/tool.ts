import { errorMetaKey } from "@sophia-mcp/core/error-result";
import { ToolError } from "@sophia-mcp/core/errors";
import type { ToolTemplate } from "../config.ts";
import type { CallTool, Sink } from "../sink.ts";

/** Where the details of an error stand in a result, see core's engine. */
interface ErrorMeta {
  kind?: string;
  retryable?: boolean;
}

/** One call of one tool for each event, with values of the event in its arguments. */
export function toolSink(
  { name, args }: ToolTemplate,
  callTool: CallTool,
  close?: () => Promise<void>,
): Sink {
  return {
    name: "tool",
    ...(close ? { close } : {}),
    async deliver(batch, signal) {
      for (const event of batch) {
        const result = await callTool(name, filled(args, event.payload), signal);
        if (result.isError) throw toolError(name, result);
      }
    },
  };
}

const whole = /^\{\{\s*([\w.[\]]+)\s*\}\}$/;
const part = /\{\{\s*([\w.[\]]+)\s*\}\}/g;

/** A text that is one placeholder becomes the value with its type; inside a text a value is written out. */
export function filled(
  args: Record<string, unknown>,
  payload: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return mapValues(args, (text) => {
    const only = whole.exec(text)?.[1];
    if (only !== undefined) return valueAt(payload, only);
    return text.replace(part, (_all, path: string) => textOf(valueAt(payload, path)));
  }) as Record<string, unknown>;
}

function mapValues(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapValues(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, mapValues(item, change)] as const)
      // A value that the event lacks leaves its argument out, so that the tool's default holds.
      .filter(([, item]) => item !== undefined),
  );
}

/** `callData.parties[0].name`; only what the event itself has, never what its objects inherit. */
function valueAt(payload: unknown, path: string): unknown {
  let value = payload;
  for (const step of path.split(/[.[\]]+/).filter((word) => word !== "")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value ?? undefined;
}

const textOf = (value: unknown): string =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

function toolError(name: string, result: Awaited<ReturnType<CallTool>>): ToolError {
  const { _meta: meta } = result as { _meta?: Record<string, ErrorMeta> };
  const { kind, retryable } = meta?.[errorMetaKey] ?? {};
  const [first] = result.content as { text?: string }[];
  const text = `${name}: ${first?.text ?? "failed without a word"}`.slice(0, 1000);
  // A missing credential is an outage of the set-up: it is repaired, and the events are still wanted.
  if (kind === "auth" || kind === "config") return new ToolError("config", text, { retryable: true });
  return new ToolError("upstream", text, { retryable: retryable ?? kind !== "input" });
}
