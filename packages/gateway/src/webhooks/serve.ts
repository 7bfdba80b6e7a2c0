import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { ConfigError } from "@sophia-mcp/core/errors";
import type { Log } from "../log.ts";
import type { Receiver } from "./receiver.ts";

export interface WebhookServer {
  url: string;
  port: number;
  close(): Promise<void>;
}

export interface ServeOptions {
  host: string;
  port: number;
  receiver: Receiver;
  log: Log;
  /** With it `/metrics` is answered to whoever sends it as a bearer token; without it not at all. */
  metricsToken?: string | undefined;
}

const drainMs = 5000;

/** A receiver alone on a port of its own. Every address may be bound: what protects it is Gong's signature. */
export async function serveWebhooks({
  host,
  port,
  receiver,
  log,
  metricsToken,
}: ServeOptions): Promise<WebhookServer> {
  const server = createServer(
    {
      maxHeaderSize: 16_384,
      headersTimeout: 5000,
      requestTimeout: 15_000,
      connectionsCheckingInterval: 1000,
      keepAliveTimeout: 30_000,
    },
    (req, res) => {
      const path = (req.url ?? "/").split("?", 1)[0] ?? "/";
      void receiver.handle(req, res, path).then(async (own) => {
        if (own) return;
        if (path === "/metrics" && metricsToken !== undefined && (await authorized(req, metricsToken))) {
          const text = await receiver.metricsText();
          res.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(text);
        } else {
          res.writeHead(404, { "content-type": "application/json", connection: "close" });
          res.end('{"error":"Not found: webhooks are received at /webhook/gong/calls."}\n');
        }
      }, fail);
      function fail(error: unknown): void {
        log("error", "webhook.failed", { error: error instanceof Error ? error.message : String(error) });
        res.destroy();
      }
    },
  );
  server.maxRequestsPerSocket = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE"
          ? "the port is taken: stop what uses it, or choose another with --port"
          : error.message;
      reject(new ConfigError(`Cannot listen on ${host}:${port}: ${why}.`, { cause: error }));
    });
    server.listen({ host, port, backlog: 1024 }, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    port: bound,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const limit = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearTimeout(limit);
    },
  };
}

async function authorized(req: IncomingMessage, token: string): Promise<boolean> {
  const guards = await import("@sophia-mcp/core/http-guards");
  return guards.authorized({ token }, req);
}
