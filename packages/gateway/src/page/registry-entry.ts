import type { Json } from "@sophia-mcp/core/envelope";
import { visible } from "@sophia-mcp/core/text";
import type { ServerConfig, UrlServer } from "../config/types.ts";
import type { ServerStatus } from "../describe.ts";
import { version } from "../version.ts";

/** One server as the registry API answers it. */
export interface RegistryEntry {
  server: { name: string; description: string; title: string; version: string } & Json;
  _meta: Json;
}

/** Ours have their names in the official registry; a name given to any other must not look like one of those. */
const ourNamespace = "io.github.sophia-mcp/";
const localNamespace = "local.gateway/";
const longest = 100;
const longestName = 170;

/**
 * What is known of a server: how it is installed or reached, never with which values. Arguments, values of variables and
 * of headers stay out, and so does whatever in an address may be a secret.
 */
export function registryEntry(config: ServerConfig, status: ServerStatus): RegistryEntry {
  const title = cut(visible(status.title).trim() || status.name);
  const tools = `${status.tools} ${status.tools === 1 ? "tool" : "tools"}`;
  const ours = config.kind === "builtIn" && config.name === config.builtIn;
  return {
    server: {
      name: `${ours ? ourNamespace : localNamespace}${registryName(config.name)}`,
      title,
      description: `${title.slice(0, 60)} behind this gateway: ${tools}`,
      // The API wants one, and a made-up number would be taken for a release.
      version: status.version?.slice(0, 255) || "unknown",
      ...howToGet(config),
    },
    _meta: {
      "io.modelcontextprotocol.registry/official": { status: "active", isLatest: true },
      [`${ourNamespace}gateway`]: { kind: status.kind, state: status.state, tools: status.tools },
    },
  };
}

function howToGet(config: ServerConfig): Json {
  if (config.kind === "builtIn") {
    const identifier = `@sophia-mcp/${config.builtIn}`;
    return {
      packages: [{ ...npm(identifier, version), environmentVariables: inputs(Object.keys(config.env)) }],
    };
  }
  if (config.kind === "url") return { remotes: [remote(config)] };
  if (config.kind === "image") {
    const environmentVariables = inputs(Object.keys(config.env));
    const oci = { registryType: "oci", identifier: config.image, runtimeHint: "docker", transport: stdio };
    return { packages: [{ ...oci, environmentVariables }] };
  }
  if (config.kind === "broken") return {};
  const found = packageOf(config.command, config.args);
  return found ? { packages: [{ ...found, environmentVariables: inputs(Object.keys(config.env)) }] } : {};
}

const stdio = { type: "stdio" };

const npm = (identifier: string, release: string | undefined): Json => ({
  registryType: "npm",
  registryBaseUrl: "https://registry.npmjs.org",
  identifier,
  ...(release === undefined ? {} : { version: release }),
  runtimeHint: "npx",
  transport: stdio,
});

/** The package that a command runs, where it is `npx` or `uvx` with nothing but a package's name to look at. */
function packageOf(command: string, args: readonly string[]): Json | undefined {
  const program = /([^/\\]+?)(?:\.exe|\.cmd)?$/i.exec(command)?.[1]?.toLowerCase();
  const wanted = args.find((arg) => !/^(?:-y|--yes|-q|--quiet)$/.test(arg)) ?? "";
  const [, name, release] =
    /^((?:@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*)(?:(?:@|==)(\d+\.\d+[\w.+-]*|latest))?$/i.exec(wanted) ??
    [];
  if (name === undefined) return undefined;
  const exact = release === "latest" ? undefined : release;
  if (program === "npx") return npm(name, exact);
  if (program !== "uvx" || name.startsWith("@")) return undefined;
  return {
    registryType: "pypi",
    registryBaseUrl: "https://pypi.org",
    identifier: name,
    ...(exact === undefined ? {} : { version: exact }),
    runtimeHint: "uvx",
    transport: stdio,
  };
}

function remote({ url, transport, headers }: UrlServer): Json {
  const { origin, pathname } = new URL(url);
  let hidden = 0;
  // Some services put a person's key into the path: what does not look like a word is left open.
  const path = pathname.replaceAll(/[^/]+/g, (part) =>
    /^[A-Za-z][A-Za-z_.-]{0,31}\d{0,2}$/.test(part) ? part : `{part${++hidden}}`,
  );
  const names = Array.from({ length: hidden }, (_, i) => `part${i + 1}`);
  return {
    type: transport === "sse" ? "sse" : "streamable-http",
    url: `${origin}${path}`,
    ...(hidden > 0
      ? { variables: Object.fromEntries(names.map((name) => [name, { isRequired: true, isSecret: true }])) }
      : {}),
    headers: inputs(Object.keys(headers)),
  };
}

const inputs = (names: readonly string[]): Json[] =>
  names.map((name) => ({ name, isRequired: true, isSecret: true }));

/** What the API does not allow is written in hexadecimal, so that two names do not become one. */
export const registryName = (name: string): string =>
  name
    .replaceAll(/[^a-zA-Z0-9._-]/gu, (char) => `_x${(char.codePointAt(0) ?? 0).toString(16)}_`)
    .slice(0, longestName);

const cut = (text: string): string => text.slice(0, longest);
