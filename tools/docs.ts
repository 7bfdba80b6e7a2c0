/** Writes what the READMEs say of tools, settings and flags from the definitions: `node docs.ts`, or `--check` to compare. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { flagDocs } from "@sophia-mcp/core/flags";
import type { AnyServer } from "@sophia-mcp/core/server";
import { settingDocs } from "@sophia-mcp/core/settings";
import { parseArguments } from "@sophia-mcp/gateway/clients/arguments";
import { makeEntries } from "@sophia-mcp/gateway/clients/entries";
import { cursorWebLink, vscodeWebLink } from "@sophia-mcp/gateway/clients/links";
import { benchTables } from "./docs-bench.ts";
import { configReference } from "./docs-config.ts";
import { profileTable, metricsTable } from "./docs-gateway.ts";
import { loadProducts, loadServers, firstSentence } from "./definitions.ts";
import { clientSnippets, credentialTable, insideText, pageVariables } from "./docs-package.ts";
import { markdown } from "./markdown.ts";
import { published, readPackageJson } from "./metadata.ts";
import { registryEntry } from "./registry-entry.ts";

const root = resolve(import.meta.dirname, "..");

/** The files whose generated parts are not what the definitions say. */
export async function docsProblems(): Promise<string[]> {
  return (await pages())
    .filter(({ path, text }) => !existsSync(path) || readFileSync(path, "utf8") !== text)
    .map(({ path }) => `${path.slice(root.length + 1)} is not up to date`);
}

async function pages(): Promise<{ path: string; text: string }[]> {
  const servers = await loadServers();
  const found = await Promise.all(
    published().map(async (name) => {
      const parts = { ...(await packageParts(name, servers)), inside: insideText(readPackageJson(name)) };
      return filled(`packages/${name}/README.md`, parts);
    }),
  );
  const front = filled("README.md", {
    servers: serverTable(servers),
    clients: gatewaySnippets(servers),
    bench: benchTables(),
  });
  const others = [
    { ...front, text: ofThisVersion(front.text) },
    filled("docs/operations.md", {
      config: configReference(),
      profiles: profileTable(),
      metrics: await metricsTable(),
    }),
  ];
  return [...others, ...found, ...(await registryFiles())];
}

/** Files that a checkout makes are named after the version. */
const ofThisVersion = (page: string): string =>
  page.replaceAll(
    /(sophia-mcp-[a-z]+-)\d+\.\d+\.\d+[\w.-]*(\.(?:tgz|mcpb))/g,
    `$1${readPackageJson("gateway").version}$2`,
  );

function filled(page: string, parts: Readonly<Record<string, string>>): { path: string; text: string } {
  const path = join(root, page);
  return { path, text: fillAll(readFileSync(path, "utf8"), parts) };
}

const fillAll = (page: string, parts: Readonly<Record<string, string>>): string =>
  Object.entries(parts).reduce((text, [name, content]) => fill(text, name, content), page);

async function packageParts(name: string, servers: readonly AnyServer[]): Promise<Record<string, string>> {
  const server = servers.find((known) => known.name === name);
  if (server) {
    return {
      install: await install(name),
      clients: clientSnippets({ name, entry: name }, pageVariables(server.credentials)),
      credentials: credentialTable(server.credentials),
      tools: toolTable(server),
      settings: settingsTable(server),
      flags: flagTable(),
    };
  }
  if (name !== "gateway") return {};
  return {
    install: await install(name),
    clients: gatewaySnippets(servers),
    systems: systemTable(servers),
    profiles: profileTable(),
  };
}

/** The gateway's entry, with two systems to show how they are named. */
function gatewaySnippets(servers: readonly AnyServer[]): string {
  const two = servers.filter((known) => ["hubspot", "slack"].includes(known.name));
  return clientSnippets(
    { name: "gateway", entry: "sophia" },
    two.flatMap((known) => pageVariables(known.credentials)),
  );
}

