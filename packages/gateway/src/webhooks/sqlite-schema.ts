import type { DatabaseSync } from "node:sqlite";

/** Each step is run once, in order; `user_version` says how many have been. */
const steps: readonly string[] = [
  `CREATE TABLE events (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     call_id TEXT NOT NULL,
     content TEXT NOT NULL,
     source TEXT NOT NULL,
     rule TEXT NOT NULL,
     is_test INTEGER NOT NULL,
     received_at INTEGER NOT NULL,
     body TEXT NOT NULL,
     UNIQUE (call_id, content)
   ) STRICT;
   CREATE INDEX events_by_age ON events (received_at);
   CREATE TABLE deliveries (
     sink TEXT NOT NULL,
     event_id INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
     state TEXT NOT NULL,
     attempts INTEGER NOT NULL,
     due_at INTEGER NOT NULL,
     error TEXT,
     PRIMARY KEY (event_id, sink)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX deliveries_due ON deliveries (sink, due_at, event_id) WHERE state = 'pending';
   CREATE INDEX deliveries_dead ON deliveries (sink, event_id) WHERE state = 'dead';`,
];

/** Brings a file of any earlier version up to this one, in one transaction. */
export function migrate(database: DatabaseSync): void {
  const version = (): number =>
    (database.prepare("PRAGMA user_version").get() as { user_version: number }).user_version;
  if (version() === steps.length) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Looked at again inside the transaction: another process may have been first.
    for (const step of steps.slice(version())) database.exec(step);
    database.exec(`PRAGMA user_version = ${steps.length}; COMMIT`);
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}
