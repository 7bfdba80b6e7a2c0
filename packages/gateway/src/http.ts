import { listen } from "@sophia-mcp/core/http-server";
import { protocolFactory } from "@sophia-mcp/core/protocol";
import { prometheusMetrics } from "@sophia-mcp/metrics/prometheus";
import { createGateway, type GatewayOptions } from "./gateway.ts";
import { startText } from "./start-text.ts";
import { version } from "./version.ts";

/** The gateway over Streamable HTTP until a signal comes; prints what it serves and how to use it. */
export async function serveGatewayHttp(
  options: GatewayOptions,
  address: { host: string; port: number },
): Promise<void> {
  const metrics = await prometheusMetrics();
  const gateway = await createGateway({ ...options, metrics });
  const front = await listen({
    ...address,
    factory: protocolFactory(gateway),
    token: process.env.MCP_AUTH_TOKEN?.trim() || undefined,
    health: () => ({ status: "ok", version, upstreams: gateway.upstreams() }),
    metrics: async () => ({ type: metrics.contentType, text: await metrics.text() }),
  });
  process.stdout.write(startText(gateway, { url: front.url, sandbox: options.sandbox === true }));
  const stop = async (): Promise<void> => {
    await front.close();
    await gateway.close();
    process.exit(0);
  };
  process.once("SIGTERM", () => void stop());
  process.once("SIGINT", () => void stop());
}
