import { resolveCredentials, type CredentialScheme, type Environment } from "@sophia-mcp/auth/credentials";
import { createRedactor } from "@sophia-mcp/auth/redact";
import { ConfigError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import type { Access } from "./tool.ts";

/** Which tools a client sees. */
export interface Selection {
  /** Hides and refuses everything that is not `read`; wins over all else. */
  readOnly?: boolean;
  /** Exactly these tools, whatever their group. */
  tools?: readonly string[];
  /** Groups shown besides `core`; `all` is every group. */
  groups?: readonly string[];
}

/** What selecting needs to know of a tool: also what a manifest keeps of it. */
export interface Selectable {
  name: string;
  access: Access;
  group: string;
  needs?: string | undefined;
}

/**
 * The tools of a selection, in the server's own order.
 * @throws ConfigError for an unknown tool or group, with the accepted values
 */
export function selectTools<T extends Selectable>(all: readonly T[], selection: Selection): T[] {
  const names = all.map((tool) => tool.name);
  const groups = [...new Set(all.map((tool) => tool.group))];
  for (const name of selection.tools ?? []) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    throw new ConfigError(
      `--tools: unknown tool "${name}".${near ? ` Did you mean ${near}?` : ` Known: ${names.join(", ")}.`}`,
    );
  }
  for (const group of selection.groups ?? []) {
    if (group === "all" || groups.includes(group)) continue;
    throw new ConfigError(`--groups: unknown group "${group}". Accepted: all, ${groups.join(", ")}.`);
  }
  const wanted = new Set(["core", ...(selection.groups ?? [])]);
  return all.filter((tool) => {
    if (selection.readOnly && tool.access !== "read") return false;
    if (selection.tools && selection.tools.length > 0) return selection.tools.includes(tool.name);
    return wanted.has("all") || wanted.has(tool.group);
  });
}

/** Where one credential can do less than another of the same scheme, and its first characters tell which it is. */
export interface CredentialKinds {
  /** The credential's value to look at: `token`. */
  field: string;
  /** First characters to kind: `{ "xoxb-": "bot", "xoxp-": "user" }`. */
  prefixes: Readonly<Record<string, string>>;
}

export interface Owner {
  title: string;
  credentials: readonly [CredentialScheme, ...CredentialScheme[]];
  credentialKinds?: CredentialKinds | undefined;
}

/** Less the tools that the credential at hand cannot use. Without a credential, all: the first call says what is missing. */
export function usableTools<T extends Selectable>(tools: readonly T[], owner: Owner, env: Environment): T[] {
  const kinds = owner.credentialKinds;
  if (!kinds) return [...tools];
  try {
    const { values } = resolveCredentials(owner.title, owner.credentials, env, createRedactor());
    const value = values[kinds.field] ?? "";
    const kind = Object.entries(kinds.prefixes).find(([prefix]) => value.startsWith(prefix))?.[1];
    return tools.filter((tool) => tool.needs === undefined || kind === undefined || tool.needs === kind);
  } catch {
    return [...tools];
  }
}
