import { isObject, modernVersions, type Json } from "@sophia-mcp/core/envelope";
import type { Log } from "../../log.ts";
import { messageLine } from "../../relay/exact.ts";
import type { Channel, ChannelEnd, ChannelHandlers } from "../channel.ts";
import { isEventStream, parseMessage, readEvents, readText, type BodyEnd } from "./body.ts";
import type { Incoming } from "./http-client.ts";
import { httpFailure } from "./http-failure.ts";
import { firstPauseMs, keepListening, waiting } from "./listen.ts";
import { createModernHeaders, namedVersion } from "./modern-headers.ts";
import type { Sender } from "./sender.ts";

export interface StreamableOptions {
  name: string;
  sender: Sender;
  log: Log;
  /** Of a tool, as far as it is known. */
  inputSchema(tool: string): unknown;
  /** The address does not speak this transport; true when another one takes the message over. */
  unfit(message: Json, end: ChannelEnd): boolean;
  /** A message that nobody answers has arrived, or has not. */
  told(message: Json): void;
}

/** One request in flight. */
interface Flight {
  id: number;
  message: Json;
  modern: boolean;
  /** Gives up whatever is under way for it. */
  stop(): void;
  /** Where its stream can be read on when it is cut. */
  lastEvent?: string | undefined;
  /** To read on since the last event. */
  attempts: number;
}

const tooLong = "sent an answer over 10 MB, which is not read";
const cutShort = "ended the connection before its answer was whole";
const maxAttempts = 5;
const lingerMs = 5000;
const deleteMs = 2000;
const tellMs = 30_000;