/** What the MCP registry is told of each package, without the hash of a bundle: that is known when one is built. */
const registryFiles = async (): Promise<{ path: string; text: string }[]> =>
  (await loadProducts()).map((product) => ({
    path: join(root, "packages", product.name, "server.json"),
    text: `${JSON.stringify(registryEntry(product), null, 2)}\n`,
  }));

function systemTable(servers: readonly AnyServer[]): string {
  const rows = servers.map((server) => [
    `[${server.title}](../${server.name}#readme)`,
    String(server.tools.filter((tool) => tool.group === "core").length),
    String(server.tools.filter((tool) => tool.group !== "core").length),
    pageVariables(server.credentials)
      .map(({ name }) => `\`${name}\``)
      .join(", "),
  ]);
  return markdown(["System", "Core tools", "More in groups", "Credential"], rows);
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`; a page without the marks stays as it is. */
function fill(page: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = page.indexOf(open);
  const to = page.indexOf(close);
  return from < 0 || to < from
    ? page
    : `${page.slice(0, from + open.length)}\n\n${content}\n\n${page.slice(to)}`;
}

/** What `sophia-mcp config` would write on a machine where nothing is set, as links that add it by a click. */
async function install(name: string): Promise<string> {
  const wanted = parseArguments(name === "gateway" ? [] : ["--servers", name]);
  const link = async (client: "cursor" | "vscode"): Promise<string> => {
    const { entries, inputs } = await makeEntries(client, wanted, {
      env: {},
      platform: "linux",
      secrets: "",
    });
    const [[key, entry] = []] = Object.entries(entries);
    if (key === undefined || !entry) throw new Error(`${name}: no entry for ${client}`);
    return client === "cursor" ? cursorWebLink(key, entry) : vscodeWebLink(key, entry, inputs);
  };
  const badge =
    "https://img.shields.io/badge/VS_Code-Install_Server-0098FF?logo=visualstudiocode&logoColor=white";
  return [
    `[![Add to Cursor](https://cursor.com/deeplink/mcp-install-dark.svg)](${await link("cursor")})`,
    `[![Install in VS Code](${badge})](${await link("vscode")})`,
  ].join("\n");
}

function toolTable(server: AnyServer): string {
  const rows = server.tools.map((tool) => [
    `\`${tool.name}\``,
    tool.access,
    tool.group,
    firstSentence(tool.description),
    tool.scopes.map((scope) => `\`${scope}\``).join(", "),
  ]);
  return markdown(["Tool", "Access", "Group", "What it does", "Scopes"], rows);
}

function settingsTable(server: AnyServer): string {
  const rows = settingDocs(server).map((setting) => [
    `\`${setting.flag}\``,
    `\`${setting.env}\``,
    setting.default === "" ? "" : `\`${setting.default}\``,
    setting.description,
  ]);
  return markdown(["Flag", "Variable", "Default", "Meaning"], rows);
}

const flagTable = (): string =>
  markdown(
    ["Flag", "Variable", "Meaning"],
    flagDocs.map((doc) => [
      `\`${doc.flag}${doc.value ? ` ${doc.value}` : ""}\``,
      `\`${doc.env}\``,
      doc.description,
    ]),
  );

function serverTable(servers: readonly AnyServer[]): string {
  const rows = servers.map((server) => [
    `[${server.title}](packages/${server.name})`,
    `\`npx -y @sophia-mcp/${server.name}\``,
    String(server.tools.filter((tool) => tool.group === "core").length),
    String(server.tools.filter((tool) => tool.group !== "core").length),
    Object.values(server.credentials[0].fields)
      .filter((field) => !field.optional)
      .map((field) => `\`${field.env[0]}\``)
      .join(", "),
  ]);
  return markdown(["System", "Start", "Core tools", "More in groups", "Credential"], rows);
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes("--check")) {
    const problems = await docsProblems();
    for (const problem of problems) process.stdout.write(`${problem}\n`);
    process.exitCode = problems.length > 0 ? 1 : 0;
  } else {
    for (const { path, text } of await pages()) writeFileSync(path, text);
  }
}
