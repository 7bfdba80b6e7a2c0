import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

/** A client that knows nothing of vendors, over stdio, with no account and no credential in its environment. */
export async function sandboxedClient(mode: "auto" | "legacy"): Promise<Client> {
  const client = new Client({ name: "anyone", version: "1" }, { versionNegotiation: { mode } });
  const main = join(import.meta.dirname, "../src/main.ts");
  const env = { PATH: process.env.PATH ?? "", SOPHIA_SANDBOX_NOW: "2026-11-20T12:00:00.000Z" };
  const args = ["--conditions=@sophia-mcp/source", main, "serve", "--sandbox", "--groups", "all"];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: "ignore" }));
  return client;
}
