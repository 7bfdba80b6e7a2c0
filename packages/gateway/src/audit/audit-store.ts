import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { hashedFields, noteRow, rowHash, type Anchor, type AuditRow, type Head, type NewRow } from "./row.ts";

/** The file of the log, opened to write. Each of them throws what SQLite throws. */
export interface AuditStore {
  /** All of the rows or none, behind the last one of whoever wrote last. Does not wait for another process. */
  append(rows: readonly NewRow[]): void;
  /** Removes the oldest rows beyond what is kept, a bounded number at a time; true when there may be more. */
  prune(keep: Retention, now: number): boolean;
  /** The newest first. */
  recent(limit: number): AuditRow[];
  close(): void;
}

/** What is kept; a part that is undefined sets no bound, nor do 0 days. */
export interface Retention {
  days?: number | undefined;
  rows?: number | undefined;
}

/** How long opening waits for another process. */
const openingMs = 100;
/** Rows that one transaction removes: about 10 ms. */
const pruneRows = 2000;

const names = [...hashedFields, "hash"];
/** Of a row as `AuditRow` names them. */
export const columns = names.map((name) => `${snake(name)} AS ${name}`).join(", ");

const schema = `
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS log (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    principal TEXT NOT NULL,
    client TEXT NOT NULL,
    profile TEXT NOT NULL,
    server TEXT NOT NULL,
    tool TEXT NOT NULL,
    arguments_hash TEXT NOT NULL,
    arguments TEXT,
    outcome TEXT NOT NULL,
    milliseconds REAL NOT NULL,
    confirmation TEXT NOT NULL,
    trace_id TEXT,
    detail TEXT,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  INSERT OR IGNORE INTO head VALUES (1, 0, '');
  PRAGMA user_version = 1;
  COMMIT;`;

/**
 * Opens the file, which is made where there is none. A commit survives the end of the process at once, and a power
 * failure after the next checkpoint: an fsync per call would cost more than the call.
 */
export async function openAuditStore(file: string): Promise<AuditStore> {
  const { DatabaseSync } = await import("node:sqlite");
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // SQLite gives its side files the mode of the first.
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
  const database = new DatabaseSync(file);
  try {
    database.exec(
      `PRAGMA busy_timeout = ${openingMs}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL`,
    );
    const { user_version: version } = database.prepare("PRAGMA user_version").get() as {
      user_version: number;
    };
    if (version === 0) database.exec(schema);
    // From here on nobody waits inside of SQLite: that would block every call.
    database.exec("PRAGMA busy_timeout = 0");
    return prepared(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepared(database: DatabaseSync): AuditStore {
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const readHead = database.prepare("SELECT seq, hash FROM head WHERE id = 1");
  const writeHead = database.prepare("UPDATE head SET seq = ?, hash = ? WHERE id = 1");
  const insert = database.prepare(
    `INSERT INTO log (${names.map(snake).join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
  );
  const nth = database.prepare("SELECT seq FROM log ORDER BY seq LIMIT 1 OFFSET ?");
  const young = database.prepare(
    "SELECT seq FROM (SELECT seq, at FROM log ORDER BY seq LIMIT ?) WHERE at >= ? ORDER BY seq LIMIT 1",
  );
  const hashAt = database.prepare("SELECT hash FROM log WHERE seq = ?");
  const remove = database.prepare("DELETE FROM log WHERE seq <= ?");
  const recent = database.prepare(`SELECT ${columns} FROM log ORDER BY seq DESC LIMIT ?`);

  function transaction<T>(work: () => T): T {
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      // On a full disk SQLite has done it already.
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  }

  /** What a writer before wrote is read within the transaction: two processes share one chain. */
  function chain(rows: readonly NewRow[]): void {
    let { seq, hash } = readHead.get() as unknown as Head;
    for (const row of rows) {
      const placed = { ...row, seq: ++seq };
      hash = rowHash(hash, placed);
      insert.run(...hashedFields.map((field) => placed[field]), hash);
    }
    writeHead.run(seq, hash);
  }

  /** Looks no further than one transaction removes, however long the log is. */
  function lastToRemove({ days, rows }: Retention, now: number): number {
    const head = readHead.get() as unknown as Head;
    const bound = (nth.get(pruneRows - 1) as { seq: number } | undefined)?.seq ?? head.seq;
    const byCount = rows === undefined ? 0 : head.seq - rows;
    if (days === undefined) return Math.min(bound, byCount);
    const kept = young.get(pruneRows, now - days * 86_400_000) as { seq: number } | undefined;
    const byAge = kept === undefined ? bound : kept.seq - 1;
    return Math.min(bound, Math.max(byCount, byAge));
  }

  return {
    append: (rows) => transaction(() => chain(rows)),
    prune: (keep, now) =>
      transaction(() => {
        const through = lastToRemove(keep, now);
        const found = hashAt.get(through) as { hash: string } | undefined;
        if (!found) return false;
        const { changes } = remove.run(through);
        const anchor: Anchor = { through, hash: found.hash, removed: Number(changes) };
        chain([noteRow("anchor", anchor, now)]);
        return anchor.removed === pruneRows;
      }),
    recent: (limit) => recent.all(limit) as unknown as AuditRow[],
    close: () => database.close(),
  };
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
