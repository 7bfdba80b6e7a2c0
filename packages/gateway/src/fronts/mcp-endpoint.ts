import type { IncomingMessage, ServerResponse } from "node:http";
import { isObject, rejectEnvelope, type Json, type Rejection } from "@sophia-mcp/core/envelope";
import { beyondAscii } from "@sophia-mcp/core/wire";
import { readBody } from "@sophia-mcp/core/read-body";
import type { Gateway } from "../gateway.ts";
import type { Caller } from "../relay/caller.ts";
import { Cancellation } from "../relay/cancellation.ts";
import { remember } from "../relay/exact.ts";
import { errorAnswer, withId, type Answer, type Id, type RpcError } from "../relay/json-rpc.ts";
import { legacyVersions } from "../relay/relay.ts";
import type { Exchange, Session } from "../relay/session.ts";
import { isModern, legacyCaller, metaOf, modernCaller } from "./caller-of.ts";
import { createEventStream, type EventStream } from "./event-stream.ts";
import { checkLegacy, checkModern, checkParams, paramHeaders, versionConflict } from "./header-check.ts";
import {
  createHttpSessions,
  requestStream,
  SessionsAwayError,
  type HttpSession,
  type SharedSessions,
} from "./http-sessions.ts";

export type Who = Pick<Caller, "principal" | "profile">;

export interface McpEndpoint {
  /** One request to `/mcp`, of somebody who may be there. */
  handle(req: IncomingMessage, res: ServerResponse, who: Who): Promise<void>;
  readonly sessions: number;
  /** Open streams end; requests in flight go on. */
  stop(): void;
  close(): void;
}

const maxBodyBytes = 4 * 1024 * 1024;
const json = { "content-type": "application/json", "x-content-type-options": "nosniff" };

