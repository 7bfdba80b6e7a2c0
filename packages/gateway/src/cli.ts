import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { ConfigError } from "@sophia-mcp/core/errors";
import { parseFlags, type Flags } from "@sophia-mcp/core/flags";
import { createFront } from "@sophia-mcp/core/front";
import { selectTools, usableTools } from "@sophia-mcp/core/select";
import { fail } from "@sophia-mcp/core/start";
import { serveStdio } from "@sophia-mcp/core/stdio";
import type { GatewayManifest, GatewayOptions } from "./gateway.ts";
import { version } from "./version.ts";

const commands = ["serve", "start"] as const;
export const defaultPort = 8090;

/** The bin: `serve` (also without a word) speaks stdio, `start` listens on HTTP. Nothing heavy is loaded to list. */
export async function startGateway(url: string): Promise<void> {
  enableCompileCache();
  // stdout carries the protocol: whatever a dependency prints belongs on stderr.
  // eslint-disable-next-line no-console -- the one place where console is rebound
  console.log = console.info = console.debug = console.warn = console.error;
  try {
    const [first = "serve", ...rest] = process.argv.slice(2);
    const named = !first.startsWith("-");
    const command = named ? first : "serve";
    const flags = parseFlags(named ? rest : process.argv.slice(2), process.env, { "--port": "port" });
    refuseServerFlags(flags);
    if (flags.help) process.stdout.write(helpText());
    else if (flags.version) process.stdout.write(`${version}\n`);
    else if (command === "start") await startHttp(url, flags);
    else if (command === "serve") serve(url, flags);
    else throw new ConfigError(`Unknown command ${command.slice(0, 64)}. Accepted: ${commands.join(", ")}.`);
  } catch (error) {
    fail(error);
  }
}

/** These are flags of one server alone; ignored in silence they would look as if they had worked. */
function refuseServerFlags({ check, listTools, configFor, http }: Flags): void {
  const given = check ? "--check" : listTools ? "--list-tools" : configFor ? "--config-for" : undefined;
  if (given)
    throw new ConfigError(`${given} is a flag of a single server: npx -y @sophia-mcp/hubspot ${given}.`);
  if (http !== undefined)
    throw new ConfigError("--http is a flag of a single server: use sophia-mcp start --port N.");
}

function serve(url: string, flags: Flags): void {
  const manifest = readManifest(url);
  serveStdio({
    front: manifest && createFront(manifest, listings(manifest, flags)),
    connect: async (transport) =>
      (await import("./connect.ts")).connectGateway(await options(flags, manifest), transport),
  });
}

async function startHttp(url: string, flags: Flags): Promise<void> {
  const { serveGatewayHttp } = await import("./http.ts");
  const port = Number(flags.settings.port ?? process.env.PORT ?? defaultPort);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ConfigError(
      `--port: "${flags.settings.port ?? process.env.PORT}" is not a port. Accepted: 0 (any free port) to 65535.`,
    );
  }
  await serveGatewayHttp(await options(flags, readManifest(url)), { host: flags.host, port });
}

async function options(flags: Flags, manifest: GatewayManifest | undefined): Promise<GatewayOptions> {
  const { builtIns } = await import("./registry.ts");
  return { builtIns, env: process.env, selection: flags, sandbox: flags.sandbox, manifest };
}

function listings({ servers }: GatewayManifest, flags: Flags): string[] {
  const selected = new Set(
    selectTools(
      servers.flatMap((server) => server.tools),
      flags,
    ),
  );
  return servers.flatMap((server) => {
    const shown = server.tools.filter((tool) => selected.has(tool));
    const usable = flags.sandbox ? shown : usableTools(shown, server, process.env);
    return usable.map((tool) => tool.listing);
  });
}

function readManifest(url: string): GatewayManifest | undefined {
  try {
    return JSON.parse(readFileSync(new URL("manifest.json", url), "utf8")) as GatewayManifest;
  } catch {
    // Running from source: the servers are loaded to list their tools.
    return undefined;
  }
}

function helpText(): string {
  return `sophia-mcp ${version}: one MCP endpoint in front of many systems.

Usage:
  sophia-mcp [serve] [flags]          MCP over stdio
  sophia-mcp start [flags]            MCP over Streamable HTTP on 127.0.0.1:${defaultPort}

Flags:
  --port N           Port for start (PORT, else ${defaultPort})
  --host address     Address for start (127.0.0.1); any other needs MCP_AUTH_TOKEN
  --sandbox          Stand an emulator behind every system: no account needed
  --read-only        Hide and refuse every tool that changes data
  --tools a,b        Show exactly these tools
  --groups a,b       Show these groups besides core; all shows every tool
  --help, --version

Each system reads its own credentials from the environment, such as HUBSPOT_ACCESS_TOKEN.
`;
}
