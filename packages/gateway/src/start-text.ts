import { resolve } from "node:path";
import type { ServerStatus } from "./describe.ts";

/** A call of each system that answers rows in the sandbox, for the line to try. */
const tryCalls: Readonly<Record<string, object>> = {
  hubspot: { name: "hubspot_search_objects", arguments: { object_type: "deals", limit: 3 } },
};

/** What `start` prints: what is served, one line to try it, and the entries for clients. */
export function startText(
  upstreams: readonly ServerStatus[],
  { url, sandbox }: { url: string; sandbox: boolean },
): string {
  const width = Math.max(0, ...upstreams.map(({ title }) => title.length));
  const rows = upstreams.map(
    ({ title, tools, reason }) => `  ${title.padEnd(width)}  ${reason ?? `${tools} tools`}`,
  );
  const first = upstreams.find(({ name }) => tryCalls[name] !== undefined);
  const asked = first ? { method: "tools/call", params: tryCalls[first.name] } : { method: "tools/list" };
  const call = { jsonrpc: "2.0", id: 1, ...asked };
  const entry = { mcpServers: { sophia: stdioEntry(sandbox) } };
  return [
    `Sophia MCP on ${url}${sandbox ? ", over the sandbox (no account needed)" : ""}\n`,
    ...rows,
    "\nTry it:\n",
    `  curl -s ${url} -H 'content-type: application/json' -H 'accept: application/json, text/event-stream' -d '${JSON.stringify(call)}'`,
    "\nCursor (~/.cursor/mcp.json) and Claude Desktop (claude_desktop_config.json), over stdio:\n",
    indent(JSON.stringify(entry, null, 2)),
    "\nStop with Ctrl-C.\n",
  ].join("\n");
}

/** How a client starts the very program that is running here: from source, or as the published bin. */
function stdioEntry(sandbox: boolean): { command: string; args: string[] } {
  const script = resolve(process.argv[1] ?? "");
  const flags = ["serve", ...(sandbox ? ["--sandbox"] : [])];
  if (!script.endsWith(".ts")) return { command: "npx", args: ["-y", "@sophia-mcp/gateway", ...flags] };
  return { command: process.execPath, args: [...process.execArgv, script, ...flags] };
}

const indent = (text: string): string => text.replace(/^/gm, "  ");
