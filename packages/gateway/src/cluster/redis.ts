import { createHash } from "node:crypto";
import { ConfigError } from "@sophia-mcp/core/errors";
import type { Redis } from "ioredis";

/** Why something shared is not at hand: Redis is away, or slower than whoever asked can wait. */
export class RedisAwayError extends Error {
  override name = "RedisAwayError";
}

/** A Lua script, and the name that Redis knows it by. */
export interface Script {
  text: string;
  sha: string;
}

export const script = (text: string): Script => ({
  text,
  sha: createHash("sha1").update(text).digest("hex"),
});

/** One Redis, asked without ever waiting long for it. */
export interface SharedRedis {
  /** A key of ours: all begin with one prefix, and lie in one slot of a cluster. */
  key(...parts: readonly string[]): string;
  /**
   * @param limitMs longest wait
   * @throws RedisAwayError
   */
  ask<T>(command: (redis: Redis) => Promise<T>, limitMs?: number): Promise<T>;
  /** Runs a script over these keys. @throws RedisAwayError */
  run(
    what: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
    limitMs?: number,
  ): Promise<unknown>;
  /** Hears what is published to a channel, also after Redis was away; resolves when it does, never rejects. */
  subscribe(channel: string, heard: (text: string) => void): Promise<void>;
  unsubscribe(channel: string): void;
  /**
   * Called whenever Redis is there again: what it was told may be lost, what it published was not heard.
   * @returns a function that ends it
   */
  onBack(back: () => void): () => void;
  readonly available: boolean;
  close(): void;
}

export interface RedisOptions {
  url: string;
  prefix: string;
  /** Told when Redis goes and comes; the reason holds no secret. */
  availability(available: boolean, reason: string): void;
}

/** A call waits this long at most. */
const soonMs = 50;
/** After a wait in vain nobody else waits for so long. */
const restMs = 500;
const firstConnectMs = 2000;
const longestRetryMs = 1000;

/**
 * Connects, and keeps connecting. A Redis that is away at the start is no reason not to start.
 * @throws ConfigError when the URL cannot be understood
 */
export async function openRedis({ url, prefix, availability }: RedisOptions): Promise<SharedRedis> {
  checkUrl(url);
  const { Redis: Client } = await import("ioredis");
  const common = {
    lazyConnect: true,
    // Replies look the same whatever stands between us and Redis.
    protocol: 2,
    connectTimeout: 2000,
    keepAlive: 5000,
    retryStrategy: (times: number) => Math.min(50 * times, longestRetryMs),
  } as const;
  const redis = new Client(url, {
    ...common,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  });
  const subscriber = new Client(url, { ...common, maxRetriesPerRequest: null });
  const heard = new Map<string, (text: string) => void>();
  const backs = new Set<() => void>();
  let available: boolean | undefined;
  let reason = "it has not answered yet";
  let restingUntil = 0;
  let closed = false;

  function set(now: boolean): void {
    if (available === now || closed) return;
    available = now;
    availability(now, now ? "" : reason);
  }

  function lost(error?: Error): void {
    if (error) reason = clean(error);
    set(false);
  }

  const bothReady = (): boolean => redis.status === "ready" && subscriber.status === "ready";
  function ready(): void {
    if (!bothReady()) return;
    restingUntil = 0;
    set(true);
    for (const back of backs) back();
  }

  for (const client of [redis, subscriber]) {
    client.on("error", lost);
    client.on("close", () => lost());
    client.on("ready", ready);
  }
  subscriber.on("message", (channel: string, text: string) => heard.get(channel)?.(text));

  async function ask<T>(command: (redis: Redis) => Promise<T>, limitMs = soonMs): Promise<T> {
    const now = performance.now();
    // Whoever has more patience than a call finds out for the others whether it answers again.
    const resting = now < restingUntil && limitMs <= soonMs;
    if (redis.status !== "ready" || resting) throw new RedisAwayError(reason);
    let timer: NodeJS.Timeout | undefined;
    let settled = false;
    const late = new Promise<never>((_, reject) => {
      const giveUp = (): void => {
        reason = `it did not answer within ${limitMs} ms`;
        restingUntil = performance.now() + restMs;
        set(false);
        reject(new RedisAwayError(reason));
      };
      // An answer that came while this process was busy is read before the wait is called in vain.
      timer = setTimeout(() => setImmediate(() => settled || giveUp()), limitMs);
    });
    try {
      const answer = await Promise.race([command(redis), late]);
      if (!available && bothReady()) {
        restingUntil = 0;
        set(true);
      }
      return answer;
    } catch (error) {
      if (error instanceof RedisAwayError) throw error;
      throw new RedisAwayError(clean(error), { cause: error });
    } finally {
      settled = true;
      clearTimeout(timer);
    }
  }

  await Promise.race([
    Promise.allSettled([redis.connect(), subscriber.connect()]),
    new Promise((resolve) => setTimeout(resolve, firstConnectMs).unref()),
  ]);
  if (!bothReady()) lost();

  return {
    // The braces keep all keys in one slot, which scripts over several of them need.
    key: (...parts) => `{${prefix}}:${parts.join(":")}`,
    ask,
    run: ({ text, sha }, keys, args, limitMs) =>
      ask(async (client) => {
        try {
          return await client.evalsha(sha, keys.length, ...keys, ...args);
        } catch (error) {
          if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
          return client.eval(text, keys.length, ...keys, ...args);
        }
      }, limitMs),
    async subscribe(channel, listener) {
      heard.set(channel, listener);
      // Where Redis is away this is done when it is back.
      await subscriber.subscribe(channel).catch(() => undefined);
    },
    unsubscribe(channel) {
      if (heard.delete(channel)) subscriber.unsubscribe(channel).catch(() => undefined);
    },
    onBack(back) {
      backs.add(back);
      return () => void backs.delete(back);
    },
    get available() {
      return available === true;
    },
    close() {
      closed = true;
      redis.disconnect();
      subscriber.disconnect();
    },
  };
}

function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && ["redis:", "rediss:"].includes(parsed.protocol) && parsed.hostname !== "") return;
  throw new ConfigError(
    "REDIS_URL is not the URL of a Redis. Accepted: redis://[user:password@]host[:port][/db], with TLS rediss://...",
  );
}

const clean = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/:\/\/\S+@/g, "://…@").slice(0, 200);
