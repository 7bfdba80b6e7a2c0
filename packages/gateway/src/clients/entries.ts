import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Environment } from "@sophia-mcp/auth/credentials";
import { createRedactor } from "@sophia-mcp/auth/redact";
import {
  clientEntry,
  clientForms,
  dockerLaunch,
  entryVariables,
  isSetUp,
  npxLaunch,
  type ClientEntry,
  type ClientInput,
  type EntryVariable,
  type Launch,
} from "@sophia-mcp/core/client-config";
import { ConfigError } from "@sophia-mcp/core/errors";
import type { ClientName } from "@sophia-mcp/core/flags";
import { nearest } from "@sophia-mcp/core/nearest";
import type { AnyServer } from "@sophia-mcp/core/server";
import type { Arguments } from "./arguments.ts";

export interface Entries {
  entries: Record<string, ClientEntry>;
  inputs: ClientInput[];
  /** What the user must still do, in sentences. */
  notes: string[];
}

/** The machine on which the client starts the entries. */
export interface Place {
  env: Environment;
  platform: NodeJS.Platform;
  /** Where the values lie for a client without references: a folder of files that hold one each. */
  secrets: string;
}

/** The names of the entries that the arguments are about. */
export const entryNames = ({ name, servers }: Arguments): string[] =>
  servers ? (name === undefined ? [...servers] : [name]) : [name ?? "sophia"];

/**
 * The entries that the arguments ask for, in the client's form.
 * @throws ConfigError for an unknown server, a literal secret, or `--run checkout` outside of a checkout
 */
export async function makeEntries(client: ClientName, wanted: Arguments, place: Place): Promise<Entries> {
  const { builtIns } = await import("../registry.ts");
  const known = Object.keys(builtIns);
  const load = (names: readonly string[]): Promise<AnyServer[]> =>
    Promise.all(
      names.map(async (name) => (await builtIns[name]?.server())?.default ?? unknownServer(name, known)),
    );
  for (const name of [...(wanted.servers ?? []), ...(wanted.credentials ?? [])])
    if (!Object.hasOwn(builtIns, name)) unknownServer(name, known);

  const result: Entries = { entries: {}, inputs: [], notes: [] };
  const made: EntryVariable[] = [];
  const names = entryNames(wanted);
  const packages = wanted.servers ?? ["gateway"];
  for (const [i, name] of packages.entries()) {
    const credentials = wanted.sandbox
      ? []
      : name === "gateway"
        ? gatewayVariables(client, await load(wanted.credentials ?? known), wanted, place.env)
        : variablesOf(await load([name]), wanted, place.env);
    const variables = withGiven(client, wanted, credentials);
    const { entry, inputs } = entryOf(client, name, variables, wanted, place);
    result.entries[names[i] ?? name] = entry;
    result.inputs.push(...inputs.filter(({ id }) => result.inputs.every((input) => input.id !== id)));
    made.push(...variables.filter((one) => made.every((other) => other.name !== one.name)));
  }
  result.notes = notesOn(client, made, wanted, place);
  if (!wanted.servers && !wanted.sandbox && made.length === 0)
    result.notes.push(
      "No credential of any system is set here, so the entry names none. Name the systems with --credentials hubspot,slack, or try it with --sandbox.",
    );
  return result;
}

/** Clients that resolve references get every system's: one that is not set counts as missing, and no more. */
function gatewayVariables(
  client: ClientName,
  servers: readonly AnyServer[],
  wanted: Arguments,
  env: Environment,
): EntryVariable[] {
  const { reference, prompts } = clientForms[client];
  const all = wanted.credentials !== undefined || (reference !== undefined && !prompts);
  const chosen = servers.filter(
    ({ credentials }) => all || credentials.some((scheme) => isSetUp(scheme, env)),
  );
  return variablesOf(chosen, wanted, env);
}

const variablesOf = (servers: readonly AnyServer[], { run }: Arguments, env: Environment): EntryVariable[] =>
  // A file of this machine is not there in a container.
  servers.flatMap(({ credentials }) => entryVariables(credentials, env, { files: run !== "docker" }));

