import type { Db } from "pg-boss";
import { isEventId } from "./event-id.ts";
import type { DeliveryInfo, ListedEvent, ListFilter, NewEvent, SinkStats } from "./store.ts";

/** Of the tables; pg-boss makes and migrates it. */
export const schema = "sophia_webhooks";
export const queueOf = (sink: string): string => `gong.${sink}`;
const sinkOf = (queue: string): string => queue.replace(/^gong\./, "");

interface Job {
  id: string;
  name: string;
  state: string;
  data: NewEvent;
  retry_count: number;
  start_after: Date;
  output: { message?: string; value?: { message?: string } } | null;
}

/** pg-boss counts each job's states; everything that is not over is pending here. */
const stateOf = (state: string): DeliveryInfo["state"] =>
  state === "completed" ? "done" : state === "failed" || state === "cancelled" ? "dead" : "pending";
const statesOf = {
  pending: ["created", "retry", "active"],
  done: ["completed"],
  dead: ["failed", "cancelled"],
};

/** What is asked about the queues. Only read: every change goes through pg-boss. */
export function postgresQueries(db: Db, sinks: readonly string[]) {
  const ask = async <Row>(sql: string, values: unknown[]): Promise<Row[]> =>
    (await db.executeSql(sql, values)).rows as Row[];

  async function ofEvents(ids: readonly string[], body: boolean): Promise<Map<string, Job[]>> {
    const rows = await ask<Job>(
      `SELECT id, name, state::text, data ${body ? "" : "- 'body'"} AS data, retry_count, start_after, output FROM ${schema}.job WHERE id = ANY($1::uuid[]) ORDER BY name`,
      [ids],
    );
    const byId = new Map<string, Job[]>();
    for (const row of rows) byId.set(row.id, [...(byId.get(row.id) ?? []), row]);
    return byId;
  }

  return {
    async stats(): Promise<SinkStats[]> {
      const rows = await ask<{ name: string; depth: number; dead: number; oldest: number | null }>(
        `SELECT name, count(*) FILTER (WHERE state < 'completed')::int AS depth, count(*) FILTER (WHERE state IN ('failed', 'cancelled'))::int AS dead,
           extract(epoch FROM now() - min(created_on) FILTER (WHERE state < 'completed'))::float AS oldest
         FROM ${schema}.job WHERE name = ANY($1) AND state <> 'completed' GROUP BY name`,
        [sinks.map(queueOf)],
      );
      return sinks.map((sink) => {
        const row = rows.find(({ name }) => name === queueOf(sink));
        return {
          sink,
          depth: row?.depth ?? 0,
          dead: row?.dead ?? 0,
          oldestSeconds: Math.max(0, row?.oldest ?? 0),
        };
      });
    },
    async list({ state, sink, callId, limit }: ListFilter): Promise<ListedEvent[]> {
      const rows = await ask<{ id: string }>(
        `SELECT id FROM ${schema}.job WHERE name LIKE 'gong.%' AND ($1::text[] IS NULL OR state::text = ANY($1)) AND ($2::text IS NULL OR name = $2)
           AND ($3::text IS NULL OR data->>'callId' = $3) GROUP BY id ORDER BY max((data->>'receivedAt')::bigint) DESC LIMIT $4`,
        [state ? statesOf[state] : null, sink === undefined ? null : queueOf(sink), callId ?? null, limit],
      );
      const jobs = await ofEvents(
        rows.map(({ id }) => id),
        false,
      );
      return rows.flatMap(({ id }) => {
        const found = listed(jobs.get(id) ?? []);
        return found ? [found] : [];
      });
    },
    async get(id: string): Promise<(ListedEvent & { body: string }) | undefined> {
      if (!isEventId(id)) return undefined;
      const jobs = (await ofEvents([id], true)).get(id) ?? [];
      const found = listed(jobs);
      return found && { ...found, body: jobs[0]?.data.body ?? "" };
    },
    jobs: (sink: string, ids: readonly string[]): Promise<Job[]> =>
      ask<Job>(
        `SELECT id, name, state::text, data FROM ${schema}.job WHERE name = $1 AND id = ANY($2::uuid[])`,
        [queueOf(sink), ids],
      ),
    deadOf: async (sink: string): Promise<string[]> =>
      (
        await ask<{ id: string }>(
          `SELECT id FROM ${schema}.job WHERE name = $1 AND state IN ('failed', 'cancelled')`,
          [queueOf(sink)],
        )
      ).map(({ id }) => id),
  };
}

function listed(jobs: readonly Job[]): ListedEvent | undefined {
  const [first] = jobs;
  if (!first) return undefined;
  const { callId, contentSha256, source, rule, isTest, receivedAt } = first.data;
  const deliveries = jobs.map(({ name, state, retry_count: retries, start_after: due, output }) => {
    const is = stateOf(state);
    const error = output?.message ?? output?.value?.message;
    const attempts = state === "created" ? 0 : retries + (state === "retry" ? 0 : 1);
    const more = { ...(is === "pending" ? { dueAt: due.getTime() } : {}), ...(error ? { error } : {}) };
    return { sink: sinkOf(name), state: is, attempts, ...more };
  });
  return { id: first.id, callId, contentSha256, source, rule, isTest, receivedAt, deliveries };
}
