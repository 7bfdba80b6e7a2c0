import { serveStdio as serveProtocol } from "@modelcontextprotocol/server/stdio";
import type { Transport } from "@modelcontextprotocol/server";
import { protocolFactory } from "@sophia-mcp/core/protocol";
import { createGateway, type GatewayOptions } from "./gateway.ts";

export async function connectGateway(
  options: GatewayOptions,
  transport: Transport,
): Promise<{ close(): Promise<void> }> {
  const gateway = await createGateway(options);
  const handle = serveProtocol(protocolFactory(gateway), { transport });
  return {
    async close() {
      await gateway.close();
      await handle.close();
    },
  };
}
