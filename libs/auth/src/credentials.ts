import { readFileSync } from "node:fs";
import type { Redactor } from "./redact.ts";

/** One value of a credential: where it is read from, and what a user must know to provide it. */
export interface CredentialField {
  /** Environment variables, the vendor's usual name first, aliases after. `<NAME>_FILE` is read for each of them. */
  env: readonly [string, ...string[]];
  /** What the value is, in a few words: "private app access token". */
  title: string;
  secret?: boolean;
  optional?: boolean;
}

/** One way to authenticate: all of its required fields must be there. */
export interface CredentialScheme {
  /** Short stable word: `bearer`, `basic`, `key_pair`, `app`, `oauth`. */
  kind: string;
  title: string;
  /** The page where a user creates this credential. */
  url: string;
  fields: Record<string, CredentialField>;
}

export interface Credentials {
  kind: string;
  title: string;
  values: Readonly<Record<string, string>>;
  /** Where each value came from, for messages: "HUBSPOT_ACCESS_TOKEN" or "HUBSPOT_ACCESS_TOKEN_FILE". */
  sources: Readonly<Record<string, string>>;
}

/** No scheme is complete. The message names the variable and the page where the credential is created. */
export class CredentialError extends Error {
  override name = "CredentialError";
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the first complete scheme. Order per field: the environment variable, its aliases, then `<NAME>_FILE`
 * for each. Every secret that is read is registered with the redactor.
 * @throws CredentialError when no scheme is complete or a `_FILE` cannot be read
 */
export function resolveCredentials(
  server: string,
  schemes: readonly [CredentialScheme, ...CredentialScheme[]],
  env: Environment,
  redactor: Redactor,
): Credentials {
  for (const scheme of schemes) {
    const values: Record<string, string> = {};
    const sources: Record<string, string> = {};
    let complete = true;
    for (const [name, field] of Object.entries(scheme.fields)) {
      const found = readVariable(field.env, env);
      if (!found) {
        complete &&= field.optional === true;
        continue;
      }
      if (field.secret !== false) redactor.add(found.value);
      values[name] = found.value;
      sources[name] = found.source;
    }
    if (complete && Object.keys(values).length > 0) {
      return { kind: scheme.kind, title: scheme.title, values, sources };
    }
  }
  throw new CredentialError(missingText(server, schemes, env));
}

/**
 * The first of these variables that is set, else the content of the first file that a `<NAME>_FILE` points to.
 * @throws CredentialError when that file cannot be read or is empty
 */
export function readVariable(
  names: readonly string[],
  env: Environment,
): { value: string; source: string } | undefined {
  for (const name of names) {
    const value = env[name]?.trim();
    // A client that does not expand "${VAR}" passes it on as it stands; that is no credential.
    if (value && !/^\$\{[^}]{0,200}\}$/.test(value)) return { value, source: name };
  }
  for (const name of names) {
    const path = env[`${name}_FILE`]?.trim();
    if (!path) continue;
    try {
      const value = readFileSync(path, "utf8").trim();
      if (value) return { value, source: `${name}_FILE` };
    } catch (cause) {
      throw new CredentialError(`${name}_FILE points to ${path}, which cannot be read.`, { cause });
    }
    throw new CredentialError(`${name}_FILE points to ${path}, which is empty.`);
  }
  return undefined;
}

function missingText(server: string, schemes: readonly CredentialScheme[], env: Environment): string {
  const ways = schemes.map((scheme) => {
    const required = Object.values(scheme.fields).filter((field) => !field.optional);
    const missing = required.filter((field) => !readVariable(field.env, env));
    return { scheme, missing, given: required.length - missing.length };
  });
  // The scheme that was begun is the one that was meant.
  const nearest = ways.reduce((best, way) => (way.given > best.given ? way : best));
  const names = nearest.missing.map((field) => field.env[0]).join(" and ");
  const titles = nearest.missing.map((field) => field.title).join(" and ");
  const others = ways
    .filter((way) => way !== nearest)
    .map(({ scheme }) => `${scheme.title} (${requiredNames(scheme).join(", ")})`);
  return [
    `${server} needs ${names} (${titles}), which is not set.`,
    `Create it at ${nearest.scheme.url}, put it into the "env" block of your MCP client's configuration (or name a file with ${nearest.missing[0]?.env[0]}_FILE), and restart the server.`,
    ...(others.length > 0 ? [`Accepted instead: ${others.join("; ")}.`] : []),
    `To try every tool without an account, start the server with --sandbox.`,
  ].join(" ");
}

/** The first variable of each field that must be there. */
const requiredNames = (scheme: CredentialScheme): string[] =>
  Object.values(scheme.fields)
    .filter((field) => !field.optional)
    .map((field) => field.env[0]);
