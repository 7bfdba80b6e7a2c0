import { randomUUID } from "node:crypto";
import type { Json } from "@sophia-mcp/core/envelope";
import type { Gateway } from "../gateway.ts";
import type { Caller } from "../relay/caller.ts";
import type { Cancellation } from "../relay/cancellation.ts";
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
  running: Map<string | number, Cancellation>;
  lastUsed: number;
}

type Who = Pick<Caller, "principal" | "profile">;

/** Sessions that other replicas of the gateway can go on with. */
export interface SharedSessions {
  /** Of the ids under which this replica asks clients. */
  readonly askPrefix: string;
  /** Resolves when the others can find it. */
  open(id: string, caller: Caller): Promise<void>;
  /** @throws when it cannot be told just now */
  find(id: string): Promise<{ caller: Caller; logLevel?: string | undefined } | undefined>;
  used(id: string): void;
  stream(id: string): EventStream;
  streamId(request: string | number): string;
  /** The stream that this event is of, where another replica has it. */
  elsewhere(id: string, eventId: string): Pick<EventStream, "attach"> | undefined;
  /** For the replica that has asked. */
  answered(id: string, message: Json): void;
  cancelled(id: string, request: unknown): void;
  /** Its client has ended it. */
  end(id: string): void;
  /** @param forget ends what this replica has of a session, while the session itself may go on */
  join(sessions: ReadonlyMap<string, HttpSession>, forget: (id: string) => void): void;
}

/** Whether there is such a session cannot be told just now. */
export class SessionsAwayError extends Error {
  override name = "SessionsAwayError";
}

export interface HttpSessions {
  open(caller: Caller): HttpSession | Promise<HttpSession>;
  /**
   * Of this principal and profile only: an id alone opens nothing.
   * @throws SessionsAwayError
   */
  find(id: string, who: Who): HttpSession | undefined | Promise<HttpSession | undefined>;
  /** A client's answer to a question. */
  answered(http: HttpSession, message: Json): void;
  cancelled(http: HttpSession, request: unknown): void;
  /** The stream on which a client goes on after this event. */
  stream(http: HttpSession, after: string | undefined): Pick<EventStream, "attach">;
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

export function createHttpSessions(gateway: Gateway, shared?: SharedSessions): HttpSessions {
  const sessions = new Map<string, HttpSession>();
  const sweeper = setInterval(() => {
    const now = Date.now();
    for (const [id, { lastUsed, general, running }] of sessions) {
      if (general.attached || running.size > 0) shared?.used(id);
      else if (now - lastUsed > idleMs) end(id);
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

  function hold(id: string, caller: Caller, logLevel?: string): HttpSession {
    const asks = createClientAsks(shared?.askPrefix);
    const general = shared?.stream(id) ?? createEventStream("g", true);
    const session: Session = {
      id,
      caller,
      stateless: false,
      push: (line, everywhere) => general.write(line, everywhere),
      ask: (method, params, exchange) =>
        asks.ask(method, params, (line) => (exchange ? exchange.notify(line) : general.write(line))),
      logLevel,
      ends: new Set(),
    };
    const held: HttpSession = {
      session,
      asks,
      general,
      streams: new Map(),
      running: new Map(),
      lastUsed: Date.now(),
    };
    if (sessions.size >= mostSessions) end(sessions.keys().next().value ?? "");
    sessions.set(id, held);
    gateway.connected(session);
    return held;
  }

  async function findShared(id: string, who: Who, from: SharedSessions): Promise<HttpSession | undefined> {
    const facts = await from.find(id).catch((cause: unknown) => {
      throw new SessionsAwayError("Sessions cannot be looked up", { cause });
    });
    if (!facts || !belongs(facts.caller, who)) return undefined;
    return sessions.get(id) ?? hold(id, facts.caller, facts.logLevel);
  }

  shared?.join(sessions, end);
  return {
    get size() {
      return sessions.size;
    },
    open(caller) {
      const id = randomUUID();
      return shared ? shared.open(id, caller).then(() => hold(id, caller)) : hold(id, caller);
    },
    find(id, who) {
      const found = sessions.get(id);
      if (!found) return shared ? findShared(id, who, shared) : undefined;
      if (!belongs(found.session.caller, who)) return undefined;
      found.lastUsed = Date.now();
      shared?.used(id);
      return found;
    },
    answered({ session, asks }, message) {
      if (!asks.answered(message)) shared?.answered(session.id, message);
    },
    cancelled({ session, running }, request) {
      const abort = running.get(request as string | number);
      if (abort) abort.abort();
      else shared?.cancelled(session.id, request);
    },
    stream({ session, streams, general }, after) {
      if (after === undefined) return general;
      const cut = [...streams.values()].find((stream) => stream.has(after));
      return cut ?? shared?.elsewhere(session.id, after) ?? general;
    },
    end(id) {
      end(id);
      shared?.end(id);
    },
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
export function requestStream({ streams }: HttpSession, id: string = randomUUID().slice(0, 8)): EventStream {
  const stream = createEventStream(id, true);
  streams.set(stream.id, stream);
  const [oldest] = streams.keys();
  if (streams.size > keptStreams && oldest !== undefined) streams.delete(oldest);
  return stream;
}

const belongs = (caller: Caller, who: Who): boolean =>
  caller.principal === who.principal && caller.profile === who.profile;
