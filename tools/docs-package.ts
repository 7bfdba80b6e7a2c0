/** The parts of a package's page that follow from its definition: how to enter it in a client, its credentials, what is inside. */
import type { CredentialField, CredentialScheme } from "@sophia-mcp/auth/credentials";
import {
  clientEntry,
  clientFile,
  clientForms,
  entryVariables,
  npxLaunch,
  type EntryVariable,
} from "@sophia-mcp/core/client-config";
import type { ClientName } from "@sophia-mcp/core/flags";
import { markdown } from "./markdown.ts";
import type { PackageJson } from "./metadata.ts";

/** Where each client keeps its servers, as its own documentation names the file. */
const files: Readonly<Record<ClientName, string>> = {
  cursor:
    "`~/.cursor/mcp.json`, or `.cursor/mcp.json` in a project; it reads the value from your environment",
  claude: "`claude_desktop_config.json`",
  "claude-code": "in a terminal",
  vscode: "`.vscode/mcp.json`; it asks for the value once and keeps it",
  windsurf: "`~/.codeium/windsurf/mcp_config.json`",
};
const shown: readonly ClientName[] = ["cursor", "claude", "claude-code", "vscode"];

/** Variables with a file in the place of a key of many lines. */
export function pageVariables(schemes: readonly [CredentialScheme, ...CredentialScheme[]]): EntryVariable[] {
  const keys = Object.values(schemes[0].fields).filter(({ title }) => /\bPEM\b/.test(title));
  return entryVariables(
    schemes,
    Object.fromEntries(keys.map(({ env }) => [`${env[0]}_FILE`, "/path/to/key.p8"])),
  );
}

/** One snippet for each client, ready to be pasted. */
export function clientSnippets(
  { name, entry }: { name: string; entry: string },
  variables: readonly EntryVariable[],
): string {
  const parts = shown.map((client) => {
    const launch = npxLaunch(name);
    const written = clientEntry(client, launch, variables, (variable) => [
      variable.name,
      variable.value ?? `<${variable.name}>`,
    ]);
    const env = variables.map((variable) => `--env ${variable.name}="$${variable.name}" `).join("");
    const body =
      client === "claude-code"
        ? `claude mcp add ${entry} ${env}-- ${launch.command} ${launch.args.join(" ")}`
        : compact(clientFile(client, { [entry]: written.entry }, written.inputs));
    const fence = client === "claude-code" ? "```sh" : "```json";
    const bundle = client === "claude" ? bundleHint(name) : "";
    return `**${clientForms[client].title}**, ${files[client]}${bundle}:\n\n${fence}\n${body}\n\`\`\``;
  });
  return [...parts, `Windsurf (${files.windsurf}) takes the entry of Cursor.`].join("\n\n");
}

/** JSON as a person would write it: a short list on one line. */
const compact = (value: object): string =>
  JSON.stringify(value, null, 2).replace(
    /\[\s+("[^[\]{}]*")\s+\]/g,
    (_, items: string) => `[${items.replaceAll(/,\s+/g, ", ")}]`,
  );

const bundleHint = (name: string): string =>
  `; or open \`sophia-mcp-${name}-<version>.mcpb\` of a release, which asks for everything in a form`;

/** Every way to authenticate: what to set, and the page on which to create it. */
export function credentialTable(schemes: readonly CredentialScheme[]): string {
  const named = new Set<string>();
  const rows = schemes.map((scheme) => [
    scheme.title,
    Object.values(scheme.fields)
      .map((field) => variableText(field, named))
      .join(", "),
    `<${scheme.url}>`,
  ]);
  const order = schemes.length > 1 ? " The first way that is complete is taken." : "";
  return [
    markdown(["With", "Variables", "Create it at"], rows),
    `Each variable is also read from a file, named by the same variable with \`_FILE\` at its end.${order}`,
  ].join("\n\n");
}

/** @param named variables whose other names the table has told already */
function variableText({ env: [first, ...aliases], optional }: CredentialField, named: Set<string>): string {
  const also =
    named.has(first) || aliases.length === 0
      ? []
      : [`also ${aliases.map((alias) => `\`${alias}\``).join(", ")}`];
  named.add(first);
  const notes = [...(optional ? ["optional"] : []), ...also];
  return `\`${first}\`${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`;
}

/** What a package needs and brings. */
export const insideText = (pkg: PackageJson): string =>
  `Node ${pkg.engines.node.replace(">=", "")} or newer. No runtime dependencies and no install script: everything is bundled, readable and not minified, and \`NOTICE\` names each part with its licence.`;
