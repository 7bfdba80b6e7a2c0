import { isObject, type Json } from "@sophia-mcp/core/envelope";
import type { Channel, ChannelEnd } from "../upstreams/channel.ts";
import { agree, type Hello, type ServerOpening } from "./handshake.ts";
import { forgetStop, whenStopped, type Stop } from "./cancellation.ts";
import { members } from "./json-spans.ts";
import { readAnswer, type Answer, type RpcError } from "./json-rpc.ts";

/** One request in flight: who waits for it, and what belongs to it. */
export interface Flight {
  readonly id: number;
  readonly method: string;
  /** Whoever asked: requests and messages of the server's that no stream tells apart go to the one owner there is. */
  readonly owner: object | undefined;
  /** What the asker keeps of it. */
  readonly context: unknown;
  /** The asker's own token, put back into progress. */
  readonly token: unknown;
  notify?: ((method: string, message: Json, line: string) => void) | undefined;
  resolve(answer: Answer): void;
  reject(error: LinkError): void;
  /** `performance.now()` of its end; pushed on by progress, suspended while a person is asked. */
  deadline: number;
  readonly limitMs: number;
  /** What ends it early, and what is then done. */
  stop?: Stop;
  abort?(): void;
}

export interface LinkHandlers {
  /** A request of the server's to the client that `flight` belongs to; undefined when it cannot be told. */
  ask(
    method: string,
    params: Json | undefined,
    flight: Flight | undefined,
  ): Promise<{ result: Json } | { error: RpcError }>;
  /** A notification that belongs to no request in flight. */
  notified(method: string, message: Json, line: string): void;
  closed(end: ChannelEnd): void;
}

export interface RequestOptions {
  owner?: object | undefined;
  context?: unknown;
  timeoutMs: number;
  signal?: Stop | undefined;
  /** Progress and log messages of this request. */
  notify?: Flight["notify"];
}

/** Why a request got no answer. `ran`: whether the server may have acted on it. */
export class LinkError extends Error {
  override name = "LinkError";
  readonly kind: "closed" | "timeout" | "cancelled" | "failed";
  readonly ran: "no" | "maybe";
  /** The server itself is ill, not this one request. */
  readonly outage: boolean;
  constructor(
    kind: LinkError["kind"],
    ran: LinkError["ran"],
    message: string,
    outage = kind === "closed" || kind === "timeout",
  ) {
    super(message);
    this.kind = kind;
    this.ran = ran;
    this.outage = outage;
  }
}

/** One opened server: requests go out under numbers of its own, and each finds its way back. */
export interface Link {
  readonly opening: ServerOpening;
  readonly inFlight: number;
  /** @throws LinkError when there is no answer; an error of the server's is an answer. */
  request(method: string, params: Json | undefined, options: RequestOptions): Promise<Answer>;
  notify(method: string, params?: Json): void;
  close(): Promise<void>;
}

const sweepMs = 100;
const listen = "subscriptions/listen";

