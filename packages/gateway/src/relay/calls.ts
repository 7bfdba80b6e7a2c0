import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { findToolError } from "@sophia-mcp/core/errors";
import type { GatewayMetrics, Outcome } from "@sophia-mcp/metrics/events";
import { tokens } from "@sophia-mcp/core/text";
import type { Audit, AuditRecord } from "../audit/audit.ts";
import type { Log } from "../log.ts";
import type { Guard, Verdict } from "../policy/guard.ts";
import type { Redaction } from "../policy/redact.ts";
import { askUpstream } from "./ask-upstream.ts";
import { confirmCall, keepConfirmed, type ConfirmationOptions } from "./confirmation.ts";
import { failureAnswer, failureOf, type Failure } from "./failures.ts";
import type { Held } from "./held.ts";
import { errorAnswer, rawResultAnswer, type Answer } from "./json-rpc.ts";
import type { Exchange } from "./session.ts";
import type { ToolFacts } from "./tool-facts.ts";
import type { Route } from "./view.ts";

export interface CallsOptions {
  audit: Audit;
  /** Whether arguments themselves are kept, and not only their hash. */
  auditArguments(): boolean;
  metrics: GatewayMetrics;
  log: Log;
  held: Held;
  confirmation: ConfirmationOptions;
  /** Loaded by the first call that needs it, because hashing is not part of listing. */
  hash(tool: string, args: unknown): Promise<string> | string;
  /** For answers of other people's servers: without secrets and hidden characters. */
  redaction(): Promise<Redaction> | Redaction;
  own(name: string, params: Json, exchange: Exchange): Promise<Json>;
  /** Tokens that an answer may have in this caller's profile; 0 is no limit. */
  answerTokens(profile: string): number;
}

/** What becomes known of a call while it is carried out. */
interface Note {
  outcome: Outcome | "error";
  confirmation: AuditRecord["confirmation"];
  hash: string;
}

/** Everything that is done around a call, whoever carries it out. */
export function createCalls(options: CallsOptions) {
  const { audit, metrics, log, held } = options;

  async function call(route: Route, guard: Guard, params: Json, exchange: Exchange): Promise<Answer> {
    const { facts } = route;
    const started = performance.now();
    const note: Note = { outcome: "ok", confirmation: "none", hash: "" };
    let answer: Answer;
    try {
      if (audit.enabled) {
        // Awaiting what is there already would cost every call a turn.
        const opening = audit.ready?.();
        if (opening) await opening;
        const hashed = options.hash(facts.name, params.arguments);
        note.hash = typeof hashed === "string" ? hashed : await hashed;
        if (options.auditArguments()) await options.redaction();
      }
      answer = await decided(route, guard, params, exchange, note);
    } catch (error) {
      const failure = failureOf(error, facts) ?? ownFailure(error, facts, log);
      note.outcome = failure.kind;
      answer = failureAnswer(failure, facts.server, exchange.session.caller.era === "modern");
    }
    if (answer.error) note.outcome = "input";
    else if (answer.result?.isError === true && note.outcome === "ok") note.outcome = "error";
    record(route, params, exchange, started, note, answer);
    return answer;
  }

  async function decided(
    route: Route,
    guard: Guard,
    params: Json,
    exchange: Exchange,
    note: Note,
  ): Promise<Answer> {
    const { facts } = route;
    const stopped = audit.refusal();
    if (stopped !== undefined)
      throw refused({ kind: "policy", message: stopped, retryable: true, outcome: "not_done" });
    // The gateway's own tools lead to others, which are judged when they are called.
    const checked = route.target.kind === "own" ? undefined : guard.check(facts, exchange.session.caller);
    const verdict = checked instanceof Promise ? await checked : checked;
    if (verdict?.kind === "refuse") {
      metrics.refused({ reason: verdict.reason });
      throw refused(refusalOf(verdict));
    }
    if (verdict?.kind !== "confirm") return dispatch(route, params, exchange);
    note.hash ||= await options.hash(facts.name, params.arguments);
    const confirmed = await confirmCall(facts, params, note.hash, exchange, options.confirmation);
    note.confirmation = confirmed.confirmation;
    if (confirmed.kind === "answer") return confirmed.answer;
    if (confirmed.kind === "stop")
      throw refused({
        kind: "policy",
        message: confirmed.text,
        retryable: confirmed.confirmation === "pending",
        outcome: "not_done",
      });
    const answer = await dispatch(route, confirmed.params, exchange);
    return confirmed.inner
      ? keepConfirmed(answer, facts, note.hash, exchange, await options.confirmation.states())
      : answer;
  }

  async function dispatch(
    { facts, target, timeoutMs }: Route,
    params: Json,
    exchange: Exchange,
  ): Promise<Answer> {
    if (target.kind === "upstream") {
      const sent = { ...params, name: facts.ownName };
      const request = {
        upstream: target.upstream,
        method: "tools/call",
        params: sent,
        exchange,
        timeoutMs,
        repeatable: facts.idempotent,
      };
      const answer = await askUpstream(request, held);
      const found = options.redaction();
      const line = (found instanceof Promise ? await found : found).clean(answer.line);
      return line === answer.line ? answer : reread(line, answer);
    }
    const result =
      target.kind === "own"
        ? await options.own(target.name, params, exchange)
        : await target.runtime.call({
            name: facts.ownName,
            arguments: params.arguments,
            meta: exchange.meta ?? {},
            signal: exchange.signal,
            progress: progressOf(exchange),
          });
    const sent = exchange.session.caller.era === "modern" ? { resultType: "complete", ...result } : result;
    return rawResultAnswer(JSON.stringify(sent), sent as Json);
  }

  function record(
    route: Route,
    params: Json,
    exchange: Exchange,
    started: number,
    note: Note,
    answer: Answer,
  ): void {
    const { facts, target } = route;
    const { caller } = exchange.session;
    const milliseconds = performance.now() - started;
    // A built-in's engine counts its own calls.
    if (target.kind !== "builtIn") {
      // An answer that says that it is an error is its server's own.
      const outcome = note.outcome === "error" ? "upstream" : note.outcome;
      metrics.toolCall({
        server: facts.server,
        tool: facts.name,
        outcome,
        milliseconds,
        answerTokens: tokensOf(answer),
      });
    }
    const traceId = traceOf(exchange.meta);
    if (worthTelling.has(note.outcome)) {
      log("warn", "call", {
        server: facts.server,
        tool: facts.name,
        principal: caller.principal,
        outcome: note.outcome,
        milliseconds: Math.round(milliseconds),
        trace_id: traceId,
      });
    }
    if (!audit.enabled) return;
    audit.record({
      at: Date.now() - Math.round(milliseconds),
      principal: caller.principal,
      client: caller.client.name,
      profile: caller.profile,
      server: facts.server,
      tool: facts.name,
      argumentsHash: note.hash,
      arguments: options.auditArguments() ? redacted(params.arguments) : undefined,
      outcome: note.outcome,
      milliseconds,
      confirmation: note.confirmation,
      traceId,
    });
  }

  /** A call was decided, so that the redaction is there; before that nothing of it is kept. */
  function redacted(args: unknown): string | undefined {
    const found = options.redaction();
    return found instanceof Promise ? undefined : found.clean(JSON.stringify(args ?? {}));
  }

  return {
    async call(route: Route, guard: Guard, params: Json, exchange: Exchange): Promise<Answer> {
      const answer = await call(route, guard, params, exchange);
      const budget = options.answerTokens(exchange.session.caller.profile);
      return budget > 0 && answer.line.length > budget * 4 && route.target.kind === "upstream"
        ? (await import("./cut.ts")).cutAnswer(answer, budget)
        : answer;
    },
  };
}

