import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { ConfigError } from "@sophia-mcp/core/errors";
import { createBatcher } from "./batcher.ts";
import { sqliteQueries, toEvent } from "./sqlite-queries.ts";
import { migrate } from "./sqlite-schema.ts";
import {
  StoreError,
  type Delivery,
  type EventStore,
  type Handler,
  type NewEvent,
  type Settled,
} from "./store.ts";

export interface SqliteOptions {
  file: string;
  /** Sinks that each new event is queued for. */
  sinks: readonly string[];
  /** A batch that was handed out is handed out again after this. */
  leaseMs: number;
  /** Events are forgotten this long after they came, once no delivery of theirs is pending or dead. Default 30 days. */
  retentionMs?: number;
  /** Largest file in bytes; beyond it nothing is stored, as on a full disk. */
  maxBytes?: number;
}

/** How long an idle queue sleeps: a replay by another process is seen after it at the latest. */
const idleMs = 500;
const pruneMs = 3_600_000;

/**
 * Events in one SQLite file. Those that arrive together are written in one transaction and share its fsync.
 * @throws ConfigError when the file cannot be opened
 */
export function openSqliteStore(options: SqliteOptions): EventStore {
  const { file, leaseMs } = options;
  const [intake, work] = open(options);
  const insertEvent = intake.prepare(
    "INSERT INTO events (call_id, content, source, rule, is_test, received_at, body) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const insertDelivery = intake.prepare("INSERT INTO deliveries VALUES (?, ?, 'pending', 0, ?, NULL)");
  const take = work.prepare(
    `UPDATE deliveries SET due_at = :lease, attempts = attempts + 1
     WHERE state = 'pending' AND sink = :sink AND event_id IN (
       SELECT event_id FROM deliveries WHERE state = 'pending' AND sink = :sink AND due_at <= :now ORDER BY due_at, event_id LIMIT :most)
     RETURNING event_id, attempts`,
  );
  const read = work.prepare("SELECT * FROM events WHERE id = ?");
  const settle = work.prepare(
    "UPDATE deliveries SET state = ?, due_at = ?, error = ? WHERE event_id = ? AND sink = ?",
  );
  const nextDue = work.prepare(
    "SELECT min(due_at) AS due FROM deliveries WHERE state = 'pending' AND sink = ?",
  );
  const { prune, ...queries } = sqliteQueries(work, options.sinks);
  const wakers = new Map<string, () => void>();
  let closed = false;

  const intakeOf = createBatcher((group: readonly NewEvent[]) => {
    try {
      intake.exec("BEGIN IMMEDIATE");
      const kept = group.map(insert);
      intake.exec("COMMIT");
      if (kept.includes("stored")) for (const wake of wakers.values()) wake();
      return kept;
    } catch (cause) {
      rollback(intake);
      throw new StoreError(`the file of the webhooks cannot be written: ${reason(cause)}`, { cause });
    }
  });

  function insert(event: NewEvent): "stored" | "duplicate" {
    const { callId, contentSha256, source, rule, isTest, receivedAt, body } = event;
    const { changes, lastInsertRowid } = insertEvent.run(
      callId,
      contentSha256,
      source,
      rule,
      isTest ? 1 : 0,
      receivedAt,
      body,
    );
    if (changes === 0) return "duplicate";
    for (const sink of options.sinks) insertDelivery.run(sink, lastInsertRowid, receivedAt);
    return "stored";
  }

  function taken(sink: string, most: number): Delivery[] {
    const now = Date.now();
    const rows = take.all({ lease: now + leaseMs, sink, now, most }) as {
      event_id: number;
      attempts: number;
    }[];
    return rows
      .sort((a, b) => a.event_id - b.event_id)
      .map(({ event_id: id, attempts }) => toDelivery(read.get(id), attempts));
  }

  function settled(sink: string, batch: readonly Delivery[], outcomes: readonly Settled[]): void {
    transaction(work, () => {
      batch.forEach(({ id }, i) => {
        const one = outcomes[i] ?? { outcome: "retry", error: "not settled", delayMs: 0 };
        const values: SQLInputValue[] =
          one.outcome === "done"
            ? ["done", Date.now(), null]
            : [one.outcome === "dead" ? "dead" : "pending", Date.now() + one.delayMs, one.error];
        settle.run(...values, Number(id), sink);
      });
    });
  }

  const pruning = setInterval(() => {
    try {
      prune(Date.now() - (options.retentionMs ?? 30 * 86_400_000));
    } catch {
      // A locked or full file: the next hour will do.
    }
  }, pruneMs);
  pruning.unref();

  return {
    kind: "sqlite",
    ...queries,
    async add(event) {
      if (closed) throw new StoreError("the receiver is stopping");
      return intakeOf.add(event);
    },
    work(sink, batchSize, handler) {
      return loop({
        sink,
        wakers,
        handler,
        take: () => taken(sink, batchSize),
        settle: (batch, outcomes) => settled(sink, batch, outcomes),
        wait: () => {
          const { due } = nextDue.get(sink) as { due: number | null };
          return Math.min(Math.max((due ?? Infinity) - Date.now(), 1), idleMs);
        },
      });
    },
    replay: async (filter) => {
      const count = queries.replay(filter);
      for (const wake of wakers.values()) wake();
      return count;
    },
    async close() {
      closed = true;
      clearInterval(pruning);
      await intakeOf.idle();
      work.close();
      intake.close();
    },
  };

  function open({ maxBytes }: SqliteOptions): [DatabaseSync, DatabaseSync] {
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      // FULL: a commit is on disk when it returns. What the queue notes about its own work may be lost and done again.
      const both = ["FULL", "NORMAL"].map((synchronous) => {
        const database = new DatabaseSync(file, { timeout: 5000 });
        database.exec(
          `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON`,
        );
        return database;
      }) as [DatabaseSync, DatabaseSync];
      migrate(both[0]);
      if (maxBytes !== undefined) {
        const { page_size: size } = both[0].prepare("PRAGMA page_size").get() as { page_size: number };
        both[0].exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / size))}`);
      }
      return both;
    } catch (cause) {
      throw new ConfigError(
        `The webhooks' file ${file} cannot be opened: ${reason(cause)}. Give a place that can be written with WEBHOOKS_FILE.`,
        { cause },
      );
    }
  }
}