/** Streamable HTTP in both eras, written for relaying: a body is parsed once, an answer is sent as it came. */
export function createMcpEndpoint(gateway: Gateway, shared?: SharedSessions): McpEndpoint {
  const sessions = createHttpSessions(gateway, shared);
  const headersOf = new WeakMap<object, ReturnType<typeof paramHeaders>>();

  /** Tools whose schema wants arguments in headers are few; each is looked at once. */
  async function paramMismatch(
    req: IncomingMessage,
    message: Json,
    caller: Caller,
  ): Promise<RpcError | undefined> {
    if (message.method !== "tools/call" || !isObject(message.params)) return undefined;
    const found = gateway.views.for(caller);
    const view = found instanceof Promise ? await found : found;
    const route = view.routes.get(String(message.params.name));
    if (!route || !route.facts.listing.includes('"x-mcp-header"')) return undefined;
    let wanted = headersOf.get(route);
    if (!wanted)
      headersOf.set(route, (wanted = paramHeaders((JSON.parse(route.facts.listing) as Json).inputSchema)));
    return checkParams(req.headers, message.params.arguments, wanted);
  }

  async function modern(
    req: IncomingMessage,
    res: ServerResponse,
    message: Json,
    meta: Json,
    who: Who,
  ): Promise<void> {
    const caller = modernCaller(meta, who);
    const wrong = checkModern(req.headers, message, meta) ?? (await paramMismatch(req, message, caller));
    if (wrong) return refuse(res, 400, wrong, message.id as Id);
    if (!("id" in message)) return accept(res);
    const session: Session = {
      id: "",
      caller,
      stateless: true,
      push: () => undefined,
      ask: async () => ({
        error: { code: -32_601, message: "Clients of this revision are asked by answers" },
      }),
      ends: new Set(),
    };
    const stream = lazyStream(res, () => createEventStream("", false));
    const exchange = exchangeOf(message, session, meta, goneSignal(res), stream.write);
    const answer = await answered(message, exchange);
    stream.finish(withId(answer, exchange.id), statusOf(answer));
  }

  async function legacy(req: IncomingMessage, res: ServerResponse, message: Json, who: Who): Promise<void> {
    const wrong = checkLegacy(req.headers, legacyVersions);
    if (wrong) return refuse(res, 400, wrong, message.id as Id | undefined);
    const given = req.headers["mcp-session-id"];
    let found = typeof given === "string" ? await sessions.find(given, who) : undefined;
    if (given !== undefined && !found) return sessionGone(res, message.id as Id | undefined);
    if (typeof message.method !== "string") {
      if (found) sessions.answered(found, message);
      return accept(res);
    }
    const params = isObject(message.params) ? message.params : {};
    if (!("id" in message)) {
      if (message.method === "notifications/cancelled" && found) sessions.cancelled(found, params.requestId);
      return accept(res);
    }
    if (message.method === "initialize") {
      found = await sessions.open(legacyCaller(params, who));
      res.setHeader("mcp-session-id", found.session.id);
    }
    await (found ? inSession(res, message, found, req.headers.accept) : withoutSession(res, message, who));
  }

  /** The client may lose its connection and come back: its request goes on, and its messages are kept. */
  async function inSession(
    res: ServerResponse,
    message: Json,
    http: HttpSession,
    accept: string | undefined,
  ): Promise<void> {
    const cancellation = new Cancellation();
    const id = message.id as Id;
    http.running.set(id, cancellation);
    const stream = lazyStream(res, () => requestStream(http, shared?.streamId(id)));
    if (prefersEvents(accept)) stream.open();
    const exchange = exchangeOf(message, http.session, metaOf(message), cancellation, stream.write);
    const { pollAfterMs } = gateway.config().http;
    const pause = pollAfterMs > 0 ? setTimeout(stream.pause, pollAfterMs) : undefined;
    try {
      stream.finish(withId(await answered(message, exchange), id), 200);
    } finally {
      clearTimeout(pause);
      http.running.delete(id);
    }
  }

  /** One request alone, as of a script: nothing is kept for it. */
  async function withoutSession(res: ServerResponse, message: Json, who: Who): Promise<void> {
    const session: Session = {
      id: "",
      caller: legacyCaller({}, who),
      stateless: true,
      push: () => undefined,
      ask: async () => ({ error: { code: -32_601, message: "There is no session in which to ask" } }),
      ends: new Set(),
    };
    const stream = lazyStream(res, () => createEventStream("", false));
    const exchange = exchangeOf(message, session, metaOf(message), goneSignal(res), stream.write);
    stream.finish(withId(await answered(message, exchange), exchange.id), 200);
  }

  async function answered(message: Json, exchange: Exchange): Promise<Answer> {
    try {
      return await gateway.relay.answer(message, exchange);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      return errorAnswer({ code: -32_603, message: "Internal error" });
    } finally {
      for (const end of exchange.session.stateless ? exchange.session.ends : []) end();
    }
  }

  async function listen(req: IncomingMessage, res: ServerResponse, who: Who): Promise<void> {
    const id = req.headers["mcp-session-id"];
    if (typeof id !== "string")
      return refuse(res, 405, { code: -32_000, message: "A stream needs a session" });
    const found = await sessions.find(id, who);
    if (!found) return sessionGone(res, undefined);
    const after = req.headers["last-event-id"];
    const seen = typeof after === "string" ? after : undefined;
    sessions.stream(found, seen).attach(res, seen);
  }

  return {
    get sessions() {
      return sessions.size;
    },
    stop: () => sessions.stop(),
    close: () => sessions.close(),
    async handle(req, res, who) {
      if (req.method === "GET")
        return listen(req, res, who).catch((error: unknown) => sessionsAway(error, res));
      if (req.method === "DELETE") {
        const id = req.headers["mcp-session-id"];
        if (typeof id !== "string" || !(await sessions.find(id, who))) return sessionGone(res, undefined);
        sessions.end(id);
        res.writeHead(200).end();
        return;
      }
      const body = await readBody(req, maxBodyBytes);
      if (body === undefined)
        return refuse(res, 413, { code: -32_600, message: `Body over ${maxBodyBytes} bytes` });
      let message: unknown;
      try {
        message = JSON.parse(body);
      } catch {
        return refuse(res, 400, { code: -32_700, message: "Parse error: the body is not JSON" });
      }
      const conflict = versionConflict(req.headers, message);
      if (conflict) return refuse(res, 400, conflict, (message as Json).id as Id | undefined);
      const rejection: Rejection | undefined = rejectEnvelope(message);
      if (rejection) return refuse(res, 400, rejection, rejection.id);
      const valid = message as Json;
      remember(valid, body);
      const meta = metaOf(valid);
      if (meta && isModern(valid)) await modern(req, res, valid, meta, who);
      else await legacy(req, res, valid, who).catch((error: unknown) => sessionsAway(error, res));
    },
  };
}

