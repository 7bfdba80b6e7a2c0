import { parseArgs } from "node:util";
import { ConfigError } from "@sophia-mcp/core/errors";
import type { CommandIo } from "../command-io.ts";
import { findAuditFile } from "./find-audit-file.ts";
import { moment } from "./moment.ts";
import { openLog, type LogReader, type RowFilter } from "./read-log.ts";
import type { Head } from "./row.ts";
import { csvHeader, csvLine, rowLine } from "./row-text.ts";
import { verifyLog } from "./verify.ts";

const helpText = `Usage:
  sophia-mcp audit verify [--head SEQ:HASH]     Whether every row is as it was written; prints the head to be kept elsewhere
  sophia-mcp audit tail [--limit N] [--follow]  The newest rows
  sophia-mcp audit export [--format json|csv]   All rows, oldest first

  --since, --until TIME   2026-11-21, 2026-11-21T08:00Z, or so long ago: 30m, 2h, 7d
  --tool GLOB             Only calls of these tools: slack_*
  --outcome WORD          Only calls that ended so: ok, error, policy, timeout ...
  --limit N               Rows at most (tail: 20, export: all)
  --head SEQ:HASH         A head that verify printed before: fails when the chain up to it was written anew
  --file FILE             The log; without it, what the configuration says (--config FILE)
  --json                  Print JSON
`;

const pollMs = 250;

/** `sophia-mcp audit`. */
export async function auditCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const json = args.includes("--json");
  const fail = (message: string, code: 1 | 2): number => {
    if (json) io.stdout.write(`${JSON.stringify({ ok: false, error: message }, null, 2)}\n`);
    else io.stderr.write(`${message}\n`);
    return code;
  };
  let asked: Asked;
  try {
    asked = parse(args);
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${helpText}`.trimEnd(), 2);
  }
  if (asked.action === "help") {
    io.stdout.write(helpText);
    return 0;
  }
  try {
    const log = await openLog(await findAuditFile(asked, io));
    try {
      return await actions[asked.action](log, asked, io);
    } finally {
      log.close();
    }
  } catch (error) {
    if (error instanceof ConfigError) return fail(error.message, 1);
    if ((error as NodeJS.ErrnoException).code === "ERR_SQLITE_ERROR")
      return fail(`The audit log is damaged: ${(error as Error).message}.`, 1);
    throw error;
  }
}

interface Asked extends RowFilter {
  action: "verify" | "tail" | "export" | "help";
  limit: number | undefined;
  follow: boolean;
  csv: boolean;
  json: boolean;
  head: Head | undefined;
  file: string | undefined;
  config: string | undefined;
}

function parse(args: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      since: { type: "string" },
      until: { type: "string" },
      tool: { type: "string" },
      outcome: { type: "string" },
      limit: { type: "string" },
      follow: { type: "boolean", default: false },
      format: { type: "string", default: "json" },
      head: { type: "string" },
      file: { type: "string" },
      config: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [word, ...more] = positionals;
  const action = values.help ? "help" : word;
  if (action !== "verify" && action !== "tail" && action !== "export" && action !== "help")
    throw new Error(`Say what to do: verify, tail or export.`);
  if (more.length > 0) throw new Error(`Unknown word ${more[0]?.slice(0, 64)}.`);
  const { format, tool, outcome, follow, json, file, config } = values;
  if (format !== "json" && format !== "csv")
    throw new Error(`--format: "${format.slice(0, 40)}" is not accepted. Accepted: json, csv.`);
  const now = Date.now();
  const time = (flag: "since" | "until"): number | undefined =>
    values[flag] === undefined ? undefined : moment(`--${flag}`, values[flag], now);
  const limit = values.limit === undefined ? undefined : count(values.limit);
  const head = values.head === undefined ? undefined : headOf(values.head);
  const filter = { since: time("since"), until: time("until"), tool, outcome };
  return { ...filter, action, limit, follow, csv: format === "csv", json, head, file, config };
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new Error(`--limit: "${text.slice(0, 40)}" is not accepted. Accepted: a whole number from 1.`);
}

function headOf(text: string): Head {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq !== undefined && hash !== undefined) return { seq: Number(seq), hash };
  throw new Error("--head is not accepted. Accepted: what verify printed, SEQ:HASH.");
}

type Run = (log: LogReader, asked: Asked, io: CommandIo) => number | Promise<number>;

const actions: Readonly<Record<"verify" | "tail" | "export", Run>> = {
  verify(log, { head: kept, json }, { stdout }) {
    const found = verifyLog(log, kept);
    if (json) stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    else if (found.ok) {
      const { rows, first, head } = found;
      stdout.write(
        `The log is whole: ${rows} rows${rows > 0 ? `, ${first} to ${head.seq}` : ""}.\nhead ${head.seq}:${head.hash}\nKeep the head elsewhere: with --head, verify then also finds a chain that was cut off and written anew.\n`,
      );
    } else stdout.write(`The log is broken at row ${found.brokenAt}: ${found.problem}.\n`);
    return found.ok ? 0 : 1;
  },

  async tail(log, asked, { stdout }) {
    const print = (row: Parameters<typeof rowLine>[0]): unknown =>
      stdout.write(`${asked.json ? JSON.stringify(row) : rowLine(row)}\n`);
    // Read first: what is written meanwhile is then shown by the loop.
    let last = log.head()?.seq ?? 0;
    const rows = log.newest(asked, asked.limit ?? 20);
    for (const row of rows) print(row);
    if (!asked.follow) return 0;
    last = Math.max(last, rows.at(-1)?.seq ?? 0);
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      const end = log.head()?.seq ?? 0;
      for (const row of log.rows(asked, last)) {
        print(row);
        last = row.seq;
      }
      last = Math.max(last, end);
    }
  },

  export(log, asked, { stdout }) {
    let left = asked.limit ?? Infinity;
    let begun = false;
    stdout.write(asked.csv ? csvHeader : "[");
    for (const row of log.rows(asked)) {
      if (left-- <= 0) break;
      stdout.write(asked.csv ? csvLine(row) : `${begun ? "," : ""}\n${JSON.stringify(row)}`);
      begun = true;
    }
    if (!asked.csv) stdout.write("\n]\n");
    return 0;
  },
};
