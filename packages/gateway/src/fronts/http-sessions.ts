import { randomUUID } from "node:crypto";
import type { Gateway } from "../gateway.ts";
import type { Caller } from "../relay/caller.ts";
import type { Session } from "../relay/session.ts";
import { createClientAsks, type ClientAsks } from "./client-asks.ts";
import { createEventStream, type EventStream } from "./event-stream.ts";

/** A client of the older revisions over HTTP, which keeps a session between its requests. */
export interface HttpSession {
  session: Session;
  asks: ClientAsks;
  /** What belongs to no request. */
  general: EventStream;
  /** By the id of their stream: requests whose answers a client may still ask for. */
  streams: Map<string, EventStream>;
  running: Map<string | number, AbortController>;
  lastUsed: number;
}

export interface HttpSessions {
  open(caller: Caller): HttpSession;
  /** Of this principal and profile only: an id alone opens nothing. */
  find(id: string, who: Pick<Caller, "principal" | "profile">): HttpSession | undefined;
  end(id: string): void;
  /** Streams that wait for nothing in particular end. */
  stop(): void;
  close(): void;
  readonly size: number;
}

const idleMs = 30 * 60_000;
const sweepMs = 60_000;
/** Beyond this the session that was used longest ago ends. */
const mostSessions = 10_000;
const keptStreams = 64;

export function createHttpSessions(gateway: Gateway): HttpSessions {
  const sessions = new Map<string, HttpSession>();
  const sweeper = setInterval(() => {
    const now = Date.now();
    for (const [id, { lastUsed, general, running }] of sessions) {
      if (!general.attached && running.size === 0 && now - lastUsed > idleMs) end(id);
    }
  }, sweepMs).unref();

  function end(id: string): void {
    const found = sessions.get(id);
    if (!found) return;
    sessions.delete(id);
    found.asks.end();
    for (const abort of found.running.values()) abort.abort();
    for (const undo of found.session.ends) undo();
    found.general.end();
    for (const stream of found.streams.values()) stream.end();
  }

  return {
    get size() {
      return sessions.size;
    },
    open(caller) {
      const id = randomUUID();
      const asks = createClientAsks();
      const general = createEventStream("g", true);
      const session: Session = {
        id,
        caller,
        stateless: false,
        push: (line) => general.write(line),
        ask: (method, params, exchange) =>
          asks.ask(method, params, (line) => (exchange ? exchange.notify(line) : general.write(line))),
        ends: new Set(),
      };
      const opened: HttpSession = {
        session,
        asks,
        general,
        streams: new Map(),
        running: new Map(),
        lastUsed: Date.now(),
      };
      if (sessions.size >= mostSessions) end(sessions.keys().next().value ?? "");
      sessions.set(id, opened);
      gateway.connected(session);
      return opened;
    },
    find(id, { principal, profile }) {
      const found = sessions.get(id);
      const { caller } = found?.session ?? {};
      if (!found || caller?.principal !== principal || caller.profile !== profile) return undefined;
      found.lastUsed = Date.now();
      return found;
    },
    end,
    stop() {
      for (const { general } of sessions.values()) general.end();
    },
    close() {
      clearInterval(sweeper);
      for (const id of sessions.keys()) end(id);
    },
  };
}

/** A stream for one request; the oldest that nobody can ask for any more goes. */
export function requestStream({ streams }: HttpSession): EventStream {
  const stream = createEventStream(randomUUID().slice(0, 8), true);
  streams.set(stream.id, stream);
  const [oldest] = streams.keys();
  if (streams.size > keptStreams && oldest !== undefined) streams.delete(oldest);
  return stream;
}