/** What whoever runs the gateway may have to act on; a wrong argument is the caller's own. */
const worthTelling = new Set<string>(["upstream", "timeout", "config", "bug"]);

class Refused extends Error {
  override name = "Refused";
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

const refused = (failure: Failure): Refused => new Refused(failure);

const refusalOf = ({
  reason,
  message,
  retryAfterSeconds,
}: Extract<Verdict, { kind: "refuse" }>): Failure => ({
  kind: "policy",
  message,
  retryable: reason !== "policy",
  outcome: "not_done",
  retryAfterSeconds,
});

function ownFailure(error: unknown, { name }: ToolFacts, log: Log): Failure {
  if (error instanceof Refused) return error.failure;
  const known = findToolError(error);
  if (known) {
    const { retryable = false, outcome = "not_done" } = known.details;
    const kind = known.kind === "auth" ? "config" : known.kind;
    return { kind, message: known.message, retryable, outcome };
  }
  log("error", "bug", {
    tool: name,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  const message = `${name} failed because of an error in the gateway, which was logged. Try again, or another tool.`;
  return { kind: "bug", message, retryable: true, outcome: "unknown" };
}

/** The protocol wants every value above the one before. */
function progressOf({ meta, notify }: Exchange) {
  const progressToken = meta?.progressToken;
  let last = -1;
  return (progress: number, total?: number, message?: string): void => {
    if (progressToken === undefined || progress <= last) return;
    last = progress;
    const params = { progressToken, progress, total, message };
    notify(JSON.stringify({ jsonrpc: "2.0", method: "notifications/progress", params }));
  };
}

function reread(line: string, { error }: Answer): Answer {
  const message = JSON.parse(line) as Json;
  if (error) return errorAnswer(message.error as never);
  return rawResultAnswer(JSON.stringify(message.result), message.result as Json);
}

function tokensOf({ result }: Answer): number {
  const content = Array.isArray(result?.content) ? (result.content as Json[]) : [];
  return content.reduce(
    (sum, part) => sum + (isObject(part) && typeof part.text === "string" ? tokens(part.text) : 0),
    0,
  );
}

function traceOf(meta: Json | undefined): string | undefined {
  return typeof meta?.traceparent === "string"
    ? /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(meta.traceparent)?.[1]
    : undefined;
}
