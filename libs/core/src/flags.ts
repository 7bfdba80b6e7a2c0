import type { Environment } from "@sophia-mcp/auth/credentials";
import { ConfigError } from "./errors.ts";
import { nearest } from "./nearest.ts";

export const clients = ["cursor", "claude", "claude-code", "vscode", "windsurf"] as const;
export type ClientName = (typeof clients)[number];

export interface Flags {
  help: boolean;
  version: boolean;
  check: boolean;
  listTools: boolean;
  readOnly: boolean;
  tools: string[];
  groups: string[];
  sandbox: boolean;
  /** Port of the HTTP form; undefined means stdio. */
  http: number | undefined;
  host: string;
  configFor: ClientName | undefined;
  /** Settings of the server itself, by key: checked when the server is loaded. */
  settings: Record<string, string>;
}

export interface FlagDoc {
  flag: string;
  env: string;
  value?: string;
  description: string;
}

export const defaultPort = 8080;

/** Every flag that all servers have, in the order of `--help`. */
export const flagDocs: readonly FlagDoc[] = [
  { flag: "--help", env: "SOPHIA_HELP", description: "Print this text" },
  { flag: "--version", env: "SOPHIA_VERSION", description: "Print the version" },
  {
    flag: "--check",
    env: "SOPHIA_CHECK",
    description: "Say who the credential belongs to and what it lacks; exit code 0 or 1",
  },
  { flag: "--list-tools", env: "SOPHIA_LIST_TOOLS", description: "Print the tools that a client would see" },
  {
    flag: "--read-only",
    env: "SOPHIA_READ_ONLY",
    description: "Hide and refuse every tool that changes data",
  },
  { flag: "--tools", env: "SOPHIA_TOOLS", value: "a,b", description: "Show exactly these tools" },
  {
    flag: "--groups",
    env: "SOPHIA_GROUPS",
    value: "a,b",
    description: "Show these groups besides core; all shows every tool",
  },
  {
    flag: "--sandbox",
    env: "SOPHIA_SANDBOX",
    description: "Use a built-in emulator of the vendor: no account needed",
  },
  {
    flag: "--http",
    env: "SOPHIA_HTTP",
    value: "[port]",
    description: `Serve Streamable HTTP instead of stdio (port ${defaultPort})`,
  },
  {
    flag: "--host",
    env: "SOPHIA_HOST",
    value: "address",
    description: "Address for --http (127.0.0.1); any other needs MCP_AUTH_TOKEN",
  },
  {
    flag: "--config-for",
    env: "SOPHIA_CONFIG_FOR",
    value: clients.join("|"),
    description: "Print the configuration entry for a client",
  },
];

const truths: Readonly<Record<string, boolean>> = {
  "1": true,
  true: true,
  yes: true,
  on: true,
  "0": false,
  false: false,
  no: false,
  off: false,
  "": false,
};

/**
 * Reads flags and their environment variables; a flag wins over its variable.
 * @param settingFlags flags of the server's own settings, `--base-url` to `base_url`
 * @throws ConfigError that names the flag or variable and the accepted values
 */
export function parseFlags(
  argv: readonly string[],
  env: Environment,
  settingFlags: Readonly<Record<string, string>>,
): Flags {
  const given: Record<string, { name: string; value: string }> = {};
  for (const { flag, env: name, value: takes } of flagDocs) {
    const value = env[name]?.trim();
    if (value !== undefined && (value !== "" || !takes)) given[flag] = { name, value };
  }
  const settings: Record<string, string> = {};
  for (let i = 0; i < argv.length; i++) {
    const [flag, inline] = split(argv[i] ?? "");
    const doc = flagDocs.find((known) => known.flag === flag);
    const key = Object.hasOwn(settingFlags, flag) ? settingFlags[flag] : undefined;
    if (!doc && key === undefined) throw unknownFlag(argv[i] ?? "", settingFlags);
    let value = inline;
    if (value === undefined && (key !== undefined || doc?.value)) {
      const next = argv[i + 1];
      const optional = doc?.value?.startsWith("[") === true;
      if (next !== undefined && !next.startsWith("-") && (!optional || /^\d+$/.test(next))) {
        value = next;
        i++;
      } else if (!optional) {
        throw new ConfigError(`${flag} needs a value${doc?.value ? `: ${doc.value}` : ""}.`);
      }
    }
    if (key !== undefined) settings[key] = value ?? "";
    else given[flag] = { name: flag, value: value ?? "true" };
  }
  const flag = (name: string): boolean => {
    const entry = given[name];
    if (!entry) return false;
    const truth = truths[entry.value.toLowerCase()];
    if (truth === undefined)
      throw new ConfigError(`${entry.name}: "${entry.value}" is not accepted. Accepted: true, false.`);
    return truth;
  };
  return {
    help: flag("--help"),
    version: flag("--version"),
    check: flag("--check"),
    listTools: flag("--list-tools"),
    readOnly: flag("--read-only"),
    tools: list(given["--tools"]?.value),
    groups: list(given["--groups"]?.value),
    sandbox: flag("--sandbox"),
    http: port(given["--http"]),
    host: given["--host"]?.value ?? "127.0.0.1",
    configFor: client(given["--config-for"]),
    settings,
  };
}

function split(argument: string): [string, string | undefined] {
  const at = argument.indexOf("=");
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}

const list = (value: string | undefined): string[] =>
  (value ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

function port(entry: { name: string; value: string } | undefined): number | undefined {
  if (!entry) return undefined;
  const truth = truths[entry.value.toLowerCase()];
  if (truth !== undefined && entry.value !== "0") return truth ? defaultPort : undefined;
  const number = Number(entry.value);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new ConfigError(
    `${entry.name}: "${entry.value}" is not a port. Accepted: 0 (any free port) to 65535.`,
  );
}

function client(entry: { name: string; value: string } | undefined): ClientName | undefined {
  if (!entry) return undefined;
  const found = clients.find((name) => name === entry.value);
  if (found) return found;
  throw new ConfigError(`${entry.name}: "${entry.value}" is not a client. Accepted: ${clients.join(", ")}.`);
}

function unknownFlag(argument: string, settingFlags: Readonly<Record<string, string>>): ConfigError {
  const known = [...flagDocs.map((doc) => doc.flag), ...Object.keys(settingFlags)];
  const near = nearest(split(argument)[0], known);
  return new ConfigError(
    `Unknown flag ${argument.slice(0, 64)}.${near ? ` Did you mean ${near}?` : ""} Accepted: ${known.join(" ")}.`,
  );
}
