/** The environment variables that a package reads, from the definitions: what a registry and Claude Desktop ask a user for. */
import type { CredentialScheme } from "@sophia-mcp/auth/credentials";
import { flagDocs } from "@sophia-mcp/core/flags";
import type { AnyServer } from "@sophia-mcp/core/server";
import { settingDocs } from "@sophia-mcp/core/settings";

export interface Variable {
  name: string;
  /** What the value is, in a few words, with a capital. */
  title: string;
  description: string;
  type: "string" | "number" | "boolean" | "file";
  secret: boolean;
  /** Nothing works without it, whichever way to authenticate is taken. */
  required: boolean;
  /** As written in an environment; empty when there is none. */
  default: string;
}

/** Every variable of one server: its credentials, its settings, and the flags that make sense in a client. */
export const serverVariables = (server: AnyServer): Variable[] => [
  ...credentialVariables(server.credentials),
  ...settingDocs(server).map((doc): Variable => ({
    name: doc.env,
    title: capital(doc.key.replaceAll("_", " ")),
    description: doc.description,
    type: /^\d+$/.test(doc.default) ? "number" : "string",
    secret: false,
    required: false,
    default: doc.default,
  })),
  ...flagVariables(["--read-only", "--groups", "--tools", "--sandbox"]),
];

/**
 * The variables of the gateway: of each server those of the preferred way to authenticate, and of every way that takes a
 * single secret. None is required: a server without one is listed too and says what it lacks.
 */
export const gatewayVariables = (servers: readonly AnyServer[]): Variable[] => [
  ...servers.flatMap((server) =>
    credentialVariables(
      server.credentials.filter((scheme, at) => at === 0 || secretsOf(scheme) === 1),
      (title) => `${server.title}: ${lower(title)}`,
    ),
  ),
  ...flagVariables(["--read-only", "--groups", "--sandbox"]),
];

/** @param among words a title that stands among those of other servers, where nothing is required */
function credentialVariables(
  schemes: readonly CredentialScheme[],
  among?: (title: string) => string,
): Variable[] {
  const found = new Map<string, Variable>();
  for (const scheme of schemes) {
    for (const field of Object.values(scheme.fields)) {
      // A key of many lines does not fit into a field: its file is asked for.
      const file = /\bPEM\b/.test(field.title);
      const name = file ? `${field.env[0]}_FILE` : field.env[0];
      if (found.has(name)) continue;
      const title = file ? `file of the ${field.title}` : field.title;
      const users = schemes.filter((other) =>
        Object.values(other.fields).some(({ env }) => env[0] === field.env[0]),
      );
      const alone = Object.values(scheme.fields).filter(({ optional }) => !optional).length === 1;
      const goesWith = alone || users.length === schemes.length ? "" : `Goes with ${scheme.title}. `;
      found.set(name, {
        name,
        title: among?.(title) ?? capital(title),
        description: `${goesWith}Where to get it: ${scheme.url}`,
        type: file ? "file" : "string",
        secret: !file && field.secret !== false,
        required: !among && users.length === schemes.length && !field.optional,
        default: "",
      });
    }
  }
  return [...found.values()];
}

function flagVariables(flags: readonly string[]): Variable[] {
  return flagDocs
    .filter((doc) => flags.includes(doc.flag))
    .map((doc): Variable => ({
      name: doc.env,
      title: capital(doc.flag.slice(2).replaceAll("-", " ")),
      description: doc.description,
      type: doc.value ? "string" : "boolean",
      secret: false,
      required: false,
      default: doc.value ? "" : "false",
    }));
}

const secretsOf = (scheme: CredentialScheme): number =>
  Object.values(scheme.fields).filter((field) => field.secret !== false && !field.optional).length;
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
/** Left alone where the first word is an abbreviation. */
const lower = (text: string): string =>
  /^[A-Z]{2}/.test(text) || text.startsWith("OAuth") ? text : text.slice(0, 1).toLowerCase() + text.slice(1);
