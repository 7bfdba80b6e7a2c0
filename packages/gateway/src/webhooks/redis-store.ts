import { randomUUID } from "node:crypto";
import { ConfigError } from "@sophia-mcp/core/errors";
import type { Job, Queue, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { createBatcher } from "./batcher.ts";
import { eventId, isEventId } from "./event-id.ts";
import { queuedFor, type QueueOptions } from "./postgres-store.ts";
import { redisQueries } from "./redis-queries.ts";
import {
  StoreError,
  type Delivery,
  type EventStore,
  type Handler,
  type NewEvent,
  type Settled,
} from "./store.ts";

export type EventJob = Job<NewEvent>;
export type Queues = ReadonlyMap<string, Queue<EventJob>>;

const idleMs = 500;
const prefix = "sophia-webhooks";

/** Carries the wait that was decided here to the library's back-off. */
class Again extends Error {
  readonly delayMs: number;
  constructor(message: string, delayMs: number) {
    super(message);
    this.delayMs = delayMs;
  }
}

/**
 * Events as jobs of BullMQ, a queue for each sink; an event's id is made of call and content. Redis keeps what it
 * acknowledged only with an append-only file that is synced at every write: anything less is refused.
 * @throws ConfigError when Redis cannot be reached, or may forget
 */
export async function openRedisStore({
  url,
  sinks,
  leaseMs,
  retentionMs,
}: QueueOptions): Promise<EventStore> {
  const names = queuedFor(sinks);
  const { Queue: BullQueue, UnrecoverableError, Worker: BullWorker } = await import("bullmq");
  const { Redis: Client } = await import("ioredis");
  const connections: Redis[] = [];
  /** Fails at once while Redis is away: the sender is told so and comes again. */
  const intakeRedis = new Client(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 5000,
    commandTimeout: 10_000,
  });
  connections.push(intakeRedis);
  intakeRedis.on("error", () => undefined);
  await connect(intakeRedis);
  const queues: Queues = new Map(
    names.map((sink) => {
      const queue = new BullQueue<EventJob>(`gong.${sink}`, { connection: intakeRedis, prefix });
      queue.on("error", () => undefined);
      return [sink, queue];
    }),
  );
  const options = {
    attempts: 1_000_000,
    backoff: { type: "custom" },
    removeOnComplete: { age: Math.ceil(retentionMs / 1000) },
    removeOnFail: false,
  };

  const intake = createBatcher(async (group: readonly NewEvent[]): Promise<("stored" | "duplicate")[]> => {
    const ids = group.map(eventId);
    try {
      const fresh = new Set<string>();
      for (const queue of queues.values()) {
        const states = await Promise.all(ids.map((id) => queue.getJobState(id)));
        const jobs = group.flatMap((data, i) =>
          states[i] === "unknown"
            ? [{ name: data.source, data, opts: { ...options, jobId: ids[i] ?? "" } }]
            : [],
        );
        // An id that is there by now is left as it is.
        if (jobs.length > 0) await queue.addBulk(jobs);
        for (const { opts } of jobs) fresh.add(opts.jobId);
      }
      return ids.map((id) => (fresh.delete(id) ? "stored" : "duplicate"));
    } catch (cause) {
      throw new StoreError(`Redis did not store it: ${reason(cause)}`, { cause });
    }
  });

  async function settle(job: EventJob, token: string, settled: Settled | undefined): Promise<void> {
    if (settled?.outcome === "done") {
      await job.moveToCompleted(null, token, false);
      return;
    }
    const { outcome, error, delayMs } = settled ?? { outcome: "retry", error: "not settled", delayMs: 0 };
    await job.moveToFailed(
      outcome === "dead" ? new UnrecoverableError(error) : new Again(error, delayMs),
      token,
    );
  }

  return {
    kind: "redis",
    ...redisQueries(queues),
    add: (event) => intake.add(event),
    work(sink, batchSize, handler) {
      const redis = new Client(url, { maxRetriesPerRequest: null, connectTimeout: 5000 });
      redis.on("error", () => undefined);
      connections.push(redis);
      const worker = new BullWorker<NewEvent>(`gong.${sink}`, null, {
        connection: redis,
        prefix,
        autorun: false,
        lockDuration: leaseMs,
        stalledInterval: Math.min(leaseMs, 30_000),
        // A process that dies again and again is no reason to give its events up.
        maxStalledCount: 1_000_000,
        settings: {
          backoffStrategy: (_made, _type, error) => (error instanceof Again ? error.delayMs : 1000),
        },
      });
      worker.on("error", () => undefined);
      return loop(worker, batchSize, handler, settle);
    },
    async replay({ ids, sink }) {
      let count = 0;
      for (const [name, queue] of queues) {
        if (sink !== undefined && sink !== name) continue;
        const jobs = ids
          ? await Promise.all(ids.filter(isEventId).map((id) => queue.getJob(id)))
          : await queue.getFailed(0, -1);
        for (const job of jobs) {
          const state = await job?.getState();
          if (!job || (state !== "failed" && state !== "completed")) continue;
          await job.retry(state, { resetAttemptsMade: true });
          count++;
        }
      }
      return count;
    },
    async close() {
      await intake.idle();
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
      for (const connection of connections) connection.disconnect();
    },
  };
}

function loop(
  worker: Worker<NewEvent>,
  batchSize: number,
  handler: Handler,
  settle: (job: EventJob, token: string, settled: Settled | undefined) => Promise<void>,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let wake: (() => void) | undefined;
  const sleep = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      setTimeout(resolve, idleMs).unref();
    });
  const token = randomUUID();
  const running = (async () => {
    const started = worker.startStalledCheckTimer();
    started.catch(() => undefined);
    while (!stopping.signal.aborted) {
      const jobs: EventJob[] = [];
      try {
        while (jobs.length < batchSize) {
          const job = await worker.getNextJob(token, { block: false });
          if (!job) break;
          jobs.push(job);
        }
        if (jobs.length > 0) {
          const settled = await handler(jobs.map(toDelivery));
          await Promise.all(jobs.map((job, i) => settle(job, token, settled[i])));
        }
      } catch {
        // Redis is away: what was taken comes back when its lock has run out.
        await sleep();
      }
      if (jobs.length === 0 && !stopping.signal.aborted) await sleep();
    }
  })();
  return {
    async stop() {
      stopping.abort();
      wake?.();
      await running;
      await worker.close(true);
    },
  };
}

const toDelivery = (job: EventJob): Delivery => ({
  ...job.data,
  id: job.id ?? "",
  attempt: job.attemptsMade + 1,
});

async function connect(redis: Redis): Promise<void> {
  let appendonly: string | undefined;
  let appendfsync: string | undefined;
  try {
    await redis.connect();
    [, appendonly] = await redis.config("GET", "appendonly");
    [, appendfsync] = await redis.config("GET", "appendfsync");
  } catch (cause) {
    redis.disconnect();
    throw new ConfigError(
      `WEBHOOKS_STORE_URL: Redis cannot be used: ${reason(cause)}. It must be reachable and allow CONFIG GET, so that it can be seen whether it keeps what it acknowledges.`,
      { cause },
    );
  }
  if (appendonly === "yes" && appendfsync === "always") return;
  redis.disconnect();
  throw new ConfigError(
    "WEBHOOKS_STORE_URL: this Redis may forget what it acknowledged. Start it with appendonly yes and appendfsync always, or keep events in PostgreSQL or in the file.",
  );
}

const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/:\/\/\S+@/g, "://…@");
