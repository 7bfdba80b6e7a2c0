import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { send } from "./answer.ts";
import { BODY_LIMIT, decodeBody, readBody } from "./body.ts";
import { answerControl } from "./control.ts";
import { type Answer, type Call, type Emulator, Refusal, type Route } from "./emulator.ts";
import { createFaultBook, type FaultBook } from "./faults.ts";
import { byRank, compilePath, decode, type Pattern } from "./match.ts";
import { misbehave } from "./misbehave.ts";
import type { SpecChecker } from "./specs/checker.ts";
import { createWorld, type World } from "./world/world.ts";

export type LoggedRequest = {
  vendor: string;
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: unknown;
  /** 0 until answered, and for good when the connection was cut. */
  status: number;
};

export type EmulatorOptions = {
  port?: number;
  host?: string;
  now?: Date;
  seed?: number;
  world?: World;
  faults?: FaultBook;
  requests?: LoggedRequest[];
  checker?: SpecChecker;
};

export type RunningEmulator = {
  id: string;
  url: string;
  env: Record<string, string>;
  faults: FaultBook;
  requests: LoggedRequest[];
  close(): Promise<void>;
};

type Compiled = { route: Route; pattern: Pattern };

/** The day the data is told from: `SOPHIA_SANDBOX_NOW` lets a `--sandbox` flag show the same company again. */
function today(): Date {
  const given = new Date(process.env.SOPHIA_SANDBOX_NOW ?? "");
  return Number.isNaN(given.getTime()) ? new Date() : given;
}

/** Starts one vendor's emulator on its own loopback port. */
export async function startEmulator(
  emulator: Emulator,
  options: EmulatorOptions = {},
): Promise<RunningEmulator> {
  const { host = "127.0.0.1", port = 0, now = today(), seed = 1 } = options;
  const faults = options.faults ?? createFaultBook();
  const requests = options.requests ?? [];
  const routes = compileRoutes(emulator.routes);
  let handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      send(response, {
        status: 500,
        body: { error: `the sandbox itself failed: ${String((error as Error).stack)}` },
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
  const state = emulator.createState({ url, world: options.world ?? createWorld({ seed, now }), now, seed });
  const context = { emulator, routes, state, origin: url, faults, requests, checker: options.checker };
  handle = (request, response) => serve(context, request, response);
  return {
    id: emulator.id,
    url,
    env: emulator.env(url),
    faults,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Context = {
  emulator: Emulator;
  routes: readonly Compiled[];
  state: unknown;
  origin: string;
  faults: FaultBook;
  requests: LoggedRequest[];
  checker: SpecChecker | undefined;
};

function compileRoutes(routes: readonly Route[]): Compiled[] {
  return routes
    .map((route) => ({ route, pattern: compilePath(route.path) }))
    .sort((left, right) => byRank(left.pattern, right.pattern));
}

async function serve(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { emulator, faults, requests, state } = context;
  const url = new URL(request.url ?? "/", "http://sandbox.invalid");
  const method = request.method ?? "GET";
  const raw = await readBody(request).catch(() => Buffer.alloc(0));
  if (!raw)
    return send(response, emulator.fail({ status: 413, message: `body over ${BODY_LIMIT} bytes` }, state));
  const { body, problem } = decodeBody(raw, request.headers["content-type"]);
  if (url.pathname.startsWith("/_sandbox/")) {
    const { host } = request.headers;
    return send(response, answerControl(context, { method, path: url.pathname, host, body }));
  }
  const call = {
    method,
    path: decode(url.pathname),
    rawPath: url.pathname,
    params: {},
    query: url.searchParams,
    headers: request.headers,
    body,
    raw,
    state,
    origin: context.origin,
  };
  const logged = log(emulator.id, call);
  requests.push(logged);
  response.on("close", () => {
    logged.status = response.headersSent ? response.statusCode : 0;
  });
  const real = async () => {
    const answer = problem
      ? emulator.fail({ status: 400, message: problem }, state)
      : await perform(context, call);
    return { ...answer, headers: { ...emulator.headers?.(call, state), ...answer.headers } };
  };
  const fault = faults.take({ vendor: emulator.id, method, path: call.path });
  if (!fault) return send(response, await real());
  await misbehave(fault, {
    response,
    real,
    worded: (status, retryAfter) =>
      emulator.fail(retryAfter === undefined ? { status } : { status, retryAfter }, state),
  });
}

type Untokened = Omit<Call, "token">;

async function perform(context: Context, call: Untokened): Promise<Answer> {
  const { emulator, routes, state, checker } = context;
  const found = findRoute(routes, call.method, call.rawPath);
  try {
    const token = emulator.authenticate({ ...call, params: found.params }, found.route);
    if (!found.route) return emulator.fail({ status: found.otherMethod ? 405 : 404 }, state);
    const full = { ...call, token, params: found.params };
    const needed = (found.route.scopes?.(full) ?? []).filter((scope) => !token.scopes.includes(scope));
    if (needed.length > 0) return emulator.fail({ status: 403, scopes: needed }, state);
    const broken = await checker?.checkRequest(full);
    if (broken) return emulator.fail({ status: 400, message: broken }, state);
    const answer = await found.route.handle(full);
    await checker?.checkAnswer(full, answer);
    return answer;
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

type Found = { route: Route | undefined; params: Record<string, string>; otherMethod: boolean };

function findRoute(routes: readonly Compiled[], method: string, path: string): Found {
  let otherMethod = false;
  for (const { route, pattern } of routes) {
    const params = pattern.test(path);
    if (!params) continue;
    if (route.method === method) return { route, params, otherMethod: false };
    otherMethod = true;
  }
  return { route: undefined, params: {}, otherMethod };
}

function log(vendor: string, call: Untokened): LoggedRequest {
  const headers = Object.entries(call.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    vendor,
    method: call.method,
    path: call.path,
    query: Object.fromEntries(call.query),
    headers: Object.fromEntries(headers),
    body: call.body ?? (call.raw.length > 0 ? call.raw.toString("utf8") : undefined),
    status: 0,
  };
}
