/** What the official conformance suite drives: the way to a server by its URL, and a person who grants whatever is asked. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { authCommand } from "../src/upstreams/remote/auth-command.ts";
import { closeRemotes, openRemote } from "./remote-link.ts";

const url = process.argv.at(-1) ?? "";
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? "{}") as {
  client_id?: string;
  client_secret?: string;
  toolCalls?: { name: string; arguments: Json }[];
};
const state = mkdtempSync(join(tmpdir(), "sophia-conformance-"));
const oauth = context.client_id
  ? { clientId: context.client_id, ...(context.client_secret ? { clientSecret: context.client_secret } : {}) }
  : undefined;

/** Opens what it is asked to, as a person would. */
function write(text: string): void {
  process.stderr.write(text);
  const [address] = /https?:\/\/\S*response_type=\S+/.exec(text) ?? [];
  if (address) void fetch(address).catch(() => undefined);
}

async function grant(): Promise<boolean> {
  const file = join(state, "mcp.json");
  writeFileSync(file, JSON.stringify({ mcpServers: { remote: { url, ...(oauth ? { oauth } : {}) } } }));
  const io = {
    env: { SOPHIA_STATE_DIR: state },
    cwd: state,
    stdin: process.stdin,
    stdout: { write },
    stderr: { write },
  };
  return (await authCommand(["remote", "--config", file], io)) === 0;
}

const needsGrant = (error: unknown): boolean =>
  error instanceof Error && error.message.includes("sophia-mcp auth");

async function granted<T>(work: () => Promise<T>): Promise<T> {
  for (let times = 0; ; times++) {
    try {
      return await work();
    } catch (error) {
      if (!needsGrant(error) || times > 2 || !(await grant())) throw error;
    }
  }
}

try {
  const remote = await granted(() => openRemote(url, { state, ...(oauth ? { oauth } : {}) }));
  const { result } = await granted(() => remote.ask("tools/list"));
  const tools = Array.isArray(result?.tools) ? (result.tools as unknown[]).filter(isObject) : [];
  const calls =
    context.toolCalls ?? tools.map((tool) => ({ name: String(tool.name), arguments: { a: 1, b: 2 } }));
  for (const { name, arguments: args } of calls) {
    // A tool that must not be called is part of what is asked.
    await granted(() => remote.call(name, args)).catch((error: Error) => write(`${error.message}\n`));
  }
} finally {
  await closeRemotes();
  rmSync(state, { recursive: true, force: true });
}
