import { nearest } from "@sophia-mcp/core/nearest";
import { legalName } from "../names.ts";
import { builtInNames, builtInServer } from "./defaults.ts";
import type { Surroundings } from "./expand.ts";
import { createFill, fromHome, type Fill } from "./fill.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { ourPackage } from "./our-package.ts";
import type { Problem } from "./schema.ts";
import type { BrokenServer, BuiltInServer, ServerConfig, UrlServer } from "./types.ts";

type Values = Readonly<Record<string, string | number | boolean>>;

/** An entry of `mcpServers` that fits the schema. */
export interface GivenServer {
  type?: string;
  transport?: string;
  command?: string;
  args?: readonly string[];
  env?: Values;
  envFile?: string;
  cwd?: string;
  url?: string;
  serverUrl?: string;
  headers?: Values;
  oauth?: {
    clientId?: string;
    clientSecret?: string;
    scopes?: string[];
    redirectPort?: number;
    callbackPort?: number;
  };
  auth?: { CLIENT_ID?: string; CLIENT_SECRET?: string; scopes?: string[] };
  image?: string;
  volumes?: readonly string[];
  network?: string;
  memory?: string;
  pids?: number;
  writable?: boolean;
  builtIn?: string;
  isolation?: "inline" | "process";
  disabled?: boolean;
  title?: string;
  prefix?: string;
  timeoutSeconds?: number;
  idleMinutes?: number;
  pin?: "changed" | "all" | "off";
  ratePerMinute?: number;
  tools?: Readonly<Record<string, { timeoutSeconds?: number }>>;
  search?: { tool: string; query: string; limit?: string; results?: string };
}

interface Reading {
  name: string;
  given: GivenServer;
  fill: Fill;
  around: Surroundings;
  /** Of our package that the entry's command runs. */
  args: readonly string[];
}

/** What is wrong with an entry; `path` starts at the entry. */
class EntryProblem extends Error {
  readonly problem: Problem;
  constructor(path: Problem["path"], message: string) {
    super(message);
    this.problem = { path, message };
  }
}

const minuteMs = 60_000;
const defaultTimeoutMs = 60_000;
const defaultIdleMs = 10 * minuteMs;

/**
 * One entry as a server; undefined where it cannot be used, with the problem that says why. A built-in is usable
 * without its variables: its tools are listed, and its first call says what is missing.
 * @param folder of the file that the entry stands in
 */
export function readEntry(
  name: string,
  given: GivenServer,
  around: Surroundings,
  folder: string,
): { server: ServerConfig | undefined; problem: Problem | undefined } {
  const problems: Problem[] = [];
  const fill = createFill(around, folder, (problem) => problems.push(problem));
  try {
    const server = read({ name, given, fill, around, args: [] });
    const usable = server.kind === "builtIn" || problems.length === 0;
    return { server: usable ? server : undefined, problem: problems[0] };
  } catch (error) {
    if (!(error instanceof EntryProblem)) throw error;
    // What is missing is told before what came of it.
    return { server: undefined, problem: problems[0] ?? error.problem };
  }
}

export const brokenServer = (name: string, reason: string): BrokenServer => ({
  ...common(name, {}),
  kind: "broken",
  reason,
  fingerprint: "0".repeat(32),
});

function read(reading: Reading): ServerConfig {
  const { name, given } = reading;
  const url = given.url ?? given.serverUrl;
  const kinds = Object.entries({ command: given.command, url, image: given.image });
  const named = kinds.filter(([, value]) => value !== undefined).map(([key]) => key);
  if (named.length > 1) throw new EntryProblem([], `names ${named.join(" and ")}. Accepted: one of them.`);
  if (given.builtIn !== undefined) return builtInFrom(reading, given.builtIn);
  if (url !== undefined) return urlFrom(reading, url);
  if (given.image !== undefined) return imageFrom(reading, given.image);
  if (given.command === undefined) return builtInFrom(reading, name);
  const ours = ourPackage(given.command, given.args);
  if (ours && builtInNames.includes(ours.name))
    return builtInFrom({ ...reading, args: ours.args }, ours.name);
  return commandFrom(reading, given.command);
}

function builtInFrom({ name, given, fill, around, args }: Reading, builtIn: string): BuiltInServer {
  if (!builtInNames.includes(builtIn)) throw noBuiltIn(builtIn, given);
  if (args.length > 0 && given.isolation === "inline")
    throw new EntryProblem(["isolation"], `flags are read by a process alone. Accepted with args: process.`);
  const isolation = args.length > 0 ? "process" : (given.isolation ?? "inline");
  const env = fill.env(given);
  return {
    ...builtInServer(builtIn, { ...around.env, ...env }),
    ...said(given),
    ...(isolation === "process" && given.idleMinutes === undefined ? { idleMs: defaultIdleMs } : {}),
    name,
    prefix: given.prefix ?? "",
    isolation,
    args: args.map((arg, i) => fill.text(["args", i], arg)),
    env,
  };
}

function noBuiltIn(name: string, given: GivenServer): EntryProblem {
  const near = nearest(name, builtInNames);
  const meant = near ? ` Did you mean the built-in server "${near}"?` : "";
  return given.builtIn === undefined
    ? new EntryProblem([], `says nothing to start.${meant} Accepted: one of command, url, image, builtIn.`)
    : new EntryProblem(["builtIn"], `unknown.${meant} Accepted: ${builtInNames.join(", ")}.`);
}

