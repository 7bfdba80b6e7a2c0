import { parseArgs } from "node:util";
import { ConfigError, InputError } from "@sophia-mcp/core/errors";
import { nearest } from "@sophia-mcp/core/nearest";
import { parts, table } from "@sophia-mcp/core/render";
import type { CommandIo } from "../command-io.ts";
import { theSystem } from "./the-system.ts";
import {
  profileReport,
  serverReports,
  type ProfileReport,
  type ReportFacts,
  type ReportProfile,
  type ServerReport,
} from "./token-report.ts";

const helpText = `Usage: sophia-mcp tools [--tokens] [--server NAME] [--profile NAME] [--json]

Lists the tools of every server with their access.
  --tokens        also what each costs in tokens (characters / 4), and each server and profile in each mode
  --server NAME   only this server
  --profile NAME  only what this profile permits
`;

interface Flags {
  tokens: boolean;
  json: boolean;
  help: boolean;
  server?: string | undefined;
  profile?: string | undefined;
}

/** `sophia-mcp tools`. */
export async function toolsCommand(
  args: readonly string[],
  io: CommandIo,
  loadFacts: () => Promise<ReportFacts>,
): Promise<number> {
  let flags: Flags;
  try {
    flags = parseFlags(args);
  } catch (error) {
    io.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${helpText}`);
    return 2;
  }
  if (flags.help) {
    io.stdout.write(helpText);
    return 0;
  }
  try {
    const facts = await loadFacts();
    const report = reportOf(facts, flags);
    io.stdout.write(flags.json ? `${JSON.stringify(report, null, 2)}\n` : `${textOf(report, flags)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof InputError)) throw error;
    io.stderr.write(`${error.message}\n`);
    // A name that is not there is the caller's slip; a file that cannot be read is not.
    return error instanceof InputError ? 2 : 1;
  }
}

function parseFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tokens: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false, short: "h" },
      server: { type: "string" },
      profile: { type: "string" },
    },
  });
  return values;
}

interface Report {
  servers: ServerReport[];
  /** Left out where one server is looked at: a list is never made of one alone. */
  profiles?: ProfileReport[];
}

/** @throws InputError for a server or profile that is not configured */
function reportOf(facts: ReportFacts, { server, profile }: Flags): Report {
  const chosen = profile === undefined ? undefined : theProfile(profile, facts.profiles);
  const tools = chosen ? facts.tools.filter((tool) => chosen.guard.shows(tool)) : facts.tools;
  if (server !== undefined) {
    return { servers: serverReports({ tools, servers: [theSystem(server, facts.servers, "--server")] }) };
  }
  const seen = new Set(tools.map((tool) => tool.server));
  return {
    // Without a profile a server without tools is shown too: its owner would look for it.
    servers: serverReports({
      tools,
      servers: chosen ? facts.servers.filter(({ name }) => seen.has(name)) : facts.servers,
    }),
    profiles: (chosen ? [chosen] : facts.profiles).map((one) => profileReport(one, facts)),
  };
}

function theProfile(name: string, profiles: readonly ReportProfile[]): ReportProfile {
  const found = profiles.find(({ config }) => config.name === name);
  if (found) return found;
  const known = profiles.map(({ config }) => config.name);
  const near = nearest(name, known);
  throw new InputError(
    `--profile: no profile is called "${name.slice(0, 64)}". ${near ? `Did you mean ${near}?` : `Known: ${known.join(", ")}.`}`,
  );
}

function textOf({ servers, profiles }: Report, { tokens }: Flags): string {
  const blocks = servers.map(({ title, name, tools, tokens: sum }) => {
    const count = `${tools.length} ${tools.length === 1 ? "tool" : "tools"}`;
    const head = `${title} (${name}): ${count}${tokens ? `, ${sum} tokens` : ""}`;
    const rows = tools.map(({ group, ...tool }) => ({ ...tool, group: group === "core" ? "" : group }));
    const columns = tokens
      ? (["name", "access", "group", "tokens", "title"] as const)
      : (["name", "access", "group", "title"] as const);
    return tools.length === 0 ? head : `${head}\n${aligned(table(rows, columns))}`;
  });
  return parts(...blocks, tokens && profiles && `Tokens of tools/list by profile\n${profileTable(profiles)}`);
}

function profileTable(profiles: readonly ProfileReport[]): string {
  const rows = profiles.map((row) => ({
    profile: row.name,
    listed: row.listed,
    findable: row.findable,
    all: row.all,
    search: row.search,
    "search saves": Math.max(0, row.all - row.search),
    exposes: row.expose === row.mode ? row.mode : `${row.expose} (${row.mode})`,
  }));
  return aligned(table(rows, ["profile", "listed", "findable", "all", "search", "search saves", "exposes"]));
}

/** Columns under each other, for a terminal; numbers to the right. */
function aligned(tsv: string): string {
  const rows = tsv.split("\n").map((line) => line.split("\t"));
  const [head = []] = rows;
  const widths = head.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const numeric = head.map((_, at) => rows.slice(1).every((row) => /^\d*$/.test(row[at] ?? "")));
  return rows
    .map((row) =>
      head
        .map((_, at) => {
          const text = row[at] ?? "";
          return numeric[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0);
        })
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join("\n");
}
