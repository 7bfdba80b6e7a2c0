import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { ConfigError } from "@sophia-mcp/core/errors";
import { matchesGlob } from "../policy/glob.ts";
import { columns } from "./audit-store.ts";
import type { Anchor, AuditRow, Head } from "./row.ts";

export interface RowFilter {
  /** Milliseconds since 1970. */
  since?: number | undefined;
  until?: number | undefined;
  /** A glob over the names of tools. */
  tool?: string | undefined;
  outcome?: string | undefined;
}

/** A log that is looked at while others may go on writing. */
export interface LogReader {
  /** In the order of the chain, one at a time. */
  rows(filter: RowFilter, after?: number): Iterable<AuditRow>;
  /** The newest that fit, the oldest of them first. */
  newest(filter: RowFilter, limit: number): AuditRow[];
  anchors(): Anchor[];
  /** What the log itself says of its end. */
  head(): Head | undefined;
  /** Everything that `work` reads is of one moment. */
  snapshot<T>(work: () => T): T;
  close(): void;
}

/** @throws ConfigError when there is no log there, or the file is something else */
export async function openLog(file: string): Promise<LogReader> {
  if (!existsSync(file)) {
    throw new ConfigError(
      `There is no audit log at ${file}. It is written once audit.enabled is true in the gateway's configuration; --file names another place.`,
    );
  }
  const { DatabaseSync } = await import("node:sqlite");
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    database.exec("PRAGMA busy_timeout = 5000");
    return reader(database);
  } catch (cause) {
    database?.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${file} cannot be read as an audit log: ${reason}.`, { cause });
  }
}

function reader(database: DatabaseSync): LogReader {
  const within = "seq > ? AND at >= ? AND at <= ?";
  const forward = database.prepare(`SELECT ${columns} FROM log WHERE ${within} ORDER BY seq`);
  const backward = database.prepare(`SELECT ${columns} FROM log WHERE ${within} ORDER BY seq DESC`);
  const anchors = database.prepare("SELECT detail FROM log WHERE kind = 'anchor' ORDER BY seq");
  const head = database.prepare("SELECT seq, hash FROM head WHERE id = 1");

  function* rows(filter: RowFilter, after?: number): Generator<AuditRow> {
    for (const row of forward.iterate(...bounds(filter, after)) as unknown as Iterable<AuditRow>) {
      if (fits(row, filter)) yield row;
    }
  }

  return {
    rows,
    newest(filter, limit) {
      const found: AuditRow[] = [];
      for (const row of backward.iterate(...bounds(filter)) as unknown as Iterable<AuditRow>) {
        if (found.length === limit) break;
        if (fits(row, filter)) found.push(row);
      }
      return found.toReversed();
    },
    anchors: () => (anchors.all() as { detail: string }[]).flatMap(({ detail }) => anchorOf(detail) ?? []),
    head: () => head.get() as unknown as Head | undefined,
    snapshot(work) {
      database.exec("BEGIN");
      try {
        return work();
      } finally {
        database.exec("COMMIT");
      }
    },
    close: () => database.close(),
  };
}

const bounds = ({ since = 0, until = Number.MAX_SAFE_INTEGER }: RowFilter, after = 0) =>
  [after, since, until] as const;

const fits = (row: AuditRow, { tool, outcome }: RowFilter): boolean =>
  (tool === undefined || matchesGlob(tool, row.tool)) && (outcome === undefined || row.outcome === outcome);

/** Undefined for what somebody else wrote there; its row no longer fits the chain then. */
function anchorOf(detail: string): Anchor | undefined {
  try {
    return JSON.parse(detail) as Anchor;
  } catch {
    return undefined;
  }
}
