import { parseArgs } from "node:util";
import { ConfigError } from "@sophia-mcp/core/errors";
import { clients, type ClientName } from "@sophia-mcp/core/flags";
import { nearest } from "@sophia-mcp/core/nearest";

const options = {
  project: { type: "boolean" },
  file: { type: "string" },
  servers: { type: "string" },
  credentials: { type: "string" },
  env: { type: "string", multiple: true },
  name: { type: "string" },
  run: { type: "string" },
  sandbox: { type: "boolean" },
  "read-only": { type: "boolean" },
  tools: { type: "string" },
  groups: { type: "string" },
  profile: { type: "string" },
  expose: { type: "string" },
  yes: { type: "boolean", short: "y" },
  print: { type: "boolean" },
  remove: { type: "boolean" },
  undo: { type: "boolean" },
  replace: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const runs = ["npx", "docker", "checkout"] as const;
const exposures = ["all", "search", "auto"] as const;

export interface Arguments {
  /** Undefined lists the clients. */
  client: ClientName | undefined;
  project: boolean;
  file: string | undefined;
  /** Single servers; undefined means the gateway. */
  servers: readonly string[] | undefined;
  /** Systems whose variables the gateway's entry names; undefined leaves the choice to the client's form. */
  credentials: readonly string[] | undefined;
  /** Further variables: referred to by name, or with a value that is no secret. */
  env: readonly { name: string; value?: string | undefined }[];
  name: string | undefined;
  run: (typeof runs)[number];
  sandbox: boolean;
  /** Handed on to the server as they stand. */
  flags: readonly string[];
  yes: boolean;
  action: "write" | "print" | "remove" | "undo";
  replace: boolean;
  json: boolean;
  help: boolean;
}

/** @throws ConfigError that names the flag and what it accepts */
export function parseArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  if (positionals.length > 1)
    throw new ConfigError(`One client at a time: ${positionals.join(" ").slice(0, 80)}.`);
  const servers = names(values.servers, "--servers");
  const gatewayOnly = (["profile", "expose", "credentials"] as const).find(
    (flag) => values[flag] !== undefined,
  );
  if (servers && gatewayOnly)
    throw new ConfigError(`--${gatewayOnly} is of the gateway alone: leave it out, or leave out --servers.`);
  if (values.name !== undefined && !/^[A-Za-z0-9][\w.-]{0,63}$/.test(values.name))
    throw new ConfigError(`--name: letters, digits, dots, hyphens and underscores, 64 at most.`);
  if (values.name !== undefined && servers && servers.length > 1)
    throw new ConfigError("--name names one entry: pass one server with --servers.");
  if (values.file !== undefined && values.project)
    throw new ConfigError("--file already names the file: leave out --project.");
  const actions = (["print", "remove", "undo"] as const).filter((action) => values[action]);
  if (actions.length > 1)
    throw new ConfigError(`Pass one of --${actions.join(" and --")}: each does something else.`);
  const expose = oneOf(values.expose, "--expose", exposures);
  const readOnly = values["read-only"] === true;
  return {
    client: positionals[0] === undefined ? undefined : clientOf(positionals[0]),
    project: values.project === true,
    file: values.file,
    servers,
    credentials: names(values.credentials, "--credentials"),
    env: (values.env ?? []).map(variable),
    name: values.name,
    run: oneOf(values.run, "--run", runs) ?? "npx",
    sandbox: values.sandbox === true,
    flags: [
      ...(values.sandbox ? ["--sandbox"] : []),
      ...(readOnly ? ["--read-only"] : []),
      ...pair("--tools", values.tools),
      ...pair("--groups", values.groups),
      ...pair("--profile", values.profile),
      ...pair("--expose", expose),
    ],
    yes: values.yes === true,
    action: actions[0] ?? "write",
    replace: values.replace === true,
    json: values.json === true,
    help: values.help === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const flag = /'(--?[\w-]+)/.exec((error as Error).message)?.[1] ?? "";
    const known = Object.keys(options).map((name) => `--${name}`);
    if (known.includes(flag)) {
      const takes = options[flag.slice(2) as keyof typeof options].type === "string";
      throw new ConfigError(takes ? `${flag} needs a value.` : `${flag} takes no value.`, { cause: error });
    }
    const near = nearest(flag, known);
    const hint = near ? ` Did you mean ${near}?` : "";
    throw new ConfigError(`Unknown flag ${flag}.${hint} Accepted: ${known.join(" ")}.`, { cause: error });
  }
}

function clientOf(word: string): ClientName {
  // The application's name as people write it; `claude` alone is what --config-for calls it.
  const name = word === "claude-desktop" ? "claude" : word;
  const found = clients.find((client) => client === name);
  if (found) return found;
  const near = nearest(name, clients);
  throw new ConfigError(
    `Unknown client ${word.slice(0, 64)}.${near ? ` Did you mean ${near}?` : ""} Accepted: ${clients.join(", ")}.`,
  );
}

function names(value: string | undefined, flag: string): string[] | undefined {
  if (value === undefined) return undefined;
  const found = value
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (found.length === 0) throw new ConfigError(`${flag} needs names, such as ${flag} hubspot,slack.`);
  return [...new Set(found)];
}

function variable(word: string): { name: string; value?: string } {
  const [, name, value] = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(word) ?? [];
  if (name === undefined)
    throw new ConfigError("--env needs the name of a variable, or NAME=value for what is no secret.");
  return value === undefined ? { name } : { name, value };
}

function oneOf<T extends string>(
  value: string | undefined,
  flag: string,
  accepted: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const found = accepted.find((word) => word === value);
  if (found) return found;
  throw new ConfigError(
    `${flag}: "${value.slice(0, 64)}" is not accepted. Accepted: ${accepted.join(", ")}.`,
  );
}

const pair = (flag: string, value: string | undefined): string[] =>
  value === undefined ? [] : [flag, value];