/** Whoever names event streams first gets one, whatever comes. */
function prefersEvents(accept = ""): boolean {
  const events = accept.indexOf("text/event-stream");
  const document = accept.indexOf("application/json");
  return events >= 0 && (document < 0 || events < document);
}

/** The end of a connection before its answer is how such a client cancels. */
function goneSignal(res: ServerResponse): Cancellation {
  const cancellation = new Cancellation();
  res.once("close", () => {
    if (!res.writableFinished) cancellation.abort();
  });
  return cancellation;
}

const exchangeOf = (
  message: Json,
  session: Session,
  meta: Json | undefined,
  cancellation: Cancellation,
  notify: (line: string) => void,
): Exchange => ({
  id: message.id as Id,
  session,
  meta,
  cancellation,
  get signal() {
    return cancellation.signal;
  },
  notify,
});

/** One JSON document, unless something has to be said before the answer: then a stream from there on. */
function lazyStream(res: ServerResponse, create: () => EventStream) {
  let stream: EventStream | undefined;
  const open = (): EventStream => {
    if (stream) return stream;
    stream = create();
    stream.attach(res);
    return stream;
  };
  return {
    open,
    write: (line: string): void => open().write(line),
    pause: (): void => stream?.pause(),
    finish(line: string, status: number): void {
      if (stream) {
        stream.write(line);
        stream.end();
      } else if (!res.destroyed) {
        // With its length known, head and body leave in one write; one byte for each character needs no encoding.
        const wide = beyondAscii.test(line);
        const length = wide ? Buffer.byteLength(line) : line.length;
        res.writeHead(status, { ...json, "content-length": length }).end(line, wide ? "utf8" : "latin1");
      }
    },
  };
}

/** What the modern revision maps to HTTP; every other error is an answer like any other. */
const statuses: ReadonlyMap<number, number> = new Map([
  [-32_601, 404],
  [-32_021, 400],
  [-32_022, 400],
  [-32_020, 400],
]);
const statusOf = ({ error }: Answer): number => (error && statuses.get(error.code)) ?? 200;

const accept = (res: ServerResponse): void => void res.writeHead(202).end();

function sessionsAway(error: unknown, res: ServerResponse): void {
  if (!(error instanceof SessionsAwayError)) throw error;
  res.setHeader("retry-after", "2");
  const message = "Sessions cannot be looked up just now: send it again in a few seconds";
  refuse(res, 503, { code: -32_000, message });
}

const sessionGone = (res: ServerResponse, id: Id | undefined): void =>
  refuse(res, 404, { code: -32_001, message: "Session not found: initialize again" }, id);

function refuse(res: ServerResponse, status: number, { code, message, data }: RpcError, id?: Id): void {
  const error = { code, message, ...(data === undefined ? {} : { data }) };
  res.writeHead(status, { ...json, ...(status === 413 ? { connection: "close" } : {}) });
  res.end(JSON.stringify({ jsonrpc: "2.0", ...(id === undefined ? {} : { id }), error }));
}
