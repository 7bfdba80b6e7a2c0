import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createMcpHandler, type McpServerFactory } from "@modelcontextprotocol/server";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { prometheusMetrics } from "@sophia-mcp/metrics/prometheus";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { loadEngine } from "./connect.ts";
import { bind } from "./bind.ts";
import { ConfigError } from "./errors.ts";
import type { Flags } from "./flags.ts";
import { httpToken } from "./http-token.ts";
import { authorized, guard, isLoopback } from "./http-guards.ts";
import { protocolFactory } from "./protocol.ts";
import type { Program } from "./start.ts";

const drainMs = 3000;

export interface HttpFront {
  factory: McpServerFactory;
  /** Bearer token that clients must send; without one, what the environment says; none at all only on loopback. */
  token?: string | undefined;
  host: string;
  port: number;
  /** Requests a minute that one client may send; default 3,000. */
  ratePerMinute?: number;
  health(): object;
  metrics(): Promise<{ type: string; text: string }>;
  log?(line: string): void;
}

type GuardedFront = HttpFront & { token: string | undefined };

/** One server alone over Streamable HTTP, as in its container. */
export async function serveHttp(program: Program, flags: Flags): Promise<void> {
  const metrics = await prometheusMetrics();
  const engine = await loadEngine(program, flags, { metrics });
  const { name, version, title } = engine.definition;
  const front = await listen({
    factory: protocolFactory(engine),
    host: flags.host,
    port: flags.http ?? 0,
    health: () => ({ status: "ok", server: name, version }),
    metrics: async () => ({ type: metrics.contentType, text: await metrics.text() }),
  });
  process.stderr.write(`${title} MCP server on ${front.url}\n`);
  const stop = async () => {
    await front.close();
    await engine.close();
    process.exit(0);
  };
  process.once("SIGTERM", () => void stop());
  process.once("SIGINT", () => void stop());
}

/**
 * Listens with the guards of a local endpoint: Host and Origin are checked, a bind beyond loopback needs a token, no
 * CORS header is ever sent, bodies are bounded, unknown methods are refused.
 * @throws ConfigError when the address is not loopback and no token is set, its file cannot be read, or the port is taken
 */
export async function listen(
  given: HttpFront,
): Promise<{ url: string; port: number; close(): Promise<void> }> {
  const front: GuardedFront = { ...given, token: given.token ?? httpToken(process.env) };
  if (!isLoopback(front.host) && !front.token) {
    throw new ConfigError(
      `--host ${front.host} is reachable from other machines: set MCP_AUTH_TOKEN (or name a file with MCP_AUTH_TOKEN_FILE), which clients then send as a bearer token, or bind 127.0.0.1.`,
    );
  }
  const handler = createMcpHandler(front.factory, { onerror: (error) => front.log?.(error.message) });
  const mcp = toNodeHandler(handler);
  const limiter = new RateLimiterMemory({ points: front.ratePerMinute ?? 3000, duration: 60 });
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, maxHeaderSize: 16_384 },
    (req, res) => {
      handle(front, limiter, mcp, req, res).catch(() => {
        if (res.headersSent) res.destroy();
        else refuse(res, 500, "Internal error");
      });
    },
  );
  const port = await bind(server, front);
  const name = front.host.includes(":") ? `[${front.host}]` : front.host;
  return {
    url: `http://${name}:${port}/mcp`,
    port,
    async close() {
      // A call in flight may finish; idle connections need not be waited for.
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const limit = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearTimeout(limit);
      await handler.close();
    },
  };
}

async function handle(
  front: GuardedFront,
  limiter: RateLimiterMemory,
  mcp: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const refusal = guard(front, req);
  if (refusal) return refuse(res, refusal.status, refusal.message, refusal.headers);
  const path = (req.url ?? "/").split("?", 1)[0];
  if (path === "/health") return answer(res, 200, "application/json", JSON.stringify(front.health()));
  const origin = `http://${req.headers.host}`;
  if (path === metadataPath) return answer(res, 200, "application/json", JSON.stringify(metadata(origin)));
  if (!authorized(front, req)) {
    const challenge = `Bearer realm="mcp", resource_metadata="${origin}${metadataPath}"`;
    return refuse(res, 401, "A bearer token is needed", { "www-authenticate": challenge });
  }
  const wait = await overLimit(limiter, req);
  if (wait !== undefined) {
    return refuse(res, 429, `Too many requests: wait ${wait} s`, { "retry-after": String(wait) });
  }
  if (path === "/metrics" && req.method === "GET") {
    const { type, text } = await front.metrics();
    return answer(res, 200, type, text);
  }
  if (path !== "/mcp") return refuse(res, 404, "Not found: the endpoint is /mcp");
  if (req.method !== "POST" && req.method !== "GET" && req.method !== "DELETE") {
    return refuse(res, 405, "Method not allowed", { allow: "GET, POST, DELETE" });
  }
  return mcp(req, res);
}

/** Where RFC 9728 looks for what protects `/mcp`. */
const metadataPath = "/.well-known/oauth-protected-resource/mcp";

/** The token is the operator's own: no authorization server hands it out. */
const metadata = (origin: string) => ({ resource: `${origin}/mcp`, bearer_methods_supported: ["header"] });

/** Seconds to wait, where a client has used up its share; clients are told apart by their address. */
async function overLimit(limiter: RateLimiterMemory, req: IncomingMessage): Promise<number | undefined> {
  try {
    await limiter.consume(req.socket.remoteAddress ?? "");
    return undefined;
  } catch (error) {
    return error instanceof RateLimiterRes ? Math.ceil(error.msBeforeNext / 1000) : 1;
  }
}

function answer(
  res: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers: Record<string, string> = {},
): void {
  res.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  res.end(text);
}

function refuse(
  res: ServerResponse,
  status: number,
  message: string,
  headers?: Record<string, string>,
): void {
  const body = {
    jsonrpc: "2.0",
    error: { code: status === 401 || status === 403 ? -32_000 : -32_600, message },
  };
  answer(res, status, "application/json", JSON.stringify(body), headers);
}
