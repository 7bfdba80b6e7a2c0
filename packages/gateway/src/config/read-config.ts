import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ConfigError } from "@sophia-mcp/core/errors";
import { nearest } from "@sophia-mcp/core/nearest";
import schema from "../../config.schema.json" with { type: "json" };
import { legalName } from "../names.ts";
import { builtInNames, builtInServer, defaultConfig } from "./defaults.ts";
import { readDocument, type Document } from "./document.ts";
import { brokenServer, readEntry, type GivenServer } from "./entry.ts";
import type { Surroundings } from "./expand.ts";
import { fromHome } from "./fill.ts";
import { importedEntries } from "./imported.ts";
import { ourPackage } from "./our-package.ts";
import { profilesOf, type GivenProfile } from "./profiles.ts";
import { isPlain, problemsOf, type Path } from "./schema.ts";
import type { BuiltInServer, Expose, GatewayConfig, ServerConfig } from "./types.ts";

/** One server as it stands in a file. */
export interface Entry {
  name: string;
  value: unknown;
  path: Path;
  document: Document;
}

type GivenHttp = Partial<Omit<GatewayConfig["http"], "pollAfterMs">> & { pollAfterSeconds?: number };

/** A configuration that fits the schema, but for what stands in its entries. */
interface Given {
  builtIns?: boolean | readonly string[];
  import?: readonly string[];
  profiles?: Readonly<Record<string, GivenProfile>>;
  defaultProfile?: string;
  expose?: Expose;
  audit?: Partial<GatewayConfig["audit"]>;
  search?: Partial<GatewayConfig["search"]>;
  http?: GivenHttp;
  parallelStarts?: number;
}

/**
 * Reads a file and those that it imports. What is wrong with one entry is that server's reason alone.
 * @param path as the user wrote it
 * @throws ConfigError for anything else that is wrong: with file, line, column, key path, and what is accepted
 */
export async function readConfig(path: string, around: Surroundings): Promise<GatewayConfig> {
  const file = resolve(around.cwd, fromHome(path, around.home));
  const document = await readDocument(file);
  const wrong = problemsOf(document.value, schema).find(({ path }) => !inEntry(path));
  if (wrong) throw new ConfigError(await document.locate(wrong));
  const given = document.value as Given;
  const notes: string[] = [...writableByAll(file)];
  const files = (given.import ?? []).map((path) => resolve(dirname(file), fromHome(path, around.home)));
  const { entries: imported, unread } = await importedEntries(files, notes);
  const entries = withoutDoubles([...ownServers(document), ...imported], notes);
  const read = await readServers(entries, around, notes);
  const base = defaultConfig(around.env);
  const profiles = profilesOf(given.profiles ?? {}, given.expose);
  const defaultProfile = given.defaultProfile ?? base.defaultProfile;
  if (!Object.hasOwn(profiles, defaultProfile)) {
    const message = unknownName(defaultProfile, "profile", Object.keys(profiles));
    throw new ConfigError(await document.locate({ path: ["defaultProfile"], message }));
  }
  const wanted = await wantedBuiltIns(given.builtIns ?? entries.length === 0, document);
  const servers = arranged(read, new Set(entries.map(({ name }) => name)), wanted, around);
  notes.push(...(await unknownServers(given.profiles ?? {}, servers, document)));
  const audit = { ...base.audit, ...given.audit };
  return {
    file,
    imported: files,
    unread,
    notes,
    servers,
    profiles,
    defaultProfile,
    audit: audit.file ? { ...audit, file: resolve(dirname(file), fromHome(audit.file, around.home)) } : audit,
    search: { ...base.search, ...given.search },
    http: httpFrom(base.http, given.http),
    parallelStarts: given.parallelStarts ?? base.parallelStarts,
  };
}

function httpFrom(
  base: GatewayConfig["http"],
  { pollAfterSeconds, ...given }: GivenHttp = {},
): GatewayConfig["http"] {
  return {
    ...base,
    ...given,
    ...(pollAfterSeconds === undefined ? {} : { pollAfterMs: pollAfterSeconds * 1000 }),
  };
}

const inEntry = ([first, second]: Path): boolean =>
  (first === "mcpServers" || first === "servers") && second !== undefined;

const ownServers = (document: Document): Entry[] =>
  ["mcpServers", "servers"].flatMap((key) => {
    const servers = document.value[key];
    if (!isPlain(servers)) return [];
    return Object.entries(servers).map(([name, value]) => ({ name, value, path: [key, name], document }));
  });