/** Streamable HTTP: each message a POST, with sessions for older revisions and without for the current one. */
export function createStreamable(options: StreamableOptions): Channel {
  const { name, sender, log } = options;
  const flights = new Map<number, Flight>();
  const modernHeaders = createModernHeaders(options.inputSchema);
  let handlers: ChannelHandlers;
  let closed = false;
  /** It has answered in this transport. */
  let fits = false;
  let stopListening: (() => void) | undefined;

  function finish(end: ChannelEnd): void {
    if (closed) return;
    closed = true;
    stopListening?.();
    for (const flight of flights.values()) flight.stop();
    flights.clear();
    sender.close();
    handlers.closed(end);
  }

  function fail(flight: Flight, end: ChannelEnd): void {
    if (!flights.delete(flight.id)) return;
    handlers.failed(flight.id, end);
  }

  /** The server has forgotten the session: what it refused has not run, what else was asked in it may have. */
  function lost(refused?: Flight): void {
    for (const flight of flights.values()) {
      if (flight === refused) continue;
      flight.stop();
      fail(flight, { reason: "lost its session while it was at work" });
    }
    finish({ reason: "has ended its session", neverRan: true });
  }

  function post(message: Json, reply: Parameters<Sender["send"]>[1]): () => void {
    const named = namedVersion(message);
    const headers = {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(named === undefined ? {} : modernHeaders.of(message, named)),
    };
    const repeatable = message.method !== "tools/call";
    return sender.send({ method: "POST", headers, body: messageLine(message), repeatable }, reply);
  }

  function request(id: number, message: Json): void {
    const modern = namedVersion(message) !== undefined;
    const flight: Flight = { id, message, modern, stop: () => undefined, attempts: 0 };
    flights.set(id, flight);
    if (modern && modernHeaders.forbids(message)) {
      const reason =
        'lists this tool with an "x-mcp-header" that is not allowed, so that it must not be called';
      queueMicrotask(() => fail(flight, { reason, neverRan: true }));
      return;
    }
    flight.stop = post(message, {
      answered: (response) =>
        response.status === 200 ? taken(flight, response) : notTaken(flight, response),
      failed: (end) => fail(flight, end),
    });
  }

  /** A notification, or an answer to what the server asked. */
  function tell(message: Json): void {
    const unsent = (fields: object): void =>
      log("debug", "remote_unsent", { server: name, method: message.method, ...fields });
    const stop = post(message, {
      answered(response) {
        clearTimeout(timer);
        const { status } = response;
        options.told(message);
        if (status === 404 && sender.session !== undefined) lost();
        else if (status >= 300) unsent({ status });
        else if (message.method === "notifications/initialized" && !closed) stopListening ??= listen();
      },
      failed({ reason }) {
        clearTimeout(timer);
        options.told(message);
        unsent({ reason });
      },
    });
    // What nobody waits for is not to hold a connection for ever.
    const timer = setTimeout(stop, tellMs).unref();
  }

  function listen(): () => void {
    return keepListening({
      sender,
      data: (text) => take(text, undefined),
      lost: () => lost(),
      none: (status) => log("debug", "remote_no_stream", { server: name, status }),
    });
  }

  function notTaken(flight: Flight, response: Incoming): void {
    const { status } = response;
    readText(response, (text) => {
      if (!flights.has(flight.id)) return;
      const found = text === undefined ? undefined : parseMessage(text);
      const error = found && isObject(found.message.error) ? found.message.error : undefined;
      if (sender.session !== undefined && isSessionLost(status, error)) return lost(flight);
      if (found && error && status >= 400 && status < 500 && status !== 429) {
        if (found.message.id === flight.id) return settle(flight, found.message, found.line);
        // An error that does not name the request is still the answer to it.
        const message = { ...found.message, id: flight.id };
        return settle(flight, message, JSON.stringify(message));
      }
      const end =
        status < 300
          ? { reason: `took the request without answering it (HTTP ${status})` }
          : httpFailure(response);
      const elsewhere = !fits && [400, 404, 405].includes(status) && options.unfit(flight.message, end);
      if (elsewhere) flights.delete(flight.id);
      else fail(flight, end);
    });
  }

  function taken(flight: Flight, response: Incoming): void {
    const session = response.header("mcp-session-id");
    if (flight.message.method === "initialize" && session !== undefined) {
      if (/^[\x21-\x7e]{1,1024}$/.test(session)) sender.session = session;
    }
    if (isEventStream(response)) return follow(flight, response);
    readText(response, (text, end) => {
      if (!flights.has(flight.id)) return;
      if (end !== "whole") return fail(flight, { reason: end === "tooLong" ? tooLong : cutShort });
      const parsed = text === undefined ? undefined : parseMessage(text);
      if (parsed?.message.id === flight.id) return settle(flight, parsed.message, parsed.line);
      const reason = `sent something that is no answer in this protocol; check its "url"`;
      fail(flight, { reason });
    });
  }

  function settle(flight: Flight, message: Json, line: string): void {
    fits = true;
    flights.delete(flight.id);
    if (flight.message.method === "tools/list" && isObject(message.result))
      modernHeaders.listed(message.result.tools);
    handlers.message(message, line, flight.id);
  }

  /** One event's data, from the stream of a request or from the session's own. */
  function take(data: string, flight: Flight | undefined): void {
    // An event that only says where its stream begins.
    if (data === "" || closed) return;
    const parsed = parseMessage(data);
    if (!parsed) return log("warn", "not_a_message", { server: name, length: data.length });
    const { message, line } = parsed;
    const answer = message.method === undefined && typeof message.id === "number";
    const asked = answer ? flights.get(message.id as number) : undefined;
    if (asked) settle(asked, message, line);
    else handlers.message(message, line, flight?.id);
  }

  function follow(flight: Flight, response: Incoming): void {
    let pause: number | undefined;
    let linger: NodeJS.Timeout | undefined;
    readEvents(response, {
      event(_name, data, id) {
        flight.lastEvent = id ?? flight.lastEvent;
        flight.attempts = 0;
        take(data, flight);
        // A server ends a stream with its answer; one that does not is not waited for.
        if (!flights.has(flight.id)) linger ??= setTimeout(() => response.drop(), lingerMs).unref();
      },
      retry: (ms) => (pause = ms),
      end(end) {
        clearTimeout(linger);
        if (flights.has(flight.id)) resume(flight, end, pause);
      },
    });
  }

  /** A stream that ended before its answer is read on where it was cut, if the server numbers its events. */
  function resume(flight: Flight, end: BodyEnd, pause = firstPauseMs): void {
    if (end === "tooLong") return fail(flight, { reason: tooLong });
    const { lastEvent } = flight;
    const cut = { reason: cutShort, outage: end === "cut" };
    if (flight.modern || lastEvent === undefined || flight.attempts >= maxAttempts) return fail(flight, cut);
    const headers = { accept: "text/event-stream", "last-event-id": lastEvent };
    const open = (): void => {
      flight.stop = sender.send(
        { method: "GET", headers, repeatable: true },
        {
          answered(response) {
            const { status } = response;
            if (status === 200 && isEventStream(response)) return follow(flight, response);
            response.drop();
            if (status === 404 && sender.session !== undefined) lost();
            else if (status >= 500) resume(flight, end, pause);
            else fail(flight, cut);
          },
          failed: () => resume(flight, end, pause),
        },
      );
    };
    const timer = setTimeout(open, waiting(pause, flight.attempts++));
    flight.stop = () => clearTimeout(timer);
  }

  async function endSession(): Promise<void> {
    if (sender.session === undefined) return;
    await new Promise<void>((resolve) => {
      const done = (): void => (clearTimeout(timer), stop(), resolve());
      const stop = sender.send(
        { method: "DELETE", headers: {}, repeatable: true },
        { answered: () => done(), failed: () => done() },
      );
      const timer = setTimeout(done, deleteMs);
    });
  }

  return {
    open(given) {
      handlers = given;
      return Promise.resolve();
    },
    send(message) {
      if (closed) return;
      if (typeof message.method === "string" && typeof message.id === "number") request(message.id, message);
      // In the current revision a request is cancelled by the end of its connection, and by nothing else.
      else if (message.method !== "notifications/cancelled" || !isModern(message)) tell(message);
    },
    negotiated(version) {
      sender.version = version;
    },
    abandon(id) {
      const flight = flights.get(id);
      flights.delete(id);
      flight?.stop();
    },
    async close() {
      if (closed) return;
      await endSession();
      finish({ reason: "was closed" });
    },
  };

  function isModern({ params }: Json): boolean {
    const flight = isObject(params) ? flights.get(Number(params.requestId)) : undefined;
    return flight ? flight.modern : sender.version !== undefined && modernVersions.includes(sender.version);
  }
}

/** 404 by the specification; older servers say 400 and word it. */
function isSessionLost(status: number, error: Json | undefined): boolean {
  if (status !== 400) return status === 404;
  return typeof error?.message === "string" && /\bsession\b/i.test(error.message);
}
