import type { CredentialField, CredentialScheme, Environment } from "@sophia-mcp/auth/credentials";
import type { ClientName } from "./flags.ts";
import type { AnyServer } from "./server.ts";

/** What a client runs. */
export interface Launch {
  command: string;
  args: string[];
}

/** What stands under a server's name in a client's file. */
export interface ClientEntry extends Launch {
  type?: "stdio";
  env?: Record<string, string>;
}

/** A value that VS Code asks for once and keeps in its secret storage. */
export interface ClientInput {
  type: "promptString";
  id: string;
  description: string;
  password: boolean;
}

/** A variable that an entry hands to the server. */
export interface EntryVariable {
  name: string;
  /** What the value is, in a few words. */
  title: string;
  secret: boolean;
  /** Known only of what is not secret: a client without references gets it as it stands. */
  value?: string | undefined;
}

interface ClientForm {
  title: string;
  /** The key of the file under which the servers stand. */
  key: "mcpServers" | "servers";
  /** How the client's file refers to a variable; undefined where the client has no references. */
  reference?: (variable: string) => string;
  /** Whether a reference needs an input that the client asks for. */
  prompts?: true;
}

const fromEnv = (name: string): string => `\${env:${name}}`;

/** How each client writes servers, as its documentation has it. */
export const clientForms: Readonly<Record<ClientName, ClientForm>> = {
  cursor: { title: "Cursor", key: "mcpServers", reference: fromEnv },
  claude: { title: "Claude Desktop", key: "mcpServers" },
  // Without a default, one unset variable keeps Claude Code from loading the file's other servers too.
  "claude-code": { title: "Claude Code", key: "mcpServers", reference: (name) => `\${${name}:-}` },
  vscode: {
    title: "VS Code",
    key: "servers",
    reference: (name) => `\${input:${inputId(name)}}`,
    prompts: true,
  },
  windsurf: { title: "Windsurf", key: "mcpServers", reference: fromEnv },
};

const inputId = (variable: string): string => variable.toLowerCase().replaceAll("_", "-");

/** @param name of the package: `hubspot`, `gateway` */
export const npxLaunch = (name: string, flags: readonly string[] = []): Launch => ({
  command: "npx",
  args: ["-y", `@sophia-mcp/${name}`, ...flags],
});

/** Variables are handed through by name, so that no value stands on a command line. */
export const dockerLaunch = (
  name: string,
  flags: readonly string[],
  { variables = [], envFile }: { variables?: readonly string[]; envFile?: string | undefined },
): Launch => ({
  command: "docker",
  args: [
    "run",
    "-i",
    "--rm",
    ...variables.flatMap((variable) => ["-e", variable]),
    ...(envFile === undefined ? [] : ["--env-file", envFile]),
    `ghcr.io/sophia-mcp/${name}`,
    ...flags,
  ],
});

/**
 * The variables of the way to authenticate that the environment is set up for, else of the preferred one. Of a value only
 * its name is read, unless it is no secret.
 * @param files whether a `<NAME>_FILE` that is set may stand for its variable
 */
export function entryVariables(
  schemes: readonly [CredentialScheme, ...CredentialScheme[]],
  env: Environment,
  { files = true }: { files?: boolean } = {},
): EntryVariable[] {
  const named = (field: CredentialField) => nameOf(field, env, files);
  const scheme = schemes.find((scheme) => isSetUp(scheme, env, files)) ?? schemes[0];
  return Object.values(scheme.fields)
    .filter((field) => !field.optional || named(field) !== undefined)
    .map((field) => {
      const name = named(field) ?? field.env[0];
      const open = field.secret === false || name.endsWith("_FILE");
      return { name, title: field.title, secret: !open, value: open ? env[name]?.trim() : undefined };
    });
}

/** Whether the environment names every value that this way to authenticate needs. */
export const isSetUp = (scheme: CredentialScheme, env: Environment, files = true): boolean =>
  Object.values(scheme.fields).every((field) => field.optional || nameOf(field, env, files) !== undefined);

function nameOf(field: CredentialField, env: Environment, files: boolean): string | undefined {
  const names = files ? [...field.env, ...field.env.map((name) => `${name}_FILE`)] : field.env;
  return names.find((name) => env[name]?.trim());
}

/**
 * The entry that starts a server under a client, and the inputs that it refers to.
 * @param without what stands for a variable where the client has no references: a variable and its value
 */
export function clientEntry(
  client: ClientName,
  { command, args }: Launch,
  variables: readonly EntryVariable[],
  without: (variable: EntryVariable) => readonly [name: string, value: string],
): { entry: ClientEntry; inputs: ClientInput[] } {
  const { reference, prompts } = clientForms[client];
  const env = Object.fromEntries(
    variables.map((variable) => (reference ? [variable.name, reference(variable.name)] : without(variable))),
  );
  const inputs = variables.map(({ name, title, secret }) => ({
    type: "promptString" as const,
    id: inputId(name),
    description: title,
    password: secret,
  }));
  return {
    entry: {
      ...(prompts ? { type: "stdio" } : {}),
      command,
      args,
      ...(variables.length > 0 ? { env } : {}),
    },
    inputs: prompts ? inputs : [],
  };
}

/** What `--config-for` prints: the entry as the client's own file wants it, or the client's own command. */
export function clientConfig(server: Pick<AnyServer, "name" | "credentials">, client: ClientName): string {
  const launch = npxLaunch(server.name);
  const variables = entryVariables(server.credentials, {});
  if (client === "claude-code") {
    // Claude Code expands ${VAR} in .mcp.json; on its command line the shell does.
    const env = variables.map(({ name }) => `--env ${name}="$${name}"`).join(" ");
    return `claude mcp add ${server.name} ${env} -- ${launch.command} ${launch.args.join(" ")}`;
  }
  const { entry, inputs } = clientEntry(client, launch, variables, ({ name }) => [name, `<${name}>`]);
  return JSON.stringify(clientFile(client, { [server.name]: entry }, inputs), null, 2);
}

/** A client's file that holds these entries and nothing else. */
export const clientFile = (
  client: ClientName,
  entries: Readonly<Record<string, ClientEntry>>,
  inputs: readonly ClientInput[],
): object => ({
  ...(inputs.length > 0 ? { inputs } : {}),
  [clientForms[client].key]: entries,
});
