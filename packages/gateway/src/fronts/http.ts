import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { bind } from "@sophia-mcp/core/bind";
import { ConfigError } from "@sophia-mcp/core/errors";
import { guard, isLoopback } from "@sophia-mcp/core/http-guards";
import type { Access } from "../access/access.ts";
import type { Gateway } from "../gateway.ts";
import type { Log } from "../log.ts";
import type { SharedSessions } from "./http-sessions.ts";
import { createMcpEndpoint } from "./mcp-endpoint.ts";

/** A page or document beside the protocol. */
export interface Page {
  /** True when the request was for it; it has answered then. */
  handle(req: IncomingMessage, res: ServerResponse, path: string): boolean | Promise<boolean>;
  /** Whether it is for everybody who can reach the port, such as a check of health or a signed webhook. */
  open: boolean;
}

export interface HttpOptions {
  gateway: Gateway;
  host: string;
  port: number;
  access: Access;
  defaultProfile(): string;
  profiles(): readonly string[];
  pages: readonly Page[];
  log: Log;
  /** Where several replicas serve the same clients. */
  sessions?: SharedSessions | undefined;
}

export interface HttpFront {
  url: string;
  port: number;
  close(): Promise<void>;
}

const drainMs = 10_000;

/**
 * Listens with the guards of a local endpoint: Host and Origin are checked, a bind beyond loopback needs tokens, no CORS
 * header is ever sent, bodies are bounded.
 * @throws ConfigError when the address is not loopback and nobody is asked for a token, or the port is taken
 */
export async function serveHttp(options: HttpOptions): Promise<HttpFront> {
  const { host, gateway, access, log } = options;
  if (!isLoopback(host) && !access.required) {
    throw new ConfigError(
      `--host ${host} is reachable from other machines: set MCP_AUTH_TOKEN or MCP_AUTH_TOKEN_FILE, which clients then send as a bearer token, make tokens with sophia-mcp tokens add, name an issuer in the configuration (http.issuer), or bind 127.0.0.1.`,
    );
  }
  const endpoint = createMcpEndpoint(gateway, options.sessions);
  const server = createServer(
    {
      requestTimeout: 30_000,
      headersTimeout: 10_000,
      // Without it the two above are looked at every 30 seconds.
      connectionsCheckingInterval: 2000,
      maxHeaderSize: 16_384,
      keepAliveTimeout: 65_000,
    },
    (req, res) => {
      route(req, res).catch((error: unknown) => {
        if (!req.destroyed)
          log("error", "http", {
            error: error instanceof Error ? (error.stack ?? error.message) : String(error),
          });
        if (res.headersSent) res.destroy();
        else refuse(res, 500, -32_603, "Internal error");
      });
    },
  );

  async function route(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = (req.url ?? "/").split("?", 1)[0] ?? "/";
    const mcp = path === "/mcp" || path.startsWith("/mcp/");
    if (!mcp) for (const page of options.pages) if (page.open && (await page.handle(req, res, path))) return;
    const refusal = guard({ host }, req);
    if (refusal) return refuse(res, refusal.status, -32_000, refusal.message, refusal.headers);
    const metadata = mcp ? undefined : access.metadata(path, `http://${req.headers.host}`);
    if (metadata) return document(res, metadata);
    const profile = mcp && path.length > 5 ? unescaped(path.slice(5)) : undefined;
    const admitted = access.admit(req, profile);
    const admission = admitted instanceof Promise ? await admitted : admitted;
    if (admission.kind === "refused") {
      const code = admission.status === 429 ? -32_600 : -32_000;
      // Whatever body follows is of nobody whom we know: it is not read.
      const closing: Record<string, string> = req.method === "POST" ? { connection: "close" } : {};
      return refuse(res, admission.status, code, admission.message, { ...closing, ...admission.headers });
    }
    if (!mcp) {
      // They show every caller's calls and release what waits: not for who holds a token for some tools.
      if (admission.profile !== undefined) {
        return refuse(res, 403, -32_000, "This token is for calls alone: a page needs the operator's");
      }
      for (const page of options.pages) if (!page.open && (await page.handle(req, res, path))) return;
      return refuse(res, 404, -32_600, "Not found: the endpoint is /mcp, or /mcp/<profile>");
    }
    if (req.method !== "POST" && req.method !== "GET" && req.method !== "DELETE") {
      return refuse(res, 405, -32_600, "Method not allowed", { allow: "GET, POST, DELETE" });
    }
    const chosen = admission.profile ?? profile ?? options.defaultProfile();
    if (profile !== undefined && profile !== chosen) {
      return refuse(res, 403, -32_000, `This token is for the profile ${chosen}`);
    }
    if (!options.profiles().includes(chosen)) {
      return refuse(res, 404, -32_600, `Unknown profile. Known: ${options.profiles().join(", ")}`);
    }
    return endpoint.handle(req, res, { principal: admission.principal, profile: chosen });
  }

  const port = await bind(server, options);
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${name}:${port}/mcp`,
    port,
    async close() {
      // A call in flight may finish; streams of changes end now, idle connections need not be waited for.
      gateway.stopping();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const limit = setTimeout(() => server.closeAllConnections(), drainMs);
      const idle = setInterval(() => server.closeIdleConnections(), 100);
      endpoint.stop();
      await closed;
      clearTimeout(limit);
      clearInterval(idle);
      endpoint.close();
    },
  };
}

/** A path that cannot be decoded names no profile that there is. */
function unescaped(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Sends a document as JSON. */
export function document(res: ServerResponse, body: object, status = 200): void {
  res.writeHead(status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  res.end(JSON.stringify(body));
}

function refuse(
  res: ServerResponse,
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  res.writeHead(status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  res.end(JSON.stringify({ jsonrpc: "2.0", error: { code, message } }));
}
