import type { Authorizer } from "@sophia-mcp/auth/schemes";
import type { Metrics } from "@sophia-mcp/metrics/events";
import { bulkhead, DelegateBackoff, handleType, noop, retry, wrap } from "cockatiel";
import { currentCall } from "./call.ts";
import { ConfigError, ToolError, UpstreamError } from "./errors.ts";
import { errorCode, toAnswer, toResponse } from "./http-answer.ts";
import { readBody } from "./http-body.ts";
import { answerError, noAnswerError, type Answer, type Explanation, type Subject } from "./http-errors.ts";
import { allowed, outgoing, type Outgoing } from "./http-request.ts";

export interface HttpOptions {
  baseUrl: string;
  authorizer?: Authorizer;
  /** Sent with every request to the vendor. */
  headers?: Readonly<Record<string, string>>;
  /** Hosts besides the base URL's: `files.slack.com`, or `*.pinecone.io`. Anything else is refused. */
  hosts?: readonly string[];
  /** Reads the vendor's error body. Called for every answer that is not 2xx. */
  explain(answer: Answer): Explanation;
  /** For vendors that report errors with status 200: answers an explanation when this is one. */
  inspect?(answer: Answer): Explanation | undefined;
  /** What the vendor's headers say about limits. */
  quota?(headers: Headers): readonly { quota: string; remaining: number; limit?: number }[];
  /** Requests at once. Default 8. */
  concurrency?: number;
  /** Least time between two requests, for vendors that count per second. Default 0. */
  minIntervalMs?: number;
  /** Largest answer body in bytes. Default 20 MB. */
  maxBytes?: number;
}

export interface HttpInit extends RequestInit {
  /** What the request is about, for error messages: "contact 123". */
  what?: string;
  /** `bytes` for files and plain text; `json` (default) refuses web pages and empty bodies. */
  expect?: "json" | "bytes";
}

/** The only way a server talks to its vendor. */
export interface Http {
  /** Fits wherever an SDK takes a `fetch`. Throws a ToolError for every answer that is not 2xx. */
  fetch(input: string | URL | Request, init?: HttpInit): Promise<Response>;
  /** One JSON request; `path` is joined to the base URL. Answers undefined for an empty 204. */
  json<T>(method: string, path: string, init?: JsonInit): Promise<T>;
}

export interface JsonInit extends Omit<HttpInit, "body" | "method"> {
  query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  body?: unknown;
}

export interface HttpContext {
  /** The server's name, for metrics, and the vendor's, for messages. */
  server: string;
  vendor: string;
  credential: string;
  metrics: Metrics;
}

const maxAttempts = 4;
/** A wait beyond this is the caller's to decide: it gets an error that names the wait. */
const longestWaitMs = 10_000;
const maxRedirects = 3;

/** Thrown inside the retry policy only. */
class Again extends Error {
  readonly error: ToolError;
  readonly delayMs: number;
  constructor(error: ToolError, delayMs: number) {
    super(error.message);
    this.error = error;
    this.delayMs = delayMs;
  }
}

