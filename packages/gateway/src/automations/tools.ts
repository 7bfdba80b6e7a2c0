import { errorMetaKey } from "@sophia-mcp/core/error-result";
import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { InputError } from "@sophia-mcp/core/errors";
import { nearest } from "@sophia-mcp/core/nearest";
import type { ToolFacts } from "../relay/tool-facts.ts";
import type { CallTool } from "../webhooks/sink.ts";

/** What a runner calls tools through. */
export interface Tools {
  call: CallTool;
  /** By the name that clients see; undefined where this caller may not call it, or there is none. */
  facts(name: string): Promise<ToolFacts | undefined>;
  names(): Promise<readonly string[]>;
}

/** One call's end. */
export type CallEnd =
  | { kind: "answer"; result: unknown }
  | {
      kind: "error";
      message: string;
      /** Whether the same call can succeed later. */
      retryable: boolean;
      /** Whether something may have been changed nevertheless. */
      unknown: boolean;
      retryAfterSeconds: number;
      /** The gateway's policy wants a person to release it. */
      needsApproval: boolean;
    };

/** @throws InputError that names the nearest tool */
export async function theTool(tools: Tools, name: string): Promise<ToolFacts> {
  const facts = await tools.facts(name);
  if (facts) return facts;
  const near = nearest(name, await tools.names());
  throw new InputError(
    `There is no tool ${name.slice(0, 64)}, or this profile does not have it.${near ? ` Did you mean ${near}?` : ""} sophia-mcp tools lists the names.`,
  );
}

/** Calls a tool; whatever happens is an answer. */
export async function callTool(
  tools: Tools,
  name: string,
  args: Json,
  signal: AbortSignal,
): Promise<CallEnd> {
  let answer: Awaited<ReturnType<CallTool>> & { _meta?: Json };
  try {
    answer = await tools.call(name, args, signal);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ...failed(message), retryable: true, unknown: true };
  }
  const text = answer.content
    .map((part) => (isObject(part) && typeof part.text === "string" ? part.text : ""))
    .filter((part) => part !== "")
    .join("\n");
  if (answer.isError !== true) return { kind: "answer", result: answer.structuredContent ?? { text } };
  const meta = answer._meta?.[errorMetaKey];
  return { ...failed(text || "failed without a word"), ...(isObject(meta) ? detailsOf(meta, text) : {}) };
}

const failed = (message: string): Extract<CallEnd, { kind: "error" }> => ({
  kind: "error",
  message: message.slice(0, 1000),
  retryable: false,
  unknown: false,
  retryAfterSeconds: 0,
  needsApproval: false,
});

/** Kinds after which nobody knows what was done, where the error does not say. */
const open = new Set<unknown>(["timeout", "cancelled", "bug"]);

function detailsOf({ kind, retryable, outcome, retry_after_seconds: seconds }: Json, text: string) {
  return {
    retryable: retryable === true,
    unknown: outcome === "unknown" || (outcome === undefined && open.has(kind)),
    retryAfterSeconds: typeof seconds === "number" ? seconds : 0,
    // The gateway's own words, see policy/confirm.ts and, where too many wait already, policy/approvals.ts.
    needsApproval: /^Not called: .*(?:Pending approval \w+|calls wait for a person already)/s.test(text),
  };
}
