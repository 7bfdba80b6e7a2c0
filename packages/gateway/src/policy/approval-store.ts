import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { Approval, ApprovalStore } from "./approvals.ts";

/** How long a write waits for another process. It blocks this one, and a write takes a millisecond. */
const busyMs = 1000;

const schema = `
  CREATE TABLE IF NOT EXISTS approvals (
    id TEXT PRIMARY KEY,
    principal TEXT NOT NULL,
    tool TEXT NOT NULL,
    arguments_hash TEXT NOT NULL,
    summary TEXT NOT NULL,
    state TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    decided_by TEXT,
    UNIQUE (principal, tool, arguments_hash)
  ) STRICT`;

const columns =
  "id, principal, tool, arguments_hash AS argumentsHash, summary, state, requested_at AS requestedAt, expires_at AS expiresAt, decided_by AS decidedBy";

/** Approvals in one SQLite file, so that another process can release what a server waits for. */
export async function openApprovalStore(file: string): Promise<ApprovalStore> {
  const { DatabaseSync } = await import("node:sqlite");
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // SQLite gives its side files the mode of the first.
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
  const database = new DatabaseSync(file, { timeout: busyMs });
  database.exec("PRAGMA journal_mode = WAL");
  database.exec(schema);
  const forget = database.prepare("DELETE FROM approvals WHERE expires_at <= ?");
  const find = database.prepare(
    `SELECT ${columns} FROM approvals WHERE principal = ? AND tool = ? AND arguments_hash = ? AND expires_at > ?`,
  );
  const insert = database.prepare(
    "INSERT INTO approvals (id, principal, tool, arguments_hash, summary, state, requested_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (principal, tool, arguments_hash) DO NOTHING",
  );
  const spend = database.prepare(
    "DELETE FROM approvals WHERE principal = ? AND tool = ? AND arguments_hash = ? AND expires_at > ? AND state = 'approved' RETURNING id",
  );
  const all = database.prepare(
    `SELECT ${columns} FROM approvals WHERE expires_at > ? ORDER BY requested_at, id`,
  );
  const settle = database.prepare(
    `UPDATE approvals SET state = ?, expires_at = ?, decided_by = ? WHERE id = ? AND state = 'pending' AND expires_at > ? RETURNING ${columns}`,
  );
  return {
    async add(approval, now) {
      const { id, principal, tool, argumentsHash, summary, state, requestedAt, expiresAt } = approval;
      forget.run(now);
      insert.run(id, principal, tool, argumentsHash, summary, state, requestedAt, expiresAt);
      return (find.get(principal, tool, argumentsHash, now) as Approval | undefined) ?? approval;
    },
    async take({ principal, tool, argumentsHash }, now) {
      // One statement: of two processes that ask at once, one gets it.
      if (spend.get(principal, tool, argumentsHash, now)) return "approved";
      const found = find.get(principal, tool, argumentsHash, now) as Approval | undefined;
      // Approved between the two statements: the next repeat takes it.
      return found?.state === "approved" ? "pending" : found?.state;
    },
    async list(now) {
      return all.all(now) as unknown as Approval[];
    },
    async decide(id, { state, expiresAt, decidedBy }, now) {
      return settle.get(state, expiresAt, decidedBy ?? null, id, now) as Approval | undefined;
    },
    async close() {
      database.close();
    },
  };
}
