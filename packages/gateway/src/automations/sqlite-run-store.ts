import { randomUUID } from "node:crypto";
import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ConfigError } from "@sophia-mcp/core/errors";
import { createLease, type Held } from "./lease.ts";
import type { KeyOwner, NewRun, RunStore, StoredRun, StoredStep } from "./run-store.ts";

const schema = `
  CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY,
    automation TEXT NOT NULL,
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    note TEXT,
    owner TEXT,
    lease_until INTEGER NOT NULL DEFAULT 0,
    UNIQUE (automation, key)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS runs_due ON runs (due_at) WHERE state IN ('pending', 'waiting');
  CREATE INDEX IF NOT EXISTS runs_by_age ON runs (created_at);
  CREATE TABLE IF NOT EXISTS steps (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    step TEXT NOT NULL,
    item INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    arguments TEXT NOT NULL,
    result TEXT,
    note TEXT,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (run_id, step, item)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS keys (
    automation TEXT NOT NULL,
    step TEXT NOT NULL,
    key TEXT NOT NULL,
    run_id TEXT NOT NULL,
    item INTEGER NOT NULL,
    PRIMARY KEY (automation, step, key)
  ) STRICT, WITHOUT ROWID;`;

const runColumns =
  "id, automation, key, state, content, created_at AS createdAt, updated_at AS updatedAt, due_at AS dueAt, note";
const stepColumns =
  "step, item, state, attempts, arguments, result, note, started_at AS startedAt, ended_at AS endedAt";
/** What is left of a run that ended long ago. */
const nothing = "{}";
const due = "state IN ('pending', 'waiting') AND due_at <= ?";

/**
 * The log in one SQLite file; `:memory:` keeps nothing.
 * @throws ConfigError when the file cannot be opened
 */
