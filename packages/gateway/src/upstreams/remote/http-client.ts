import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { ChannelEnd } from "../channel.ts";

export interface Outgoing {
  method: "POST" | "GET" | "DELETE";
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** May be sent again when a connection that was kept alive turns out to be gone. */
  repeatable: boolean;
}

export interface Reply {
  /** Its body has not been read yet. */
  answered(response: IncomingMessage): void;
  /** No answer came. */
  failed(end: ChannelEnd): void;
}

/** Requests to one address over connections that are kept alive. */
export interface HttpClient {
  /** Returns the function that gives the request up, after which nothing is told of it; also while its body is read. */
  send(outgoing: Outgoing, reply: Reply, to?: URL): () => void;
  close(): void;
}

const connectMs = 10_000;
const maxRedirects = 3;

/** @param base where requests go; redirects are followed within its origin only */
export function createHttpClient(base: URL): HttpClient {
  const secure = base.protocol === "https:";
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const request = secure ? httpsRequest : httpRequest;
  /** Where the server says it has moved to for good. */
  let moved = base;

  function once(
    outgoing: Outgoing,
    url: URL,
    reply: { answered(response: IncomingMessage): void; failed(error: Failure): void },
  ): ClientRequest | undefined {
    const { method, headers, body } = outgoing;
    let connecting = false;
    let timer: NodeJS.Timeout | undefined;
    let sent: ClientRequest;
    try {
      sent = request({
        agent,
        method,
        headers,
        protocol: url.protocol,
        // As `node:net` wants it: without the brackets of an IPv6 address.
        hostname: url.hostname.replace(/^\[|\]$/g, ""),
        port: url.port,
        path: `${url.pathname}${url.search}`,
      });
    } catch (error) {
      // Told later, as every other failure.
      queueMicrotask(() =>
        reply.failed({ error: error as NodeJS.ErrnoException, connecting: true, reused: false }),
      );
      return undefined;
    }
    sent.once("socket", (socket) => {
      if (!socket.connecting) return;
      connecting = true;
      const connected = (): void => {
        connecting = false;
        clearTimeout(timer);
      };
      timer = setTimeout(
        () => sent.destroy(Object.assign(new Error("connect"), { code: "ETIMEDOUT" })),
        connectMs,
      );
      socket.once(secure ? "secureConnect" : "connect", connected);
      socket.once("close", connected);
    });
    let answered = false;
    sent.once("response", (response) => {
      answered = true;
      reply.answered(response);
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      // Whoever reads the body hears of its end there.
      if (!answered) reply.failed({ error, connecting, reused: sent.reusedSocket });
    });
    sent.end(body);
    return sent;
  }

  return {
    send(outgoing, reply, to) {
      let current: ClientRequest | undefined;
      let given = false;
      let redirects = 0;
      let again = outgoing.repeatable;
      const attempt = (url: URL): void => {
        current = once(outgoing, url, {
          answered(response) {
            if (given) return void response.destroy();
            const target = redirected(response, url);
            if (target === undefined) return reply.answered(response);
            response.resume();
            if (typeof target === "string") return reply.failed({ reason: target, neverRan: true });
            if (++redirects > maxRedirects)
              return reply.failed({ reason: "redirects in circles", neverRan: true });
            if (response.statusCode === 301 || response.statusCode === 308) moved = target;
            attempt(target);
          },
          failed(failure) {
            if (given) return;
            const stale = failure.reused && ["ECONNRESET", "EPIPE"].includes(failure.error.code ?? "");
            if (!stale || !again) return reply.failed(unreached(failure, base));
            again = false;
            attempt(url);
          },
        });
      };
      attempt(to ?? moved);
      return () => {
        given = true;
        current?.destroy();
      };
    },
    close: () => agent.destroy(),
  };
}

interface Failure {
  error: NodeJS.ErrnoException;
  /** No connection was there yet, so nothing was sent. */
  connecting: boolean;
  reused: boolean;
}

/** Where to go instead; a text says why not; undefined is no redirect. */
function redirected({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | string | undefined {
  if (![301, 302, 307, 308].includes(statusCode)) return undefined;
  const target = URL.parse(headers.location ?? "", from.href);
  if (!target) return `answered with a redirect (HTTP ${statusCode}) to nowhere`;
  if (target.origin === from.origin) return target;
  return `redirects to another origin, ${target.origin}, which is not followed; if that is its address now, write it into its "url"`;
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refuses connections: it is not running, or listens elsewhere",
  ENOTFOUND: "is not known: its name has no address",
  EAI_AGAIN: "could not be looked up: there is no answer from DNS",
  ETIMEDOUT: `gave no connection within ${connectMs / 1000} s`,
  EHOSTUNREACH: "cannot be reached from here",
  ENETUNREACH: "cannot be reached from here",
};

function unreached({ error, connecting }: Failure, { host }: URL): ChannelEnd {
  const code = error.code ?? "";
  if (code === "ERR_INVALID_CHAR") {
    return { reason: `could not be asked: ${error.message}. Correct its "headers"`, neverRan: true };
  }
  const known = words[code];
  if (known !== undefined) return { reason: `at ${host} ${known}`, neverRan: true, outage: true };
  if (/CERT|TLS|SSL|SIGNATURE|EPROTO/.test(code)) {
    return {
      reason: `at ${host} has no certificate that can be trusted (${code})`,
      neverRan: true,
      outage: true,
    };
  }
  if (code.startsWith("HPE_")) return { reason: `at ${host} does not answer in HTTP as it should (${code})` };
  if (connecting) return { reason: `at ${host} gave no connection (${code})`, neverRan: true, outage: true };
  return { reason: `at ${host} ended the connection before its answer (${code})`, outage: true };
}
