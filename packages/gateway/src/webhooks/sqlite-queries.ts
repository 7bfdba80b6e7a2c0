import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type {
  DeliveryInfo,
  EventStore,
  ListedEvent,
  ListFilter,
  ReplayFilter,
  StoredEvent,
} from "./store.ts";

type Row = Record<string, SQLInputValue>;

export function toEvent(row: unknown): StoredEvent {
  const { id, call_id, content, rule, is_test, received_at, body } = row as Record<string, string | number>;
  return {
    id: String(id),
    source: "gong",
    callId: String(call_id),
    contentSha256: String(content),
    rule: String(rule),
    isTest: is_test === 1,
    receivedAt: Number(received_at),
    body: String(body),
  };
}

function delivery(row: unknown): DeliveryInfo {
  const { sink, state, attempts, due_at: dueAt, error } = row as Record<string, string | number | null>;
  const pending = state === "pending";
  return {
    sink: String(sink),
    state: state as DeliveryInfo["state"],
    attempts: Number(attempts),
    ...(pending ? { dueAt: Number(dueAt) } : {}),
    ...(error === null ? {} : { error: String(error) }),
  };
}

/** What is asked about the queue rather than of it. */
export function sqliteQueries(database: DatabaseSync, sinks: readonly string[]) {
  const ofEvent = database.prepare("SELECT * FROM deliveries WHERE event_id = ? ORDER BY sink");
  const counts = database.prepare(
    `SELECT sink, count(*) FILTER (WHERE state = 'pending') AS depth, count(*) FILTER (WHERE state = 'dead') AS dead,
       min(received_at) FILTER (WHERE state = 'pending') AS oldest
     FROM deliveries JOIN events ON events.id = event_id WHERE state IN ('pending', 'dead') GROUP BY sink`,
  );

  const assign = database.prepare(
    "INSERT INTO deliveries SELECT :sink, id, 'pending', 0, 0, NULL FROM events WHERE id IN (SELECT value FROM json_each(:ids)) ON CONFLICT DO NOTHING",
  );

  function listed(row: unknown): ListedEvent & { body: string } {
    const event = toEvent(row);
    return { ...event, deliveries: ofEvent.all(Number(event.id)).map(delivery) };
  }

  return {
    async stats() {
      const rows = counts.all() as { sink: string; depth: number; dead: number; oldest: number | null }[];
      const idle = sinks.filter((sink) => !rows.some((row) => row.sink === sink));
      rows.push(...idle.map((sink) => ({ sink, depth: 0, dead: 0, oldest: null })));
      return rows.map(({ sink, depth, dead, oldest }) => ({
        sink,
        depth,
        dead,
        oldestSeconds: oldest === null ? 0 : Math.max(0, (Date.now() - oldest) / 1000),
      }));
    },
    async list({ state, sink, callId, limit }: ListFilter) {
      const where: string[] = [];
      const values: Row = { limit };
      const on: string[] = [];
      if (state !== undefined) {
        on.push("state = :state");
        values.state = state;
      }
      if (sink !== undefined) {
        on.push("sink = :sink");
        values.sink = sink;
      }
      if (on.length > 0)
        where.push(`EXISTS (SELECT 1 FROM deliveries WHERE event_id = id AND ${on.join(" AND ")})`);
      if (callId !== undefined) {
        where.push("call_id = :call");
        values.call = callId;
      }
      const condition = where.length > 0 ? `WHERE ${where.join(" AND ")}` : "";
      const rows = database
        .prepare(
          `SELECT id, call_id, content, rule, is_test, received_at, '' AS body FROM events ${condition} ORDER BY id DESC LIMIT :limit`,
        )
        .all(values);
      return rows.map((row) => {
        const { body: _body, ...rest } = listed(row);
        return rest;
      });
    },
    async get(id: string) {
      const row = /^\d{1,15}$/.test(id)
        ? database.prepare("SELECT * FROM events WHERE id = ?").get(Number(id))
        : undefined;
      return row && listed(row);
    },
    replay({ ids, sink }: ReplayFilter): number {
      const values: Row = { now: Date.now() };
      const where = [ids ? "event_id IN (SELECT value FROM json_each(:ids))" : "state = 'dead'"];
      if (sink !== undefined) {
        where.push("sink = :sink");
        values.sink = sink;
      }
      if (ids) {
        values.ids = JSON.stringify(ids.map(Number));
        // A sink that was configured after the event had come gets it now.
        const wanted = sinks.filter((one) => sink === undefined || one === sink);
        for (const one of wanted) assign.run({ sink: one, ids: values.ids });
      }
      const sql = `UPDATE deliveries SET state = 'pending', attempts = 0, due_at = :now, error = NULL WHERE ${where.join(" AND ")}`;
      return Number(database.prepare(sql).run(values).changes);
    },
    prune(before: number): void {
      database
        .prepare(
          "DELETE FROM events WHERE received_at < ? AND NOT EXISTS (SELECT 1 FROM deliveries WHERE event_id = id AND state <> 'done')",
        )
        .run(before);
    },
  } satisfies Partial<Record<keyof EventStore | "prune", unknown>>;
}