interface Loop {
  sink: string;
  wakers: Map<string, () => void>;
  handler: Handler;
  take(): Delivery[];
  settle(batch: readonly Delivery[], outcomes: readonly Settled[]): void;
  /** Milliseconds until the next look. */
  wait(): number;
}

function loop({ sink, wakers, handler, take, settle, wait }: Loop): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakers.set(sink, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  const running = (async () => {
    // The process listens before it delivers.
    await sleep(1);
    while (!stopping.signal.aborted) {
      let batch: Delivery[] = [];
      try {
        batch = take();
        if (batch.length > 0) settle(batch, await handler(batch));
      } catch {
        // A full or locked file: what was taken comes back when its lease ends.
        await sleep(idleMs);
      }
      if (batch.length === 0 && !stopping.signal.aborted) await sleep(wait());
    }
  })();
  return {
    async stop() {
      stopping.abort();
      wakers.get(sink)?.();
      await running;
      wakers.delete(sink);
    },
  };
}

const toDelivery = (row: unknown, attempt: number): Delivery => ({ ...toEvent(row), attempt });

function transaction(database: DatabaseSync, run: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    run();
    database.exec("COMMIT");
  } catch (error) {
    rollback(database);
    throw error;
  }
}

function rollback(database: DatabaseSync): void {
  // On a full disk SQLite has done it already.
  if (database.isTransaction) database.exec("ROLLBACK");
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