export function createHttp(context: HttpContext, options: HttpOptions): Http {
  const base = new URL(options.baseUrl);
  const limit = bulkhead(options.concurrency ?? 8, 1000);
  const again = retry(handleType(Again), {
    maxAttempts: maxAttempts - 1,
    backoff: new DelegateBackoff((attempt) =>
      "error" in attempt.result && attempt.result.error instanceof Again ? attempt.result.error.delayMs : 0,
    ),
  });
  const policy = wrap(again, options.concurrency === Infinity ? noop : limit);
  let nextSlot = 0;

  async function pace(signal: AbortSignal | undefined): Promise<void> {
    if (!options.minIntervalMs) return;
    const now = performance.now();
    const slot = Math.max(now, nextSlot);
    nextSlot = slot + options.minIntervalMs;
    if (slot > now) await sleep(slot - now, signal);
  }

  async function fetchWithPolicy(input: string | URL | Request, init: HttpInit = {}): Promise<Response> {
    const request = await outgoing(input, init);
    if (!allowed(request.url, base, options.hosts ?? [])) {
      throw new ConfigError(`${context.vendor}: refused to send a request to ${request.url.host}.`);
    }
    const call = currentCall();
    const reads = /^(GET|HEAD|OPTIONS)$/.test(request.method) || call?.access === "read";
    const subject: Subject = {
      vendor: context.vendor,
      credential: context.credential,
      what: init.what,
      unsafe: !reads && !call?.idempotent,
      changes: !reads,
    };
    const signal = anySignal(call?.signal, init.signal ?? undefined);
    const started = performance.now();
    let attempts = 0;
    let status = 0;
    try {
      const response = await policy.execute(async () => {
        attempts++;
        await pace(signal);
        const answer = await once(request, subject, signal, init.expect ?? "json");
        status = answer.status;
        return answer;
      }, signal);
      return response;
    } catch (error) {
      const failure = error instanceof Again ? error.error : error;
      if (failure instanceof ToolError) status = failure.details.status ?? 0;
      throw failure;
    } finally {
      context.metrics.upstream({
        server: context.server,
        status,
        milliseconds: performance.now() - started,
        attempts,
      });
    }
  }

  /** One attempt: throws `Again` where a repeat is safe and its wait fits into the time that is left. */
  async function once(
    request: Outgoing,
    subject: Subject,
    signal: AbortSignal | undefined,
    expect: "json" | "bytes",
  ): Promise<Response> {
    const { answer, bytes } = await exchange(request, subject, signal);
    for (const quota of options.quota?.(answer.headers) ?? []) {
      context.metrics.quota({ server: context.server, ...quota });
    }
    const ok = answer.status >= 200 && answer.status < 300;
    const explanation = ok ? options.inspect?.(answer) : options.explain(answer);
    if (explanation === undefined) {
      if (expect === "json") requireJson(answer, subject);
      return toResponse(answer, bytes);
    }
    const error = answerError(subject, answer, explanation);
    if (error.details.retryable) throw maybeAgain(error);
    throw error;
  }

  async function exchange(
    request: Outgoing,
    subject: Subject,
    signal: AbortSignal | undefined,
  ): Promise<{ answer: Answer; bytes: Uint8Array<ArrayBuffer> }> {
    let { url, method, body } = request;
    let renewed = false;
    for (let hops = 0; ; hops++) {
      const sameOrigin = url.origin === request.url.origin;
      const authorization = sameOrigin && options.authorizer ? await options.authorizer.headers() : {};
      const headers = new Headers(sameOrigin ? request.headers : []);
      for (const [name, value] of Object.entries({ ...options.headers, ...authorization }))
        headers.set(name, value);
      let answer: Answer;
      let bytes: Uint8Array<ArrayBuffer>;
      try {
        const response = await fetch(url, { method, headers, body, signal, redirect: "manual" });
        bytes = await readBody(response, options.maxBytes ?? 20_000_000, context.vendor);
        answer = toAnswer(method, url, response, bytes);
      } catch (cause) {
        throw connectionError(cause, subject, signal);
      }
      if (answer.status === 401 && !renewed && sameOrigin && (await options.authorizer?.renew())) {
        renewed = true;
        continue;
      }
      const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get("location") : null;
      if (!location) return { answer, bytes };
      const target = new URL(location, url);
      if (hops >= maxRedirects || !allowed(target, base, options.hosts ?? [])) {
        throw new UpstreamError(`${context.vendor} redirected to ${target.host}, which was not followed.`, {
          status: answer.status,
          retryable: false,
        });
      }
      url = target;
      if (answer.status === 303 || (method === "POST" && answer.status < 307))
        [method, body] = ["GET", undefined];
    }
  }

  function connectionError(cause: unknown, subject: Subject, signal: AbortSignal | undefined): Error {
    // A cancel or the time limit: the engine knows which, and words it.
    if (signal?.aborted) return signal.reason instanceof Error ? signal.reason : new Error("aborted");
    if (cause instanceof ToolError) return cause;
    const code = errorCode(cause);
    const refused = code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EAI_AGAIN";
    const reason = refused
      ? `cannot be reached at ${base.origin} (${code})`
      : `cut the connection before its answer was complete${code ? ` (${code})` : ""}`;
    // A connection that never came about carried nothing, so even a write may be tried again.
    const error = noAnswerError(
      refused ? { ...subject, unsafe: false, changes: false } : subject,
      reason,
      cause,
    );
    return error.details.retryable ? maybeAgain(error) : error;
  }

  function maybeAgain(error: ToolError): ToolError | Again {
    const asked = error.details.retryAfterSeconds;
    const delayMs = asked === undefined ? 150 + Math.random() * 250 : asked * 1000 + Math.random() * 50;
    const left = (currentCall()?.deadline ?? performance.now() + longestWaitMs) - performance.now();
    return delayMs > longestWaitMs || delayMs > left - 100 ? error : new Again(error, delayMs);
  }

  function requireJson(answer: Answer, subject: Subject): void {
    if (
      answer.status === 204 ||
      answer.status === 205 ||
      answer.method === "HEAD" ||
      answer.json !== undefined
    )
      return;
    const page = answer.headers.get("content-type")?.includes("html");
    const reason =
      answer.text.trim() === ""
        ? `answered ${answer.status} with an empty body`
        : page
          ? `answered with a web page instead of JSON: check ${base.origin} and any proxy between`
          : "sent an answer that is not valid JSON";
    const error = noAnswerError(subject, reason);
    throw error.details.retryable ? maybeAgain(error) : error;
  }

  return {
    fetch: fetchWithPolicy,
    async json<T>(method: string, path: string, init: JsonInit = {}): Promise<T> {
      const { query = {}, body, ...rest } = init;
      const url = new URL(base.href.replace(/\/$/, "") + path);
      for (const [name, value] of Object.entries(query)) {
        for (const item of Array.isArray(value) ? value : [value]) {
          if (item !== undefined) url.searchParams.append(name, String(item));
        }
      }
      const response = await fetchWithPolicy(url, {
        ...rest,
        method,
        headers: {
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(rest.headers as Record<string, string> | undefined),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      return (text === "" ? undefined : JSON.parse(text)) as T;
    },
  };
}

function anySignal(...signals: (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
}

function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