/** Opens a channel, agrees on a revision, and carries requests over it. */
export async function openLink(channel: Channel, handlers: LinkHandlers, hello: Hello): Promise<Link> {
  const flights = new Map<number, Flight>();
  let nextId = 1;
  let sweeping: NodeJS.Timeout | undefined;
  let closed: ChannelEnd | undefined;

  function settle(id: number): Flight | undefined {
    const flight = flights.get(id);
    flights.delete(id);
    if (flight?.stop && flight.abort) forgetStop(flight.stop, flight.abort);
    return flight;
  }

  /** One clock for all requests: a timer each would cost more than the relaying. */
  function sweep(): void {
    if (flights.size === 0) {
      clearInterval(sweeping);
      sweeping = undefined;
      return;
    }
    const now = performance.now();
    for (const flight of flights.values()) {
      if (now < flight.deadline) continue;
      settle(flight.id);
      give(flight, "the time limit was reached");
      flight.reject(
        new LinkError("timeout", "maybe", `did not answer within ${Math.round(flight.limitMs / 1000)} s`),
      );
    }
  }

  function give(flight: Flight, reason: string): void {
    channel.send({
      jsonrpc: "2.0",
      method: "notifications/cancelled",
      params: { requestId: flight.id, reason },
    });
    channel.abandon(flight.id);
  }

  /** The request that a message belongs to: told by its stream, or because only one asker has any in flight. */
  function owning(related: number | undefined): Flight | undefined {
    if (related !== undefined) return flights.get(related);
    let last: Flight | undefined;
    for (const flight of flights.values()) {
      // What is listened to for as long as it lasts, and what the gateway lists for itself, is no client's.
      if (flight.method === listen || flight.owner === undefined) continue;
      if (last && flight.owner !== last.owner) return undefined;
      last = flight;
    }
    return last;
  }

  async function asked(message: Json, related: number | undefined): Promise<void> {
    const id = message.id as string | number;
    if (message.method === "ping") {
      channel.send({ jsonrpc: "2.0", id, result: {} });
      return;
    }
    const flight = owning(related);
    const limit = flight?.deadline;
    // A person is being asked: that takes as long as it takes.
    if (flight) flight.deadline = Number.POSITIVE_INFINITY;
    const body = await handlers.ask(message.method as string, message.params as Json | undefined, flight);
    if (flight && limit !== undefined) flight.deadline = performance.now() + flight.limitMs;
    channel.send({ jsonrpc: "2.0", id, ...body });
  }

  function notified(message: Json, line: string, related: number | undefined): void {
    const method = message.method as string;
    const params = isObject(message.params) ? message.params : {};
    if (method === "notifications/progress") {
      const flight = flights.get(Number(params.progressToken));
      if (!flight) return;
      flight.deadline = Math.max(flight.deadline, performance.now() + flight.limitMs);
      if (flight.token === undefined) return;
      const restored = withToken(line, flight.token);
      flight.notify?.(method, message, restored);
      return;
    }
    const meta = isObject(params._meta) ? params._meta : {};
    const subscription = Number(meta["io.modelcontextprotocol/subscriptionId"]);
    if (flights.has(subscription)) {
      flights.get(subscription)?.notify?.(method, message, line);
      return;
    }
    if (method === "notifications/message") {
      const flight = owning(related);
      if (flight?.notify) flight.notify(method, message, line);
      else handlers.notified(method, message, line);
      return;
    }
    handlers.notified(method, message, line);
  }

  await channel.open({
    message(message, line, related) {
      if (typeof message.method === "string") {
        if ("id" in message) void asked(message, related);
        else notified(message, line, related);
        return;
      }
      // An answer given twice, or to nothing that was asked, finds nobody here.
      if (typeof message.id !== "number") return;
      const flight = settle(message.id);
      if (!flight) return;
      if (!isObject(message.result) && !isObject(message.error)) {
        flight.reject(new LinkError("failed", "maybe", "sent an answer with neither a result nor an error"));
        return;
      }
      flight.resolve(readAnswer(line, message));
    },
    failed(id, end) {
      settle(id)?.reject(
        new LinkError("failed", end.neverRan ? "no" : "maybe", end.reason, end.outage === true),
      );
    },
    closed(end) {
      closed = end;
      if (sweeping) clearInterval(sweeping);
      sweeping = undefined;
      for (const flight of flights.values()) {
        flight.reject(new LinkError("closed", end.neverRan ? "no" : "maybe", end.reason));
      }
      flights.clear();
      handlers.closed(end);
    },
  });

  function request(method: string, params: Json | undefined, options: RequestOptions): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(new LinkError("closed", "no", closed.reason));
      const id = nextId++;
      let sent = params;
      const meta = params?._meta;
      const token = isObject(meta) ? meta.progressToken : undefined;
      // Tokens of different clients may be alike; the request's own number is not.
      if (token !== undefined && params)
        sent = { ...params, _meta: { ...(meta as Json), progressToken: id } };
      const { signal, timeoutMs, owner, context, notify } = options;
      const flight: Flight = {
        id,
        method,
        owner,
        context,
        token,
        notify,
        resolve,
        reject,
        deadline: performance.now() + timeoutMs,
        limitMs: timeoutMs,
      };
      if (signal) {
        const abort = (): void => {
          if (!settle(id)) return;
          give(flight, "the client cancelled it");
          reject(new LinkError("cancelled", "maybe", "was cancelled"));
        };
        if (signal.aborted) return reject(new LinkError("cancelled", "no", "was cancelled"));
        whenStopped(signal, abort);
        flight.stop = signal;
        flight.abort = abort;
      }
      flights.set(id, flight);
      sweeping ??= setInterval(sweep, sweepMs).unref();
      const message = { jsonrpc: "2.0", id, method, ...(sent === undefined ? {} : { params: sent }) };
      channel.send(message);
    });
  }

  const opening = await agree(request, hello);
  channel.negotiated(opening.version);
  if (opening.era === "legacy") channel.send({ jsonrpc: "2.0", method: "notifications/initialized" });
  return {
    opening,
    get inFlight() {
      return flights.size;
    },
    request,
    notify: (method, params) => channel.send({ jsonrpc: "2.0", method, ...(params ? { params } : {}) }),
    close: () => channel.close(),
  };
}

/** The notice as its server wrote it, with the asker's own token. */
function withToken(line: string, token: unknown): string {
  const params = members(line, 0).get("params");
  const span = params && members(line, params.from).get("progressToken");
  return span ? `${line.slice(0, span.from)}${JSON.stringify(token)}${line.slice(span.to)}` : line;
}
