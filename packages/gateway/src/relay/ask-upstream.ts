import { isObject, type Json } from "@sophia-mcp/core/envelope";
import type { Upstream } from "../upstreams/upstream.ts";
import type { Era } from "./caller.ts";
import type { Stop } from "./cancellation.ts";
import { answerFor, logLevelKey, paramsFor, wantsMessage } from "./eras.ts";
import type { Held } from "./held.ts";
import { errorAnswer, type Answer, type RpcError } from "./json-rpc.ts";
import type { Asked, Exchange } from "./session.ts";

export interface UpstreamRequest {
  upstream: Upstream;
  method: string;
  params: Json | undefined;
  exchange: Exchange;
  timeoutMs: number;
  repeatable: boolean;
}

/** A server of the modern revision may ask again and again; one that never ends is stopped. */
const maxRounds = 20;

const stopOf = (exchange: Exchange): Stop => exchange.cancellation ?? exchange.signal;

/** What the server asks in the middle of a request finds its client through this. */
export interface Context {
  ask(method: string, params: Json | undefined): Promise<Asked>;
}

/**
 * Asks a server, whatever era it and the client speak.
 * @throws LinkError, CircuitOpenError
 */
export function askUpstream(request: UpstreamRequest, held: Held): Promise<Answer> {
  const { exchange, params = {} } = request;
  const { session } = exchange;
  if (session.caller.era === "legacy") return fulfilled(request);
  const key = JSON.stringify([session.caller.principal, request.method, params.name ?? params.uri]);
  const resumed = held.resume(exchange, key, params);
  if (resumed) return resumed;
  if (isOnlyModern(request.upstream)) return direct(request, stopOf(exchange), () => exchange, noQuestions);
  return held.start(exchange, key, (call, signal) => direct(request, signal, () => call.exchange, call));
}

/** Once a server is known to speak the modern revision it asks by its answers, and no call of it needs to be held. */
const isOnlyModern = (upstream: Upstream): boolean => upstream.entry()?.openings.modern !== undefined;

const noQuestions: Context = {
  ask: async (method) => ({ error: { code: -32_601, message: `${method} is not part of this revision` } }),
};

/** One request; `read` gets its answer as its server sent it, and the era that the server speaks. */
function send<T>(
  { upstream, method, params, timeoutMs, repeatable }: UpstreamRequest,
  signal: Stop,
  exchange: () => Exchange,
  context: Context,
  read: (answer: Answer, server: Era) => T | Promise<T>,
): Promise<T> {
  const { session, meta } = exchange();
  const { caller } = session;
  const least = caller.era === "modern" ? meta?.[logLevelKey] : undefined;
  let server = caller.era;
  const asked = upstream.request(method, session, {
    owner: session,
    params(era) {
      server = era;
      return paramsFor(era, params, caller, session.logLevel);
    },
    signal,
    timeoutMs,
    repeatable,
    context,
    notify(kind, message, line) {
      // A client of the modern revision gets messages only where it asked for them.
      const chosen = kind === "notifications/message" && caller.era === "modern" && server === "legacy";
      if (!chosen || (least !== undefined && wantsMessage(least, message))) exchange().notify(line);
    },
  });
  return asked.then((answer) => read(answer, server));
}

const direct = (
  request: UpstreamRequest,
  signal: Stop,
  exchange: () => Exchange,
  context: Context,
): Promise<Answer> =>
  send(request, signal, exchange, context, (answer, server) =>
    answerFor("modern", server, request.method, answer),
  );

/** A client of the older revisions is asked by requests for what a modern server wants by its answer. */
function fulfilled(request: UpstreamRequest, round = 1): Promise<Answer> {
  const { exchange, method } = request;
  const context: Context = { ask: (asked, given) => exchange.session.ask(asked, given, exchange) };
  return send(
    request,
    stopOf(exchange),
    () => exchange,
    context,
    (answer, server) => {
      const { result } = answer;
      if (server === "legacy" || result?.resultType !== "input_required")
        return answerFor("legacy", server, method, answer);
      return answerQuestions(request, result, round);
    },
  );
}

async function answerQuestions(request: UpstreamRequest, result: Json, round: number): Promise<Answer> {
  const { exchange, params } = request;
  if (round >= maxRounds)
    return errorAnswer({ code: -32_603, message: `The server asked for input ${maxRounds} times` });
  const given = await askAll(exchange, isObject(result.inputRequests) ? result.inputRequests : {});
  if ("error" in given) return errorAnswer(given.error);
  const { requestState: _, ...rest } = params ?? {};
  const state = result.requestState === undefined ? {} : { requestState: result.requestState };
  const next = { ...rest, inputResponses: given.responses, ...state };
  return fulfilled({ ...request, params: next }, round + 1);
}

async function askAll(
  exchange: Exchange,
  requests: Json,
): Promise<{ responses: Json } | { error: RpcError }> {
  const responses: Json = {};
  const questions = Object.entries(requests).filter((entry): entry is [string, Json] => isObject(entry[1]));
  const asked = await Promise.all(
    questions.map(async ([id, { method, params }]) => {
      const given = await exchange.session.ask(String(method), olderParams(params), exchange);
      if ("result" in given) responses[id] = given.result;
      return given;
    }),
  );
  return asked.find((given) => "error" in given) ?? { responses };
}

/** The older revisions want an id for every page that a person is sent to. */
function olderParams(params: unknown): Json | undefined {
  if (!isObject(params)) return undefined;
  return params.mode === "url" && params.elicitationId === undefined
    ? { ...params, elicitationId: globalThis.crypto.randomUUID() }
    : params;
}