/** The gateway's own entry would start it within itself, without end; of two with one name the first counts. */
function withoutDoubles(entries: readonly Entry[], notes: string[]): Entry[] {
  const seen = new Map<string, Entry>();
  for (const entry of entries) {
    const { name, document } = entry;
    const first = seen.get(name);
    if (isGateway(entry.value)) notes.push(`${document.file}: "${name}" is this gateway itself: left out.`);
    else if (first)
      notes.push(`${document.file}: "${name}" is left out: ${first.document.file} has one too.`);
    else seen.set(name, entry);
  }
  return [...seen.values()];
}

function isGateway(value: unknown): boolean {
  if (!isPlain(value) || typeof value.command !== "string") return false;
  const args = Array.isArray(value.args) ? value.args.map(String) : [];
  const script = process.argv[1];
  return (
    ourPackage(value.command, args)?.name === "gateway" || (script !== undefined && args.includes(script))
  );
}

async function readServers(
  entries: readonly Entry[],
  around: Surroundings,
  notes: string[],
): Promise<ServerConfig[]> {
  const servers: ServerConfig[] = [];
  for (const { name, value, path, document } of entries) {
    if (isPlain(value) && value.disabled === true) continue;
    const [wrong] = problemsOf(value, schema.definitions.server, schema, path);
    if (wrong) {
      servers.push(brokenServer(name, await document.locate(wrong)));
      continue;
    }
    const { server, problem } = readEntry(name, value as GivenServer, around, dirname(document.file));
    const reason = problem && (await document.locate({ ...problem, path: [...path, ...problem.path] }));
    if (server && reason) notes.push(reason);
    servers.push(server ?? brokenServer(name, reason ?? ""));
  }
  return servers;
}

async function wantedBuiltIns(
  given: boolean | readonly string[],
  document: Document,
): Promise<readonly string[]> {
  if (typeof given === "boolean") return given ? builtInNames : [];
  const index = given.findIndex((name) => !builtInNames.includes(name));
  const unknown = given[index];
  if (unknown === undefined) return given;
  const message = unknownName(unknown, "built-in server", builtInNames);
  throw new ConfigError(await document.locate({ path: ["builtIns", index], message }));
}

/** Not refused: whoever takes a server out for a while would have to change every profile. */
async function unknownServers(
  profiles: Readonly<Record<string, GivenProfile>>,
  servers: readonly ServerConfig[],
  document: Document,
): Promise<string[]> {
  const known = servers.map(({ name }) => name);
  const named = Object.entries(profiles).flatMap(([profile, given]) =>
    (given.servers ?? []).map((name, i) => ({ name, path: ["profiles", profile, "servers", i] })),
  );
  const unknown = named.filter(({ name }) => !known.includes(name) && !builtInNames.includes(name));
  return Promise.all(
    unknown.map(({ name, path }) => document.locate({ path, message: unknownName(name, "server", known) })),
  );
}

/** Built-ins first, in their own order, so that the list of tools does not depend on where an entry stands. */
function arranged(
  read: readonly ServerConfig[],
  named: ReadonlySet<string>,
  wanted: readonly string[],
  around: Surroundings,
): ServerConfig[] {
  const added = wanted.filter((name) => !named.has(name)).map((name) => builtInServer(name, around.env));
  const ours = [...read, ...added].filter((server) => server.kind === "builtIn");
  const inOrder = builtInNames.flatMap((builtIn) => {
    const same = ours.filter((server) => server.builtIn === builtIn);
    // Of two accounts of one system, one keeps the names of its tools: whichever the order of the file.
    const names = same.map(({ name }) => name).sort();
    const keeper = names.includes(builtIn) ? builtIn : names[0];
    return same.map((server) => (server.name === keeper ? server : prefixed(server)));
  });
  return [...inOrder, ...read.filter((server) => server.kind !== "builtIn")];
}

const prefixed = (server: BuiltInServer): BuiltInServer => ({
  ...server,
  prefix: server.prefix || legalName(server.name),
});

function unknownName(name: string, what: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return `unknown ${what}.${near ? ` Did you mean "${near}"?` : ""} Accepted: ${known.join(", ")}.`;
}

/** Whoever can write the file can start programs as the user who runs the gateway. */
function writableByAll(file: string): string[] {
  if (process.platform === "win32" || (statSync(file).mode & 0o002) === 0) return [];
  return [
    `${file} can be written by every user of this machine, who could start programs with it: chmod o-w.`,
  ];
}
