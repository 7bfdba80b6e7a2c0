import { ConfigError } from "@sophia-mcp/core/errors";
import type { JobResult, PgBoss } from "pg-boss";
import { createBatcher } from "./batcher.ts";
import { eventId, isEventId } from "./event-id.ts";
import { postgresQueries, queueOf, schema } from "./postgres-queries.ts";
import { StoreError, type Delivery, type EventStore, type NewEvent, type Settled } from "./store.ts";

export interface QueueOptions {
  url: string;
  /** Sinks that each new event is queued for. */
  sinks: readonly string[];
  leaseMs: number;
  /** Finished events are forgotten after this. */
  retentionMs: number;
}

/** Without a sink events are kept all the same, to be looked at. */
export const queuedFor = (sinks: readonly string[]): readonly string[] =>
  sinks.length > 0 ? sinks : ["unassigned"];

/**
 * Events as jobs of pg-boss, a queue for each sink. An event's id is made of call and content, so that a second one is
 * refused by the primary key. A commit of PostgreSQL is on its disk, unless its operator switched that off.
 * @throws ConfigError when the database cannot be reached or `synchronous_commit` is off
 */
export async function openPostgresStore({
  url,
  sinks,
  leaseMs,
  retentionMs,
}: QueueOptions): Promise<EventStore> {
  const names = queuedFor(sinks);
  const boss = await connect(url);
  const options = {
    expireInSeconds: Math.ceil(leaseMs / 1000),
    deleteAfterSeconds: Math.ceil(retentionMs / 1000),
    // Whether an event is given up is decided by its age and its error, not by a number here.
    retentionSeconds: 10 * 365 * 86_400,
    retryLimit: 1_000_000,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 300,
  };
  for (const sink of names) {
    if (await boss.getQueue(queueOf(sink))) await boss.updateQueue(queueOf(sink), options);
    else await boss.createQueue(queueOf(sink), options);
  }
  const queries = postgresQueries(boss.getDb(), names);
  const intake = createBatcher((group: readonly NewEvent[]) => insert(boss, names, group));

  return {
    kind: "postgres",
    stats: queries.stats,
    list: queries.list,
    get: queries.get,
    add: (event) => intake.add(event),
    work(sink, batchSize, handler) {
      const polling = { batchSize, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true } as const;
      const started = boss.work<
        NewEvent,
        unknown,
        typeof polling & { includeMetadata: true; perJobResults: true }
      >(queueOf(sink), { ...polling, includeMetadata: true, perJobResults: true }, async (jobs) => {
        const batch = jobs.map(({ id, data, retryCount }) => delivery(id, data, retryCount + 1));
        const settled = await handler(batch);
        return batch.map(({ id }, i) => result(id, settled[i]));
      });
      started.catch(() => undefined);
      return {
        async stop() {
          await boss.offWork(queueOf(sink), { id: await started, wait: true });
        },
      };
    },
    async replay({ ids, sink }) {
      const wanted = sink === undefined ? names : names.filter((name) => name === sink);
      let count = 0;
      for (const name of wanted) {
        const known = ids?.filter(isEventId) ?? (await queries.deadOf(name));
        for (const { id, state, data } of await queries.jobs(name, known)) {
          if (state === "failed") await boss.retry(queueOf(name), id);
          else if (state === "completed") {
            await boss.deleteJob(queueOf(name), id);
            await boss.insert(queueOf(name), [{ id, data }]);
          } else continue;
          count++;
        }
      }
      return count;
    },
    async close() {
      await intake.idle();
      await boss.stop({ graceful: true, timeout: 10_000 });
    },
  };
}

async function connect(url: string): Promise<PgBoss> {
  const { PgBoss: Boss } = await import("pg-boss");
  const boss = new Boss({
    connectionString: url,
    schema,
    application_name: "sophia-mcp webhooks",
    max: 6,
    connectionTimeoutMillis: 5000,
    schedule: false,
    monitorIntervalSeconds: 30,
  });
  // Its own upkeep fails while the database is away; what matters fails where it is asked.
  boss.on("error", () => undefined);
  try {
    await boss.start();
    const { rows } = await boss.getDb().executeSql("SHOW synchronous_commit");
    const mode = String((rows as { synchronous_commit: string }[])[0]?.synchronous_commit);
    if (mode !== "off") return boss;
    await boss.stop({ graceful: false });
  } catch (cause) {
    throw new ConfigError(
      `WEBHOOKS_STORE_URL: the PostgreSQL database cannot be used: ${reason(cause)}. The user must be allowed to create the schema ${schema}.`,
      { cause },
    );
  }
  throw new ConfigError(
    "WEBHOOKS_STORE_URL: synchronous_commit is off in this database, so a webhook that was acknowledged could be lost. Switch it on for this user: ALTER ROLE … SET synchronous_commit = on.",
  );
}

async function insert(
  boss: PgBoss,
  sinks: readonly string[],
  group: readonly NewEvent[],
): Promise<("stored" | "duplicate")[]> {
  const ids = group.map(eventId);
  // The library refuses a batch that names an id twice.
  const jobs = [...new Map(group.map((data, i) => [ids[i] ?? "", data]))].map(([id, data]) => ({ id, data }));
  const fresh = new Set<string>();
  try {
    // A crash between two queues leaves the sender without an answer: it sends again, and the rest is filled in.
    for (const sink of sinks) {
      for (const id of (await boss.insert(queueOf(sink), jobs, { returnId: true })) ?? []) fresh.add(id);
    }
  } catch (cause) {
    throw new StoreError(`PostgreSQL did not store it: ${reason(cause)}`, { cause });
  }
  // Of two alike in one group the first is the new one.
  return ids.map((id) => (fresh.delete(id) ? "stored" : "duplicate"));
}

const delivery = (id: string, event: NewEvent, attempt: number): Delivery => ({ ...event, id, attempt });

function result(id: string, settled: Settled | undefined): JobResult {
  if (settled?.outcome === "done") return { id, status: "completed" };
  const output = { message: settled?.error ?? "not settled" };
  return { id, status: settled?.outcome === "dead" ? "deadletter" : "failed", output };
}

const reason = (error: unknown): string => {
  if (error instanceof AggregateError) return reason(error.errors[0]);
  // A connection string in a message would carry the password.
  return (error instanceof Error ? error.message : String(error)).replace(/:\/\/\S+@/g, "://…@");
};
