import { connectServer, loadEngine } from "./connect.ts";
import { clientConfig } from "./client-config.ts";
import { ToolError } from "./errors.ts";
import { flagDocs, parseFlags, type Flags } from "./flags.ts";
import type { AnyServer } from "./server.ts";
import { selectTools } from "./select.ts";
import { parseSettings, settingDocs } from "./settings.ts";
import { table } from "./render.ts";
import type { Program } from "./start.ts";
import { serveStdio } from "./stdio.ts";
import { tokens } from "./text.ts";

/** The full command line: everything that needs the server's definition. */
export async function runCli(program: Program): Promise<void> {
  const { default: server } = await program.server();
  const settings = settingDocs(server);
  const flags = parseFlags(
    process.argv.slice(2),
    process.env,
    Object.fromEntries(settings.map((setting) => [setting.flag, setting.key])),
  );
  if (flags.help) return print(helpText(server));
  if (flags.version) return print(server.version);
  if (flags.configFor) return print(clientConfig(server, flags.configFor));
  // A wrong word on the command line ends the process here, not at the first call.
  parseSettings(server, process.env, flags.settings);
  selectTools(server.tools, flags);
  if (flags.listTools) return listTools(program, flags);
  if (flags.check) return check(program, flags);
  if (flags.http !== undefined) {
    const { serveHttp } = await import("./http-server.ts");
    return serveHttp(program, flags);
  }
  serveStdio({ connect: (transport) => connectServer(program, flags, transport) });
}

async function listTools(program: Program, flags: Flags): Promise<void> {
  const engine = await loadEngine(program, flags);
  const byName = new Map(engine.definition.tools.map((tool) => [tool.name, tool]));
  const rows = engine.list().map((listing) => ({
    name: listing.name,
    access: byName.get(listing.name)?.access,
    group: byName.get(listing.name)?.group,
    tokens: tokens(JSON.stringify(listing)),
    title: listing.title,
  }));
  print(table(rows, ["name", "access", "group", "tokens", "title"]));
  const total = rows.reduce((sum, row) => sum + row.tokens, 0);
  print(`${rows.length} tools, about ${total} tokens`);
  await engine.close();
}

async function check(program: Program, flags: Flags): Promise<void> {
  const engine = await loadEngine(program, flags);
  const { definition } = engine;
  try {
    const identity = await engine.identify(AbortSignal.timeout(15_000));
    const scopes = identity.scopes;
    print(`${definition.title}: ${identity.account}`);
    if (scopes) print(`scopes: ${scopes.join(" ") || "(none)"}`);
    else print("scopes: not reported by the vendor for this credential");
    for (const note of identity.notes ?? []) print(note);
    const lacking = definition.tools
      .map((tool) => ({ tool: tool.name, missing: missingScopes(tool.scopes, scopes) }))
      .filter((row) => row.missing.length > 0);
    if (lacking.length > 0) print(`Tools that lack a scope:\n${table(lacking, ["tool", "missing"])}`);
    else if (scopes) print(`All ${definition.tools.length} tools can be used.`);
  } catch (error) {
    const text = error instanceof ToolError || error instanceof Error ? error.message : String(error);
    process.stderr.write(`${engine.redactor.text(text)}\n`);
    process.exitCode = 1;
  } finally {
    await engine.close();
  }
}

/** A scope with a part in braces, such as `crm.objects.{type}.read`, is held when any of its kind is. */
function missingScopes(needed: readonly string[], held: readonly string[] | undefined): string[] {
  if (!held) return [];
  return needed.filter((scope) => {
    const [before = "", after] = scope.split(/\{[a-z]+\}/);
    return !held.some((one) =>
      after === undefined ? one === scope : one.startsWith(before) && one.endsWith(after),
    );
  });
}

function helpText(server: AnyServer): string {
  const bin = `sophia-mcp-${server.name}`;
  const groups = [...new Set(server.tools.map((tool) => tool.group))].filter((group) => group !== "core");
  const credentials = server.credentials.map((scheme) => {
    const names = Object.values(scheme.fields).map(
      (field) => `${field.env[0]}${field.optional ? " (optional)" : ""}`,
    );
    return `  ${names.join(", ")}\n      ${scheme.title}: ${scheme.url}`;
  });
  const flags = flagDocs.map(
    ({ flag, env, value, description }) =>
      `  ${`${flag}${value ? ` ${value}` : ""}`.padEnd(34)}${description} [${env}]`,
  );
  const settings = settingDocs(server).map(
    ({ flag, env, description, default: preset }) =>
      `  ${`${flag} value`.padEnd(34)}${description} (${preset || "none"}) [${env}]`,
  );
  return [
    `${bin} ${server.version}: MCP server for ${server.title} over stdio.`,
    `\nUsage: npx -y @sophia-mcp/${server.name} [flags]`,
    `\nFlags [environment variable]:\n${flags.join("\n")}`,
    `\nSettings (default) [environment variable]:\n${settings.join("\n")}`,
    `\nCredentials, from the environment or from a file named by <NAME>_FILE:\n${credentials.join("\n")}`,
    groups.length > 0 ? `\nGroups besides core: ${groups.join(", ")}` : "",
  ].join("\n");
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
