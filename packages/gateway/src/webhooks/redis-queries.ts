import { isEventId } from "./event-id.ts";
import type { EventJob, Queues } from "./redis-store.ts";
import type { DeliveryInfo, EventStore, ListedEvent, ListFilter } from "./store.ts";

const pending = ["wait", "active", "delayed", "prioritized"] as const;
const typesOf = { pending, done: ["completed"], dead: ["failed"] } as const;
const everything = [...pending, "completed", "failed"] as const;
const page = 200;
/** Delayed jobs lie in the order of their next try, so the oldest is looked for among the first of them only. */
const looked = 50;

/** What is asked about the queues. */
export function redisQueries(queues: Queues): Pick<EventStore, "stats" | "list" | "get"> {
  async function listed(id: string): Promise<(ListedEvent & { body: string }) | undefined> {
    const jobs = await Promise.all(
      [...queues].map(async ([sink, queue]) => ({ sink, job: await queue.getJob(id) })),
    );
    const deliveries = await Promise.all(jobs.flatMap(({ sink, job }) => (job ? [delivery(sink, job)] : [])));
    const first = jobs.find(({ job }) => job)?.job;
    if (!first) return undefined;
    return { ...first.data, id, deliveries };
  }

  return {
    stats: () =>
      Promise.all(
        [...queues].map(async ([sink, queue]) => {
          const counts = await queue.getJobCounts(...pending, "failed");
          const depth = pending.reduce((sum, type) => sum + (counts[type] ?? 0), 0);
          const first = depth > 0 ? await queue.getJobs([...pending], 0, looked, true) : [];
          const oldest = Math.min(Date.now(), ...first.filter(Boolean).map(({ timestamp }) => timestamp));
          return { sink, depth, dead: counts.failed ?? 0, oldestSeconds: (Date.now() - oldest) / 1000 };
        }),
      ),
    async list({ state, sink, callId, limit }: ListFilter) {
      const types = state === undefined ? everything : typesOf[state];
      const found = new Map<string, number>();
      for (const [name, queue] of queues) {
        if (sink !== undefined && sink !== name) continue;
        for (let start = 0; ; start += page) {
          const jobs = await queue.getJobs([...types], start, start + page - 1);
          for (const job of jobs)
            if (job?.id && (callId === undefined || job.data.callId === callId))
              found.set(job.id, job.data.receivedAt);
          if (jobs.length === 0 || found.size >= limit) break;
        }
      }
      const newest = [...found].sort(([, a], [, b]) => b - a).slice(0, limit);
      const events = await Promise.all(newest.map(([id]) => listed(id)));
      return events.flatMap((event) => {
        if (!event) return [];
        const { body: _body, ...rest } = event;
        return [rest];
      });
    },
    get: async (id) => (isEventId(id) ? listed(id) : undefined),
  };
}

async function delivery(sink: string, job: EventJob): Promise<DeliveryInfo> {
  const is = await job.getState();
  const state = is === "completed" ? "done" : is === "failed" ? "dead" : "pending";
  return {
    sink,
    state,
    attempts: job.attemptsMade,
    ...(state === "pending" ? { dueAt: (job.processedOn ?? job.timestamp) + job.delay } : {}),
    ...(job.failedReason ? { error: job.failedReason } : {}),
  };
}
