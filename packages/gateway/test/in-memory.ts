import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import type { LineTransport } from "@sophia-mcp/core/stdio";
import { defaultConfig } from "../src/config/defaults.ts";
import { serveClient } from "../src/fronts/stdio.ts";
import { createGateway, type Gateway, type GatewayOptions } from "../src/gateway.ts";
import { builtIns } from "../src/registry.ts";

export interface Connected {
  client: Client;
  gateway: Gateway;
  close(): Promise<void>;
}

/** A real client in front of a gateway in this process, with a state folder of its own. */
export async function connect(
  given: Partial<GatewayOptions> = {},
  client = new Client({ name: "t", version: "1" }, { versionNegotiation: { mode: { pin: "2026-07-28" } } }),
): Promise<Connected> {
  const stateFolder = given.stateFolder ?? mkdtempSync(join(tmpdir(), "sophia-state-"));
  const gateway = await createGateway({
    config: defaultConfig({}),
    builtIns,
    env: {},
    stateFolder,
    ...given,
  });
  const [near, far] = InMemoryTransport.createLinkedPair();
  const transport: LineTransport = Object.assign(far, {
    sendLine: (line: string) => void far.send(JSON.parse(line) as JSONRPCMessage),
  });
  const { defaultProfile: profile } = gateway.config();
  const served = await serveClient(gateway, transport, { principal: "local", profile });
  await client.connect(near);
  return {
    client,
    gateway,
    async close() {
      await client.close();
      await served.close();
      if (given.stateFolder === undefined) rmSync(stateFolder, { recursive: true });
    },
  };
}
