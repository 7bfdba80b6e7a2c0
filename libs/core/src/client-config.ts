import type { ClientName } from "./flags.ts";
import type { AnyServer } from "./server.ts";

/** The entry that runs a server under a client, as the client's own configuration file wants it. */
export function clientConfig(server: Pick<AnyServer, "name" | "credentials">, client: ClientName): string {
  const command = "npx";
  const args = ["-y", `@sophia-mcp/${server.name}`];
  const fields = Object.values(server.credentials[0].fields).filter((field) => !field.optional);
  const secrets = fields.map((field) => field.env[0]);
  if (client === "claude-code") {
    // Claude Code expands ${VAR} in .mcp.json; on its command line the shell does.
    const env = secrets.map((name) => `--env ${name}="$${name}"`).join(" ");
    return `claude mcp add ${server.name} ${env} -- ${command} ${args.join(" ")}`;
  }
  if (client === "vscode") {
    const inputs = fields.map((field) => ({
      type: "promptString",
      id: field.env[0].toLowerCase().replaceAll("_", "-"),
      description: field.title,
      password: field.secret !== false,
    }));
    const env = Object.fromEntries(fields.map((field, i) => [field.env[0], `\${input:${inputs[i]?.id}}`]));
    return JSON.stringify(
      { inputs, servers: { [server.name]: { type: "stdio", command, args, env } } },
      null,
      2,
    );
  }
  // Cursor expands ${env:NAME}; Claude Desktop has no references, so the value goes into its file.
  const reference = (name: string) => (client === "cursor" ? `\${env:${name}}` : `<${name}>`);
  const env = Object.fromEntries(secrets.map((name) => [name, reference(name)]));
  return JSON.stringify({ mcpServers: { [server.name]: { command, args, env } } }, null, 2);
}
