import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { Redactor } from "@sophia-mcp/auth/redact";
import { UpstreamError } from "@sophia-mcp/core/errors";
import type { Http } from "@sophia-mcp/core/http";
import type { HttpClient } from "./driver.ts";

/** A request as the driver makes it. */
export interface DriverRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  json?: unknown;
  params?: Record<string, string>;
  callback?: (error: Error | null, response?: DriverResponse, body?: unknown) => unknown;
}

interface DriverResponse {
  statusCode: number;
  status: number;
  headers: Record<string, string>;
  body: unknown;
  data: unknown;
  getResponseHeader(name: string): string | undefined;
}

export interface Watch {
  signal: AbortSignal;
  /** Called each time Snowflake says that the statement still runs. */
  waiting(): void;
}

export interface Transport {
  client: new () => HttpClient;
  /** Binds the requests of a statement to the call that made it, also when the driver sends them later. */
  bind(requestId: string): () => void;
  /** Follows the polling of a statement's result. */
  watch(queryId: string, watch: Watch): () => void;
}

const pollMs = [50, 100, 200, 400, 800, 1500];

/**
 * What the driver takes for its HTTP client. Requests go through core's policy; the driver's own retries see only final
 * outcomes. Parts of large results lie in cloud storage and are read by a client of their own, without credentials.
 */
export function createTransport(http: Http, storage: Http, baseUrl: string, redactor: Redactor): Transport {
  const contexts = new Map<string, <T>(work: () => T) => T>();
  const watches = new Map<string, Watch & { polls: number }>();
  const origin = new URL(baseUrl).origin;

  async function send(request: DriverRequest): Promise<{ response: DriverResponse; body: unknown }> {
    const url = new URL(request.url);
    for (const [name, value] of Object.entries(request.params ?? {})) url.searchParams.set(name, value);
    if (url.pathname === "/telemetry/send") return answer(200, {}, { success: true, data: null });
    const fromStorage = url.origin !== origin;
    const watch = watches.get(/^\/queries\/([^/]+)\/result/.exec(url.pathname)?.[1] ?? "");
    const fetched = await (fromStorage ? storage : http).fetch(url, {
      method: request.method,
      headers: headersOf(request),
      body: request.json === undefined ? undefined : JSON.stringify(withoutProfile(url, request.json)),
      ...(watch ? { signal: watch.signal } : {}),
      ...(fromStorage ? { expect: "bytes" as const } : {}),
    });
    const text = await fetched.text();
    const body: unknown = fromStorage ? text : JSON.parse(text);
    if (!fromStorage && !isAnswer(url.pathname, body)) {
      throw new UpstreamError(
        "Snowflake sent an answer that its driver cannot read. Check SNOWFLAKE_BASE_URL and any proxy between.",
        { status: fetched.status },
      );
    }
    learn(body, redactor);
    if (watch && stillRuns(body)) {
      watch.waiting();
      await sleep(pollMs[Math.min(watch.polls++, pollMs.length - 1)], undefined, { signal: watch.signal });
    }
    return answer(fetched.status, Object.fromEntries(fetched.headers), body);
  }

  class Client implements HttpClient {
    request(request: DriverRequest): { abort(): void } {
      const id = new URL(request.url).searchParams.get("requestId") ?? "";
      const within = contexts.get(id) ?? (<T>(work: () => T): T => work());
      void within(() =>
        send(request).then(
          ({ response, body }) => request.callback?.(null, response, body),
          // This code tells the driver not to try again by itself.
          (cause: unknown) => request.callback?.(Object.assign(asError(cause), { code: "ERR_CANCELED" })),
        ),
      ).catch(() => undefined);
      return { abort: () => undefined };
    }
  }

  return {
    client: Client,
    bind(requestId) {
      contexts.set(requestId, AsyncLocalStorage.snapshot());
      return () => contexts.delete(requestId);
    },
    watch(queryId, watch) {
      watches.set(queryId, { ...watch, polls: 0 });
      return () => watches.delete(queryId);
    },
  };
}

const asError = (cause: unknown): Error =>
  new Error(cause instanceof Error ? cause.message : "the request failed", { cause });

function answer(status: number, headers: Record<string, string>, body: unknown) {
  const getResponseHeader = (name: string): string | undefined => headers[name.toLowerCase()];
  return { response: { statusCode: status, status, headers, body, data: body, getResponseHeader }, body };
}

function headersOf({ headers = {}, json }: DriverRequest): Record<string, string> {
  const given = Object.entries(headers).filter(([, value]) => typeof value === "string");
  const named = Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), value]));
  return { ...named, ...(json === undefined ? {} : { "content-type": "application/json" }) };
}

/** A login describes the machine down to the path of the program; only what Snowflake's support matrix needs is sent. */
function withoutProfile(url: URL, json: unknown): unknown {
  const body = json as { data?: { CLIENT_ENVIRONMENT?: Record<string, unknown> } };
  if (!url.pathname.endsWith("/login-request") || !body.data?.CLIENT_ENVIRONMENT) return json;
  const { APPLICATION, OS, OS_VERSION, OCSP_MODE, node } = body.data.CLIENT_ENVIRONMENT;
  return {
    ...body,
    data: { ...body.data, CLIENT_ENVIRONMENT: { APPLICATION, OS, OS_VERSION, OCSP_MODE, node } },
  };
}

/** Tokens of a session are secrets too. */
function learn(body: unknown, redactor: Redactor): void {
  const data = (body as { data?: Record<string, unknown> | null } | null)?.data;
  for (const key of ["token", "masterToken", "sessionToken"]) {
    const value = data?.[key];
    if (typeof value === "string") redactor.add(value);
  }
}

/** What the driver reads without looking first: an answer of another form would end the process. */
function isAnswer(path: string, body: unknown): boolean {
  const { success, data, code } = (body ?? {}) as { success?: unknown; data?: unknown; code?: unknown };
  if (typeof success !== "boolean") return false;
  if (!success) return data === undefined || data === null || typeof data === "object";
  if (!/\/(login-request|token-request|query-request|result)$/.test(path)) return true;
  if (typeof data !== "object" || data === null) return false;
  if (!/\/(query-request|result)$/.test(path)) return true;
  const { rowtype, rowset, queryId } = data as { rowtype?: unknown; rowset?: unknown; queryId?: unknown };
  const running = ["333333", "333334"].includes(String(code));
  return typeof queryId === "string" && (running || (Array.isArray(rowtype) && Array.isArray(rowset)));
}

const stillRuns = (body: unknown): boolean =>
  ["333333", "333334"].includes(String((body as { code?: unknown } | null)?.code));
