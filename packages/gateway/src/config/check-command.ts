import { homedir } from "node:os";
import { parseArgs } from "node:util";
import { createRedactor } from "@sophia-mcp/auth/redact";
import { ConfigError } from "@sophia-mcp/core/errors";
import type { CommandIo } from "../command-io.ts";
import { loadConfig, type ConfigSource } from "./load.ts";
import { missingFor } from "./missing.ts";
import { toxicFlows, toxicFlowText } from "./toxic-flow.ts";
import type { GatewayConfig, ServerConfig } from "./types.ts";

interface CheckedServer {
  name: string;
  kind: ServerConfig["kind"];
  title: string;
  /** What would be run: program and arguments, or the address; references to variables stand as they are written. */
  starts: string[];
  /** Names alone. */
  env: string[];
  missing: string[];
}

interface CheckReport {
  ok: boolean;
  file?: string | undefined;
  servers: CheckedServer[];
  profiles: string[];
  defaultProfile: string;
  notes: string[];
  warnings: string[];
}

const helpText = `Usage: sophia-mcp check [--config FILE] [--profile NAME] [--json]

Says of every server what would be started and what is missing. Starts nothing and connects to nothing.
Exit code 0: all servers that the file names can start. 1: one of them cannot, or the file is not valid.
`;

/** `sophia-mcp check`. */
export async function configCheckCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const flags = parseFlags(args);
  if (typeof flags === "string") {
    io.stderr.write(`${flags}\n\n${helpText}`);
    return 2;
  }
  if (flags.help) {
    io.stdout.write(helpText);
    return 0;
  }
  // Whatever a file holds in the clear by mistake, and looks like a token, is not shown.
  const { text: clean } = createRedactor();
  try {
    const report = await checked({ ...flags, env: io.env, cwd: io.cwd, home: io.env.HOME ?? homedir() });
    io.stdout.write(clean(flags.json ? `${JSON.stringify(report, null, 2)}\n` : textOf(report)));
    return report.ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (flags.json)
      io.stdout.write(clean(`${JSON.stringify({ ok: false, error: error.message }, null, 2)}\n`));
    else io.stderr.write(clean(`${error.message}\n`));
    return 1;
  }
}

function parseFlags(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: "string" },
        profile: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    return { file: values.config, profile: values.profile, json: values.json, help: values.help };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function checked(source: ConfigSource): Promise<CheckReport> {
  const config = await loadConfig(source);
  const written = await asWritten(config, source);
  const servers: CheckedServer[] = [];
  for (const server of config.servers) {
    const shown = written.get(server.name);
    servers.push({
      name: server.name,
      kind: server.kind,
      title: server.title,
      starts: startOf(shown?.kind === server.kind ? shown : server),
      env: "env" in server ? Object.keys(server.env) : "headers" in server ? Object.keys(server.headers) : [],
      missing: await missingFor(server, source.env, source.cwd),
    });
  }
  return {
    // Without a file all nine are there for whoever has a key to one of them.
    ok: config.file === undefined || servers.every(({ missing }) => missing.length === 0),
    file: config.file,
    servers,
    profiles: Object.keys(config.profiles),
    defaultProfile: config.defaultProfile,
    notes: [...config.notes],
    warnings: toxicFlows(config).map(toxicFlowText),
  };
}

/** The servers as they are when every variable holds a reference to itself, so that no value can be shown. */
async function asWritten(config: GatewayConfig, source: ConfigSource): Promise<Map<string, ServerConfig>> {
  const names = Object.keys(source.env).filter((name) => source.env[name] !== undefined);
  const env = Object.fromEntries(names.map((name) => [name, `\${${name}}`]));
  const { servers } = await loadConfig({ ...source, file: config.file, env });
  return new Map(servers.map((server) => [server.name, server]));
}

function startOf(server: ServerConfig): string[] {
  if (server.kind === "command") return [server.command, ...server.args];
  if (server.kind === "url") return [withoutSecrets(server.url)];
  if (server.kind === "image") return [server.image, ...server.args];
  if (server.kind === "builtIn" && server.isolation === "process")
    return [`sophia-mcp-${server.builtIn}`, ...server.args];
  return [];
}

/** Queries carry keys. */
function withoutSecrets(address: string): string {
  const url = URL.parse(address);
  return url ? `${url.origin}${url.pathname}${url.search === "" ? "" : "?..."}` : "";
}

const kinds: Readonly<Record<ServerConfig["kind"], string>> = {
  builtIn: "built in",
  command: "program",
  url: "address",
  image: "image",
  broken: "not usable",
};

function textOf(report: CheckReport): string {
  const width = Math.max(...report.servers.map(({ name }) => name.length), 0);
  const rows = report.servers.flatMap(({ name, kind, starts, env, missing }) => [
    `  ${name.padEnd(width)}  ${[kinds[kind], ...starts.map(quoted)].join(" ")}`.trimEnd(),
    ...(env.length > 0 ? [`  ${" ".repeat(width)}    with ${env.join(", ")}`] : []),
    ...missing.map((text) => `  ${" ".repeat(width)}    MISSING ${kind === "builtIn" ? brief(text) : text}`),
  ]);
  return [
    report.file ?? "No configuration file: the built-in servers.",
    "",
    ...rows,
    "",
    `Profiles: ${report.profiles.join(", ")}. Default: ${report.defaultProfile}.`,
    ...report.notes.map((note) => `Note: ${note}`),
    ...report.warnings.map((warning) => `Warning: ${warning}`),
    verdict(report),
    "",
  ].join("\n");
}

/** A credential's whole story, with the page where it is created, is for `--json` and the first call. */
const brief = (text: string): string => /^.+?\.(?= [A-Z])/.exec(text)?.[0] ?? text;

function verdict({ ok, servers }: CheckReport): string {
  const lacking = servers.filter(({ missing }) => missing.length > 0).length;
  if (lacking === 0) return "All of it can start.";
  if (ok) return "A system answers calls once its credential is set; --json says where each is created.";
  return `${lacking} of ${servers.length} cannot work as it is.`;
}

/** One argument as one word, so that what would be started can be read without doubt. */
const quoted = (argument: string): string =>
  /^[\w@%+=:,./${}~-]+$/.test(argument) ? argument : JSON.stringify(argument);