function commandFrom({ name, given, fill, around }: Reading, command: string): ServerConfig {
  const transport = given.transport ?? given.type;
  if (transport !== undefined && transport !== "stdio")
    throw new EntryProblem([], `a command speaks over stdio, not over ${transport}.`);
  const server = {
    ...common(name, given),
    kind: "command" as const,
    command: fromHome(fill.text(["command"], command), around.home),
    args: fill.texts("args", given.args),
    env: environment(fill, given),
    cwd: given.cwd === undefined ? undefined : fill.path(["cwd"], given.cwd),
  };
  return { ...server, fingerprint: fingerprintOf(server) };
}

function imageFrom({ name, given, fill, around }: Reading, image: string): ServerConfig {
  const server = {
    ...common(name, given),
    kind: "image" as const,
    image: fill.text(["image"], image),
    args: fill.texts("args", given.args),
    env: environment(fill, given),
    volumes: fill.texts("volumes", given.volumes).map((volume) => fromHome(volume, around.home)),
    network: given.network ?? "bridge",
    memory: given.memory ?? "1g",
    pids: given.pids ?? 256,
    writable: given.writable ?? false,
  };
  if (server.image.startsWith("-"))
    throw new EntryProblem(["image"], "begins with -. Accepted: a name such as ghcr.io/owner/server:1.2.");
  return { ...server, fingerprint: fingerprintOf(server) };
}

/** @throws EntryProblem for a name that no environment can hold */
function environment(fill: Fill, given: GivenServer): Record<string, string> {
  const env = fill.env(given);
  const bad = Object.entries(env).find(([key, value]) => !/^[^=\0]+$/.test(key) || value.includes("\0"));
  if (bad) throw new EntryProblem(["env", bad[0]], "cannot be a variable.");
  return env;
}

function urlFrom({ name, given, fill }: Reading, url: string): UrlServer {
  const transport = given.transport ?? given.type;
  if (transport === "stdio")
    throw new EntryProblem([], "a url is spoken to over http or sse, not over stdio.");
  const filled = fill.text([given.url === undefined ? "serverUrl" : "url"], url);
  const headers = fill.values("headers", given.headers);
  const bad = Object.entries(headers).find(
    ([key, value]) => !/^[!#$%&'*+.^_`|~\w-]+$/.test(key) || /[\0\r\n]/.test(value),
  );
  if (bad)
    throw new EntryProblem(["headers", bad[0]], "cannot be a header: it holds characters that none may.");
  const server = {
    ...common(name, given),
    kind: "url" as const,
    url: filled,
    transport:
      transport === undefined
        ? ("auto" as const)
        : transport === "sse"
          ? ("sse" as const)
          : ("http" as const),
    headers,
    oauth: oauthOf(given, fill),
  };
  if (!isHttpUrl(filled))
    throw new EntryProblem(["url"], "is no address. Accepted: http:// or https:// and a host.");
  return { ...server, fingerprint: fingerprintOf(server) };
}

const isHttpUrl = (text: string): boolean => ["http:", "https:"].includes(URL.parse(text)?.protocol ?? "");

function oauthOf({ oauth, auth }: GivenServer, fill: Fill): UrlServer["oauth"] {
  const [key, id, secret] = oauth
    ? (["oauth", "clientId", "clientSecret"] as const)
    : (["auth", "CLIENT_ID", "CLIENT_SECRET"] as const);
  const given: Readonly<Record<string, unknown>> | undefined = oauth ?? auth;
  if (!given) return undefined;
  const text = (name: string) => {
    const value = given[name];
    return typeof value === "string" ? fill.text([key, name], value) : undefined;
  };
  const clientId = text(id);
  const clientSecret = text(secret);
  const scopes = (oauth ?? auth)?.scopes;
  const redirectPort = oauth?.redirectPort ?? oauth?.callbackPort;
  return {
    ...(clientId === undefined ? {} : { clientId }),
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(scopes === undefined ? {} : { scopes }),
    ...(redirectPort === undefined ? {} : { redirectPort }),
  };
}

type Said = Pick<BuiltInServer, "toolTimeouts"> &
  Partial<Pick<BuiltInServer, "title" | "timeoutMs" | "idleMs" | "pin" | "search" | "ratePerMinute">>;

/** What the entry says itself of what all kinds have. */
function said({
  title,
  timeoutSeconds,
  tools = {},
  idleMinutes,
  pin,
  search,
  ratePerMinute,
}: GivenServer): Said {
  const toolTimeouts = Object.entries(tools).flatMap(([match, { timeoutSeconds: seconds }]) =>
    seconds === undefined ? [] : [{ match, timeoutMs: seconds * 1000 }],
  );
  return {
    toolTimeouts,
    ...(title === undefined ? {} : { title }),
    ...(timeoutSeconds === undefined ? {} : { timeoutMs: timeoutSeconds * 1000 }),
    ...(idleMinutes === undefined ? {} : { idleMs: idleMinutes * minuteMs }),
    ...(pin === undefined ? {} : { pin }),
    ...(search === undefined ? {} : { search }),
    ...(ratePerMinute === undefined ? {} : { ratePerMinute }),
  };
}

const common = (name: string, given: GivenServer) => ({
  name,
  title: name,
  prefix: given.prefix ?? legalName(name),
  timeoutMs: defaultTimeoutMs,
  idleMs: defaultIdleMs,
  pin: "changed" as const,
  ...said(given),
});
