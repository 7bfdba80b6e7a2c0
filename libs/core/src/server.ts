import type { CredentialScheme, Credentials } from "@sophia-mcp/auth/credentials";
import type { Redactor } from "@sophia-mcp/auth/redact";
import type { z } from "zod";
import type { Http, HttpOptions } from "./http.ts";
import type { CredentialKinds } from "./select.ts";
import type { AnyTool } from "./tool.ts";

export interface ConnectContext<Settings> {
  settings: Settings;
  credentials: Credentials;
  /** Makes the one client through which this server talks to its vendor: limits, retries, redaction, metrics. */
  http(options: HttpOptions): Http;
  redactor: Redactor;
}

/** What `--check` prints: who the credential belongs to and what it may do. */
export interface Identity {
  /** "Ada Lovelace (ada@example.com)", "portal 12345". */
  account: string;
  /** Scopes the vendor reports; left out when it reports none. */
  scopes?: readonly string[];
  /** Anything else worth a line: plan, region, limits. */
  notes?: readonly string[];
}

export interface ServerDefinition<Api = unknown, Settings extends z.ZodObject = z.ZodObject> {
  /** Lower case; the prefix of every tool: `linear`. */
  name: string;
  /** The vendor's name as people write it: `Linear`. */
  title: string;
  version: string;
  /** What a model must know to use the tools well, in a few sentences. */
  instructions: string;
  /** Ways to authenticate, the preferred one first. */
  credentials: readonly [CredentialScheme, ...CredentialScheme[]];
  /** Where the credential's first characters tell what it can do: tools whose `needs` is another kind are not listed. */
  credentialKinds?: CredentialKinds;
  /** Flat object; each key is an environment variable `<NAME>_<KEY>` and a flag `--<key>`, each with a default. */
  settings: Settings;
  /** Called on the first tool call, never before; may import the vendor's SDK. */
  connect(context: ConnectContext<z.output<Settings>>): Promise<Api> | Api;
  /** Released when the server stops. */
  disconnect?(api: Api): Promise<void>;
  identify(api: Api, signal: AbortSignal): Promise<Identity>;
  tools: readonly AnyTool<Api>[];
}

/** A server whose types no longer matter to the reader: the runner, the gateway, the generators. */
// eslint-disable-next-line typescript/no-explicit-any -- erased on purpose, see AnyTool
export type AnyServer = ServerDefinition<any, any>;

export const defineServer = <Api, Settings extends z.ZodObject>(
  definition: ServerDefinition<Api, Settings>,
): ServerDefinition<Api, Settings> => definition;
