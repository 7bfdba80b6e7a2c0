import { errorMetaKey } from "@sophia-mcp/core/error-result";
import type { Json } from "@sophia-mcp/core/envelope";
import { CircuitOpenError } from "../upstreams/circuit.ts";
import { resultAnswer, type Answer } from "./json-rpc.ts";
import { LinkError } from "./link.ts";
import type { ToolFacts } from "./tool-facts.ts";

export type FailureKind = "input" | "policy" | "config" | "upstream" | "timeout" | "cancelled" | "bug";

/** A call that the gateway answers itself: text for the model, details for programs. */
export interface Failure {
  kind: FailureKind;
  message: string;
  retryable: boolean;
  outcome: "not_done" | "unknown";
  retryAfterSeconds?: number | undefined;
}

export function failureAnswer(
  { kind, message, retryable, outcome, retryAfterSeconds }: Failure,
  server: string,
  modern: boolean,
): Answer {
  const details: Json = {
    kind,
    retryable,
    outcome,
    server,
    ...(retryAfterSeconds === undefined ? {} : { retry_after_seconds: retryAfterSeconds }),
  };
  return resultAnswer({
    content: [{ type: "text", text: message }],
    isError: true,
    _meta: { [errorMetaKey]: details },
    ...(modern ? { resultType: "complete" } : {}),
  });
}

/** Why a server gave no answer, and what that means for whoever asked; undefined for what is a bug of ours. */
export function failureOf(
  error: unknown,
  { serverTitle, name, access, idempotent }: ToolFacts,
): Failure | undefined {
  if (error instanceof CircuitOpenError) {
    const message = `${serverTitle} ${error.message}. The other systems are not affected.`;
    return { kind: "upstream", message, retryable: true, outcome: "not_done" };
  }
  if (!(error instanceof LinkError)) return undefined;
  if (error.kind === "cancelled") {
    return { kind: "cancelled", message: `${name} was cancelled.`, retryable: true, outcome: "unknown" };
  }
  const may = error.ran === "maybe" && access !== "read";
  const retryable = !may || idempotent;
  const next = !may
    ? "The other systems are not affected; the next call tries again."
    : idempotent
      ? "It is not known whether the change was made: repeating the same call does no harm."
      : "It is not known whether the change was made: look before you repeat it.";
  return {
    kind: error.kind === "timeout" ? "timeout" : "upstream",
    message: `${serverTitle} gave no answer to ${name}: the server ${error.message}. ${next}`,
    retryable,
    outcome: may ? "unknown" : "not_done",
  };
}
