// Ambient declarations cannot be imported, and another package's check of types reaches this file without them.
// eslint-disable-next-line typescript/triple-slash-reference
/// <reference path="./undici-pool.d.ts" />
import type { Dispatcher } from "undici";
import Pool from "undici/lib/dispatcher/pool.js";
import type { ChannelEnd } from "../channel.ts";

export interface Outgoing {
  method: "POST" | "GET" | "DELETE";
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** May be sent again when a connection that was kept alive turns out to be gone. */
  repeatable: boolean;
}

export interface BodyReader {
  data(chunk: Buffer): void;
  /** Called once, unless the request was given up. */
  end(how: "whole" | "cut"): void;
}

/** The head of an answer. Its body goes by unread unless it is asked for at once. */
export interface Incoming {
  status: number;
  header(name: string): string | undefined;
  read(reader: BodyReader): void;
  /** Ends the connection; nothing more is read. */
  drop(): void;
}

export interface Reply {
  answered(response: Incoming): void;
  /** No answer came. */
  failed(end: ChannelEnd): void;
}

/** Requests to one origin over connections that are kept alive. */
export interface HttpClient {
  /** Returns the function that gives the request up, after which nothing is told of it; also while its body is read. */
  send(outgoing: Outgoing, reply: Reply, to?: URL): () => void;
  close(): void;
}

interface Failure {
  error: NodeJS.ErrnoException;
  /** No connection was there yet, so nothing was sent. */
  connecting: boolean;
}

const connectMs = 10_000;
const maxRedirects = 3;

/** @param base where requests go; redirects are followed within its origin only */
export function createHttpClient(base: URL): HttpClient {
  // How long an answer may take is for whoever asks to say.
  const limits = { headersTimeout: 0, bodyTimeout: 0 };
  const pool = new Pool(base.origin, { ...limits, connect: { timeout: connectMs } });
  /** Where the server says it has moved to for good. */
  let moved = base;

  function once(
    outgoing: Outgoing,
    url: URL,
    answered: Reply["answered"],
    failed: (failure: Failure) => void,
  ) {
    const { method, headers, body = null } = outgoing;
    let controller: Dispatcher.DispatchController | undefined;
    let reader: BodyReader | undefined;
    let given = false;
    let told = false;
    const stop = (): void => {
      given = true;
      controller?.abort(new Error("given up"));
    };
    const fail = (error: NodeJS.ErrnoException): void => {
      if (given) return;
      given = true;
      if (told) reader?.end("cut");
      else failed({ error, connecting: controller === undefined });
    };
    try {
      pool.dispatch(
        { path: `${url.pathname}${url.search}`, method, headers, body },
        {
          onRequestStart(started) {
            controller = started;
            if (given) started.abort(new Error("given up"));
          },
          onResponseStart(_, status, received) {
            if (given || status < 200) return;
            told = true;
            answered({
              status,
              header(name) {
                const value = received[name];
                return Array.isArray(value) ? value.join(", ") : value;
              },
              read: (asked) => (reader = asked),
              drop: stop,
            });
          },
          onResponseData(_, chunk) {
            if (!given) reader?.data(chunk);
          },
          onResponseEnd() {
            if (given) return;
            given = true;
            reader?.end("whole");
          },
          onResponseError: (_, error) => fail(error),
        },
      );
    } catch (error) {
      // Told later, as every other failure.
      queueMicrotask(() => fail(error as Error));
    }
    return stop;
  }

  return {
    send(outgoing, reply, to) {
      let stop: () => void;
      let redirects = 0;
      let again = outgoing.repeatable;
      const attempt = (url: URL): void => {
        stop = once(
          outgoing,
          url,
          (response) => {
            const target = redirected(response, url);
            if (target === undefined) return reply.answered(response);
            if (typeof target === "string") return reply.failed({ reason: target, neverRan: true });
            if (++redirects > maxRedirects)
              return reply.failed({ reason: "redirects in circles", neverRan: true });
            if (response.status === 301 || response.status === 308) moved = target;
            attempt(target);
          },
          (failure) => {
            if (!again || failure.connecting || !cut.has(failure.error.code ?? ""))
              return reply.failed(unreached(failure, base));
            again = false;
            attempt(url);
          },
        );
      };
      attempt(to ?? moved);
      // Whatever it is by then.
      return () => stop();
    },
    close: () => void pool.destroy().catch(() => undefined),
  };
}

/** Where to go instead; a text says why not; undefined is no redirect. */
function redirected({ status, header }: Incoming, from: URL): URL | string | undefined {
  if (![301, 302, 307, 308].includes(status)) return undefined;
  const target = URL.parse(header("location") ?? "", from.href);
  if (!target) return `answered with a redirect (HTTP ${status}) to nowhere`;
  if (target.origin === from.origin) return target;
  return `redirects to another origin, ${target.origin}, which is not followed; if that is its address now, write it into its "url"`;
}

/** A connection that ended under a request. */
const cut = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refuses connections: it is not running, or listens elsewhere",
  ENOTFOUND: "is not known: its name has no address",
  EAI_AGAIN: "could not be looked up: there is no answer from DNS",
  ETIMEDOUT: "gives no connection: there is no answer",
  UND_ERR_CONNECT_TIMEOUT: `gave no connection within ${connectMs / 1000} s`,
  EHOSTUNREACH: "cannot be reached from here",
  ENETUNREACH: "cannot be reached from here",
};

function unreached({ error, connecting }: Failure, { host }: URL): ChannelEnd {
  const code = error.code ?? error.name;
  const header =
    code === "UND_ERR_INVALID_ARG" ? /^invalid (\S+) header$/.exec(error.message)?.[1] : undefined;
  if (header !== undefined) {
    return {
      reason: `could not be asked: its header ${header} holds what cannot be sent; correct its "headers"`,
      neverRan: true,
    };
  }
  const known = words[code];
  if (connecting && known !== undefined)
    return { reason: `at ${host} ${known}`, neverRan: true, outage: true };
  if (connecting && /CERT|TLS|SSL|SIGNATURE|EPROTO/.test(code)) {
    const reason = `at ${host} has no certificate that can be trusted (${code})`;
    return { reason, neverRan: true, outage: true };
  }
  if (connecting) return { reason: `at ${host} gave no connection (${code})`, neverRan: true, outage: true };
  if (cut.has(code)) return { reason: `at ${host} ended the connection before its answer`, outage: true };
  return { reason: `at ${host} does not answer in HTTP as it should (${code})` };
}