/** The variables with those of `--env`: a literal takes the place of a reference. */
function withGiven(
  client: ClientName,
  { env }: Arguments,
  credentials: readonly EntryVariable[],
): EntryVariable[] {
  const shape = createRedactor();
  const given = env.map(({ name, value }): EntryVariable => {
    const known = credentials.find((one) => one.name === name);
    if (value === undefined && !clientForms[client].reference)
      throw new ConfigError(
        `--env ${name}: ${clientForms[client].title} has no references to variables. Pass --env ${name}=value if it is no secret.`,
      );
    if (value !== undefined && (known?.secret || secretName.test(name) || shape.text(value) !== value))
      throw new ConfigError(
        `--env ${name}: a secret is never written into a client's file. Pass --env ${name} without its value.`,
      );
    return { name, title: known?.title ?? name, secret: value === undefined, value };
  });
  return [...credentials.filter((one) => given.every((other) => other.name !== one.name)), ...given];
}

const secretName = /token|secret|passw|passphrase|private_key|api_?key|credential|_pat$/i;

function entryOf(
  client: ClientName,
  name: string,
  variables: readonly EntryVariable[],
  wanted: Arguments,
  place: Place,
): ReturnType<typeof clientEntry> {
  const byFile = wanted.run === "docker" && !clientForms[client].reference;
  const literal = new Set(wanted.env.filter((one) => one.value !== undefined).map((one) => one.name));
  const closed = variables.filter((one) => one.value === undefined);
  const handed = byFile ? variables.filter((one) => one.value !== undefined) : variables;
  const plain = launchOf(
    name,
    wanted,
    handed.map((one) => one.name),
    byFile && closed.length > 0 ? envFile(place) : undefined,
  );
  // Claude Code on Windows cannot start npx by itself; a project's file is shared with those on other systems.
  const wrap = client === "claude-code" && place.platform === "win32" && !wanted.project;
  const launch =
    wrap && plain.command === "npx" ? { command: "cmd", args: ["/c", "npx", ...plain.args] } : plain;
  const isLiteral = (one: EntryVariable) => literal.has(one.name);
  const made = clientEntry(
    client,
    launch,
    handed.filter((one) => !isLiteral(one)),
    (variable) =>
      variable.value === undefined
        ? [`${variable.name}_FILE`, join(place.secrets, variable.name)]
        : [variable.name, variable.value],
  );
  const given = handed.filter(isLiteral).map((one) => [one.name, one.value ?? ""] as const);
  if (given.length > 0) made.entry.env = { ...made.entry.env, ...Object.fromEntries(given) };
  return made;
}

const envFile = ({ secrets }: Place): string => join(secrets, "docker.env");

function launchOf(
  name: string,
  { run, flags }: Arguments,
  variables: readonly string[],
  file: string | undefined,
): Launch {
  if (run === "npx") return npxLaunch(name, flags);
  if (run === "docker") return dockerLaunch(name, flags, { variables, envFile: file });
  const main = join("packages", name, "src", "main.ts");
  const root = checkout(main);
  return { command: process.execPath, args: ["--conditions=@sophia-mcp/source", join(root, main), ...flags] };
}

/** The folder of the repository that this file is part of, as source or built. */
function checkout(main: string): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, main)) && existsSync(join(folder, "nx.json"))) return folder;
  throw new ConfigError(
    "--run checkout: this program does not run from a clone of the repository. Use --run npx.",
  );
}

function notesOn(
  client: ClientName,
  variables: readonly EntryVariable[],
  { run }: Arguments,
  place: Place,
): string[] {
  const { title, reference, prompts } = clientForms[client];
  const closed = variables.filter((one) => one.value === undefined);
  const names = closed.map((one) => one.name);
  if (prompts) return names.length > 0 ? [`${title} asks once for ${names.join(", ")}.`] : [];
  if (reference) {
    const unset = variables.map((one) => one.name).filter((name) => !place.env[name]?.trim());
    const one = `Set what you use of these before ${title} starts, they are not set here: ${unset.join(", ")}.`;
    return unset.length > 0 ? [one] : [];
  }
  if (names.length === 0) return [];
  return run === "docker"
    ? [`Put a line NAME=value into ${envFile(place)} for each of ${names.join(", ")}, readable by you alone.`]
    : [
        `${title} has no references to variables: write each value into a file of its own, readable by you alone: ${names
          .map((name) => join(place.secrets, name))
          .join(", ")}.`,
      ];
}

function unknownServer(name: string, known: readonly string[]): never {
  const near = nearest(name, known);
  throw new ConfigError(
    `Unknown server ${name.slice(0, 64)}.${near ? ` Did you mean ${near}?` : ""} Accepted: ${known.join(", ")}.`,
  );
}
