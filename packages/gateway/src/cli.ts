import { readFileSync } from "node:fs";
import { ConfigError } from "@sophia-mcp/core/errors";
import { parseFlags, type Flags } from "@sophia-mcp/core/flags";
import { nearest } from "@sophia-mcp/core/nearest";
import { fail } from "@sophia-mcp/core/start";
import type { CommandIo } from "./command-io.ts";
import type { GatewayManifest } from "./gateway.ts";
import { gatewayFlags } from "./options.ts";
import { serve } from "./serve.ts";

/** Commands that answer and end; each is loaded when it is named. */
const commands: Readonly<
  Record<string, (args: readonly string[], io: CommandIo, url: string) => Promise<number>>
> = {
  tools: async (args, io, url) => (await import("./commands/tools.ts")).tools(args, io, readManifest(url)),
  call: async (args, io, url) => (await import("./commands/call.ts")).call(args, io, readManifest(url)),
  search: async (args, io, url) => (await import("./commands/search.ts")).search(args, io, readManifest(url)),
  check: async (args, io) => (await import("./config/check-command.ts")).configCheckCommand(args, io),
  approve: async (args, io) => (await import("./commands/approve.ts")).approve(args, io),
  audit: async (args, io) => (await import("./audit/audit-command.ts")).auditCommand(args, io),
  tokens: async (args, io) => (await import("./commands/tokens.ts")).tokens(args, io),
  auth: async (args, io) => (await import("./upstreams/remote/auth-command.ts")).authCommand(args, io),
  config: async (args, io) => (await import("./commands/config.ts")).config(args, io),
  run: async (args, io, url) =>
    (await import("./automations/run-command.ts")).runCommand(args, io, readManifest(url)),
  webhooks: async (args, io) => (await import("./webhooks/command.ts")).webhooksCommand(args, io),
};

/** The bin: `serve` (also without a word) speaks stdio, `start` listens on HTTP. Nothing heavy is loaded to list. */
export async function startGateway(url: string): Promise<void> {
  try {
    const [first = "serve", ...rest] = process.argv.slice(2);
    const named = !first.startsWith("-");
    const name = named ? first : "serve";
    const args = named ? rest : process.argv.slice(2);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command) {
      const { env, stdin, stdout, stderr } = process;
      process.exitCode = await command(args, { env, cwd: process.cwd(), stdin, stdout, stderr }, url);
      return;
    }
    // stdout carries the protocol: whatever a dependency prints belongs on stderr.
    // eslint-disable-next-line no-console -- the one place where console is rebound
    console.log = console.info = console.debug = console.warn = console.error;
    if (name === "built-in") return (await import("./commands/built-in.ts")).builtIn(args);
    if (name !== "serve" && name !== "start") throw unknownCommand(name);
    const flags = parseFlags(args, process.env, gatewayFlags);
    refuseServerFlags(flags);
    if (flags.help) process.stdout.write((await import("./help.ts")).helpText());
    else if (flags.version) process.stdout.write(`${(await import("./version.ts")).version}\n`);
    else if (name === "start" || flags.http !== undefined) {
      await (await import("./start.ts")).start(flags, readManifest(url));
    } else await serve(flags, readManifest(url));
  } catch (error) {
    fail(error);
  }
}

/** These are flags of one server alone; ignored in silence they would look as if they had worked. */
function refuseServerFlags({ check, listTools, configFor }: Flags): void {
  if (check) throw new ConfigError("--check is a flag of a single server: use sophia-mcp check.");
  if (listTools) throw new ConfigError("--list-tools is a flag of a single server: use sophia-mcp tools.");
  if (configFor) throw new ConfigError("--config-for is a flag of a single server: use sophia-mcp config.");
}

function unknownCommand(name: string): ConfigError {
  const known = ["serve", "start", ...Object.keys(commands)];
  const near = nearest(name, known);
  return new ConfigError(
    `Unknown command ${name.slice(0, 64)}.${near ? ` Did you mean ${near}?` : ""} Accepted: ${known.join(", ")}.`,
  );
}

function readManifest(url: string): GatewayManifest | undefined {
  try {
    return JSON.parse(readFileSync(new URL("manifest.json", url), "utf8")) as GatewayManifest;
  } catch {
    // Running from source: the servers are loaded to list their tools.
    return undefined;
  }
}
