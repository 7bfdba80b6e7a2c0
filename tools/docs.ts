/** Writes what the READMEs say of tools, settings and flags from the definitions: `node docs.ts`, or `--check` to compare. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { flagDocs } from "@sophia-mcp/core/flags";
import type { AnyServer } from "@sophia-mcp/core/server";
import { settingDocs } from "@sophia-mcp/core/settings";
import { parseArguments } from "@sophia-mcp/gateway/clients/arguments";
import { makeEntries } from "@sophia-mcp/gateway/clients/entries";
import { cursorWebLink, vscodeWebLink } from "@sophia-mcp/gateway/clients/links";
import { builtIns } from "@sophia-mcp/gateway/registry";

const root = resolve(import.meta.dirname, "..");

/** The files whose generated parts are not what the definitions say. */
export async function docsProblems(): Promise<string[]> {
  return (await pages())
    .filter(({ path, text }) => readFileSync(path, "utf8") !== text)
    .map(({ path }) => `${path.slice(root.length + 1)} is not up to date`);
}

async function pages(): Promise<{ path: string; text: string }[]> {
  const servers = await Promise.all(
    Object.values(builtIns).map(async (builtIn) => (await builtIn.server()).default),
  );
  const installLinks = Object.fromEntries(
    await Promise.all(
      ["gateway", ...Object.keys(builtIns)].map(async (name) => [name, await install(name)] as const),
    ),
  );
  const found = servers.flatMap((server) => {
    const path = join(root, "packages", server.name, "README.md");
    if (!existsSync(path)) return [];
    const parts = {
      tools: toolTable(server),
      settings: settingsTable(server),
      flags: flagTable(),
      install: installLinks[server.name] ?? "",
    };
    return [{ path, text: fillAll(readFileSync(path, "utf8"), parts) }];
  });
  const path = join(root, "README.md");
  const parts = { servers: serverTable(servers), bench: benchTables() };
  const front = { path, text: fillAll(readFileSync(path, "utf8"), parts) };
  const gatewayPath = join(root, "packages/gateway/README.md");
  const text = fillAll(readFileSync(gatewayPath, "utf8"), { install: installLinks.gateway ?? "" });
  return [front, { path: gatewayPath, text }, ...found];
}

const fillAll = (page: string, parts: Readonly<Record<string, string>>): string =>
  Object.entries(parts).reduce((text, [name, content]) => fill(text, name, content), page);

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
    tool.description.split(/(?<=[.:]) /)[0] ?? "",
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

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

interface Bench {
  about: { date: string; machine: string; node: string; command: string };
  start: BenchRow[];
  calls: BenchRow[];
  sizes: BenchRow[];
}
type BenchRow = Record<string, string | number>;

/** The figures of the last `npm run bench -- --save`, with where and when they were measured. */
function benchTables(): string {
  const bench = JSON.parse(readFileSync(join(import.meta.dirname, "bench/results.json"), "utf8")) as Bench;
  const { date, machine, node, command } = bench.about;
  return [
    `${date}, ${machine}, Node ${node}, \`${command}\`.`,
    "From spawn to the complete list of tools, and the memory then in use:",
    benchTable(bench.start),
    "Tool calls against the sandbox over stdio, the emulator's own work included:",
    benchTable(bench.calls),
    "What `npx` downloads, and what then lies on the disk, dependencies included:",
    benchTable(bench.sizes),
  ].join("\n\n");
}

function benchTable(rows: readonly BenchRow[]): string {
  const columns = Object.keys(rows[0] ?? {});
  return markdown(
    columns,
    rows.map((cells) => columns.map((column) => String(cells[column] ?? ""))),
  );
}

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes("--check")) {
    const problems = await docsProblems();
    for (const problem of problems) process.stdout.write(`${problem}\n`);
    process.exitCode = problems.length > 0 ? 1 : 0;
  } else {
    for (const { path, text } of await pages()) writeFileSync(path, text);
  }
}
