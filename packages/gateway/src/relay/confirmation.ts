import { isObject, type Json } from "@sophia-mcp/core/envelope";
import type { Approvals } from "../policy/approvals.ts";
import {
  askForConfirmation,
  canAsk,
  confirmKey,
  deniedText,
  describeCall,
  dismissedText,
  inputRequired,
  needsApprovalText,
  readConfirmation,
  takeConfirmation,
} from "../policy/confirm.ts";
import type { Redaction } from "../policy/redact.ts";
import type { RequestStates } from "../policy/request-state.ts";
import type { AuditRecord } from "../audit/audit.ts";
import { errorAnswer, resultAnswer, type Answer } from "./json-rpc.ts";
import type { Exchange } from "./session.ts";
import type { ToolFacts } from "./tool-facts.ts";

export interface ConfirmationOptions {
  /** Opened by the first call that needs them. */
  states(): Promise<RequestStates>;
  approvals(): Promise<Approvals>;
  redaction(): Promise<Redaction> | Redaction;
  /** Whether an approval can be given over HTTP. */
  http: boolean;
}

/** What became of the question whether a call may run. */
export type Confirmed =
  | { kind: "go"; params: Json; confirmation: AuditRecord["confirmation"]; inner: boolean }
  | { kind: "stop"; text: string; confirmation: AuditRecord["confirmation"] }
  | { kind: "answer"; answer: Answer; confirmation: AuditRecord["confirmation"] };

/** Asks a person before a call: through the client where it can, else by an approval that is given elsewhere. */
export async function confirmCall(
  tool: ToolFacts,
  params: Json,
  argumentsHash: string,
  exchange: Exchange,
  { states: openStates, approvals, redaction, http }: ConfirmationOptions,
): Promise<Confirmed> {
  const { session } = exchange;
  const { principal, era } = session.caller;
  const key = { principal, tool: tool.name, argumentsHash };
  const { text: redact } = await redaction();
  const summary = (): string => describeCall(tool, params.arguments, redact);
  if (canAsk(session.caller) && era === "modern") {
    const states = await openStates();
    const { answer, params: rest } = takeConfirmation(params);
    const reading =
      typeof params.requestState === "string" ? await states.verify(params.requestState, key) : undefined;
    if (reading?.kind === "valid") {
      const { requestState: _, ...bare } = rest;
      const inner = reading.inner === undefined ? bare : { ...bare, requestState: reading.inner };
      if (reading.stage === "confirmed" || answer === "approved") {
        return { kind: "go", params: inner, confirmation: "approved", inner: true };
      }
      return refusal(tool, answer ?? "dismissed");
    }
    if (reading?.kind === "refused") {
      const message = `Invalid requestState: it is ${reading.reason}. Call again without it.`;
      return { kind: "answer", answer: errorAnswer({ code: -32_602, message }), confirmation: "none" };
    }
    const question = inputRequired(askForConfirmation(summary()), states.mint(key, "asked"));
    return { kind: "answer", answer: resultAnswer(question), confirmation: "asked" };
  }
  if (canAsk(session.caller) && !session.stateless) {
    const { method, params: asked } = askForConfirmation(summary());
    const given = await session.ask(method, asked, exchange);
    const said = "result" in given ? readConfirmation(given.result) : "dismissed";
    if (said === "approved") return { kind: "go", params, confirmation: "approved", inner: false };
    return refusal(tool, said);
  }
  const store = await approvals();
  const state = await store.consume(principal, tool.name, argumentsHash);
  if (state === "approved") return { kind: "go", params, confirmation: "approved", inner: false };
  if (state === "denied") return refusal(tool, "denied");
  const pending = await store.request({ ...key, summary: summary() });
  const text = needsApprovalText(tool.name, pending, { http, again: state === "pending" });
  return { kind: "stop", text, confirmation: "pending" };
}

const refusal = (tool: ToolFacts, said: "denied" | "dismissed"): Confirmed => ({
  kind: "stop",
  text: said === "denied" ? deniedText(tool.name) : dismissedText(tool.name),
  confirmation: said,
});

/** A server's own question during a confirmed call: its state travels within ours, so that nobody is asked twice. */
export function keepConfirmed(
  answer: Answer,
  tool: ToolFacts,
  argumentsHash: string,
  exchange: Exchange,
  states: RequestStates,
): Answer {
  const { result } = answer;
  if (
    result?.resultType !== "input_required" ||
    (isObject(result.inputRequests) && confirmKey in result.inputRequests)
  )
    return answer;
  const key = { principal: exchange.session.caller.principal, tool: tool.name, argumentsHash };
  const inner = typeof result.requestState === "string" ? result.requestState : undefined;
  return resultAnswer({ ...result, requestState: states.mint(key, "confirmed", inner) });
}