export function openRunStore(file: string): RunStore {
  const database = open(file);
  const lease = createLease();
  const insert = database.prepare(
    "INSERT INTO runs (id, automation, key, state, content, created_at, updated_at, due_at, note) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING",
  );
  const byKey = database.prepare(`SELECT ${runColumns} FROM runs WHERE automation = ? AND key = ?`);
  const byId = database.prepare(`SELECT ${runColumns} FROM runs WHERE id = ?`);
  const list = database.prepare(
    `SELECT ${runColumns} FROM runs WHERE (?1 IS NULL OR automation = ?1) AND (?2 IS NULL OR state = ?2) ORDER BY created_at DESC, id LIMIT ?3`,
  );
  const stepsOf = database.prepare(
    `SELECT ${stepColumns} FROM steps WHERE run_id = ? ORDER BY started_at, item`,
  );
  const candidates = database.prepare(
    `SELECT id, owner, lease_until AS leaseUntil FROM runs WHERE ${due} ORDER BY due_at, created_at LIMIT 50`,
  );
  const ownerOf = database.prepare("SELECT owner, lease_until AS leaseUntil FROM runs WHERE id = ?");
  const take = database.prepare("UPDATE runs SET owner = ?, lease_until = ? WHERE id = ? AND owner IS ?");
  const hold = database.prepare("UPDATE runs SET lease_until = ? WHERE id = ? AND owner = ?");
  const settle = database.prepare(
    "UPDATE runs SET state = ?, due_at = ?, note = ?, updated_at = ?, owner = NULL, lease_until = 0 WHERE id = ?",
  );
  const writeStep = database.prepare("INSERT OR REPLACE INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const insertKey = database.prepare("INSERT INTO keys VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
  const findKey = database.prepare(
    "SELECT run_id AS runId, item FROM keys WHERE automation = ? AND step = ? AND key = ?",
  );
  const deleteKey = database.prepare(
    "DELETE FROM keys WHERE automation = ? AND step = ? AND key = ? AND run_id = ? AND item = ?",
  );
  const ended = "state IN ('done', 'failed', 'skipped') AND updated_at < ?";
  const forgetSteps = database.prepare(
    `DELETE FROM steps WHERE run_id IN (SELECT id FROM runs WHERE ${ended})`,
  );
  const forgetContent = database.prepare(
    `UPDATE runs SET content = '${nothing}' WHERE ${ended} AND content <> '${nothing}'`,
  );
  /** Runs of which this process has the lease. */
  const held = new Set<string>();
  const holds = (id: string): boolean => hold.run(Date.now() + lease.durationMs, id, lease.owner).changes > 0;
  const renewing = setInterval(() => {
    try {
      for (const id of held) holds(id);
    } catch {
      // Locked for a moment: it is renewed long before it ends.
    }
  }, lease.durationMs / 3);
  renewing.unref();

  const read = (id: string): StoredRun | undefined => toRun(byId.get(id));

  function taken(id: string, from: Held): StoredRun | undefined {
    // Of two processes that look at once, the owner as it was found lets one through.
    if (
      !lease.free(from) ||
      take.run(lease.owner, Date.now() + lease.durationMs, id, from.owner).changes === 0
    )
      return undefined;
    held.add(id);
    return read(id);
  }

  return {
    create(run, failed) {
      const { automation, key, ...content } = run;
      const now = Date.now();
      const state = failed === undefined ? "pending" : "failed";
      const json = JSON.stringify(content);
      const { changes } = insert.run(randomUUID(), automation, key, state, json, now, now, failed ?? null);
      return { run: toRun(byKey.get(automation, key)) as StoredRun, fresh: changes > 0 };
    },
    get: read,
    list: ({ automation, state, limit }) =>
      list.all(automation ?? null, state ?? null, limit).map((row) => toRun(row) as StoredRun),
    steps: (runId) => stepsOf.all(runId).map(toStep),
    claim(id) {
      const from = ownerOf.get(id) as Held | undefined;
      return from && taken(id, from);
    },
    claimDue() {
      for (const { id, ...from } of candidates.all(Date.now()) as unknown as (Held & { id: string })[]) {
        const run = taken(id, from);
        if (run) return run;
      }
      return undefined;
    },
    holds,
    release: (id) => void held.delete(id),
    settle(id, { state, dueAt, note }) {
      held.delete(id);
      settle.run(state, dueAt, note ?? null, Date.now(), id);
    },
    writeStep(runId, { step, item, state, attempts, arguments: args, result, note, startedAt, endedAt }) {
      const json = result === undefined ? null : JSON.stringify(result);
      const written = JSON.stringify(args);
      writeStep.run(
        runId,
        step,
        item,
        state,
        attempts,
        written,
        json,
        note ?? null,
        startedAt,
        endedAt ?? null,
      );
    },
    takeKey(automation, step, key, owner) {
      insertKey.run(automation, step, key, owner.runId, owner.item);
      return findKey.get(automation, step, key) as unknown as KeyOwner;
    },
    dropKey(automation, step, key, { runId, item }) {
      deleteKey.run(automation, step, key, runId, item);
    },
    prune(before) {
      forgetSteps.run(before);
      forgetContent.run(before);
    },
    close() {
      clearInterval(renewing);
      database.close();
    },
  };
}

function open(file: string): DatabaseSync {
  try {
    if (file !== ":memory:") {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      // SQLite gives its side files the mode of the first.
      closeSync(openSync(file, "a", 0o600));
      chmodSync(file, 0o600);
    }
    const database = new DatabaseSync(file, { timeout: 5000 });
    // FULL: what is to be called is on disk before it is called.
    database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON",
    );
    database.exec(schema);
    return database;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(
      `The log of automations ${file} cannot be opened: ${why}. Is the disk full, the state folder writable?`,
      { cause },
    );
  }
}

type RunRow = Omit<StoredRun, keyof NewRun> & {
  automation: string;
  key: string;
  content: string;
  note: string | null;
};

function toRun(row: unknown): StoredRun | undefined {
  if (row === undefined) return undefined;
  const { content, note, ...run } = row as RunRow;
  const parsed = JSON.parse(content) as Omit<NewRun, "automation" | "key">;
  return { ...run, ...parsed, note: note ?? undefined, forgotten: content === nothing };
}

type StepRow = Omit<StoredStep, "arguments" | "result"> & { arguments: string; result: string | null };

function toStep(row: unknown): StoredStep {
  const { arguments: args, result, note, endedAt, ...step } = row as StepRow;
  return {
    ...step,
    arguments: JSON.parse(args) as StoredStep["arguments"],
    note: note ?? undefined,
    endedAt: endedAt ?? undefined,
    ...(result === null ? {} : { result: JSON.parse(result) as unknown }),
  };
}
