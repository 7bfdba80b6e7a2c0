/** Drives the packed gateway with a file as Cursor writes it: ours in process, ours in a process, and somebody else's. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expectRows } from "./drive.ts";
import { firstCalls } from "./first-calls.ts";

const root = resolve(import.meta.dirname, "..");
const info = { name: "package-check", version: "1" };

const file = {
  mcpServers: {
    slack: {
      command: "npx",
      args: ["-y", "@sophia-mcp/slack"],
      env: { SLACK_USER_TOKEN: "${SLACK_USER_TOKEN}" },
    },
    notion: { isolation: "process" },
    // To the gateway a command like any other: it cannot know whose program that is.
    crm: { command: process.execPath, args: [join(root, "packages/hubspot/dist/main.js"), "--sandbox"] },
  },
};

/** @throws Error that says which client saw or got what it should not */
export async function driveConfigured(bin: string, folder: string): Promise<void> {
  const config = join(folder, ".cursor/mcp.json");
  mkdirSync(join(folder, ".cursor"), { recursive: true });
  writeFileSync(config, JSON.stringify(file));
  const { PATH = "" } = process.env;
  const env = { PATH, HOME: folder, SOPHIA_STATE_DIR: join(folder, "state") };
  const run = {
    command: bin,
    args: ["serve", "--config", config, "--sandbox"],
    env,
    stderr: "pipe" as const,
  };
  for (const mode of [{ pin: "2026-07-28" }, "legacy"] as const) {
    const client = new Client(info, { versionNegotiation: { mode } });
    await client.connect(new StdioClientTransport(run));
    await walk(client);
  }
  const legacy = new LegacyClient(info);
  await legacy.connect(new LegacyTransport(run));
  await walk(legacy);
}

interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<object>;
  close(): Promise<void>;
}

async function walk(client: AnyClient): Promise<void> {
  const calls = [
    { prefix: "", server: "slack" },
    { prefix: "", server: "notion" },
    { prefix: "crm_", server: "hubspot" },
  ];
  const names = await listed(
    client,
    calls.map(({ prefix, server }) => `${prefix}${server}_`),
  );
  for (const { prefix, server } of calls) {
    const first = firstCalls[server];
    if (!first) throw new Error(`${server}: tools/first-calls.ts has no call for it`);
    const name = `${prefix}${first.name}`;
    if (!names.includes(name)) throw new Error(`the packed gateway does not list ${name}`);
    expectRows(`gateway to ${server}`, await client.callTool({ ...first, name }));
  }
  await client.close();
}

/** A server that was never met is listed when it has said what it offers. */
async function listed(client: AnyClient, prefixes: readonly string[]): Promise<string[]> {
  for (const end = Date.now() + 15_000; ;) {
    const names = (await client.listTools()).tools.map(({ name }) => name);
    if (prefixes.every((prefix) => names.some((name) => name.startsWith(prefix)))) return names;
    if (Date.now() > end)
      throw new Error(`the packed gateway lists ${names.length} tools, none of ${prefixes.join(" or ")}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
