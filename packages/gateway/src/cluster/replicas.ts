import { randomBytes } from "node:crypto";
import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { script, type SharedRedis } from "./redis.ts";

/** What replicas tell each other: to one of them, or to all others. */
export interface Replicas {
  /** This one's name: random, and new with every start. */
  readonly self: string;
  /** To all others. Best effort: whoever is away asks Redis when it is back. */
  tell(kind: string, body: Json): void;
  /** @returns whether it was there to hear it. @throws RedisAwayError */
  tellOne(replica: string, kind: string, body: Json): Promise<boolean>;
  on(kind: string, heard: (body: Json, from: string) => void): void;
  /** Called once for each replica that was there and is no more. */
  onGone(gone: (replica: string) => void): void;
  /** @throws RedisAwayError when that cannot be told */
  isThere(replica: string): Promise<boolean>;
  close(): Promise<void>;
}

const tickMs = 500;
/** A machine that stopped without a word is given up after this. */
const silentMs = 5000;
/** Not subscribed for so many looks in a row: its connection is gone, and so is it. */
const missesToBeGone = 2;
/** Replicas come back one after the other when Redis does. */
const graceMs = 3000;

/** KEYS: who was seen when. ARGV: name, longest silence. Answers who is there. */
const seen = script(`
  local clock = redis.call('TIME')
  local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
  redis.call('ZADD', KEYS[1], now, ARGV[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
  return redis.call('ZRANGE', KEYS[1], 0, -1)`);

export async function joinReplicas(redis: SharedRedis): Promise<Replicas> {
  const self = randomBytes(6).toString("hex");
  const everyone = redis.key("all");
  const channelOf = (replica: string): string => redis.key("to", replica);
  const roster = redis.key("replicas");
  const listeners = new Map<string, ((body: Json, from: string) => void)[]>();
  const mourners: ((replica: string) => void)[] = [];
  /** How often in a row each was not found. */
  const misses = new Map<string, number>();
  let quietUntil = 0;

  function heard(text: string): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      // Of somebody else who uses this prefix: nothing that concerns us.
      return;
    }
    if (!isObject(message) || !isObject(message.body) || message.from === self) return;
    const { kind, from, body } = message as { kind: string; from: string; body: Json };
    for (const listener of listeners.get(kind) ?? []) listener(body, from);
  }

  async function publish(channel: string, kind: string, body: Json): Promise<boolean> {
    const text = JSON.stringify({ from: self, kind, body });
    return (await redis.ask((client) => client.publish(channel, text))) > 0;
  }

  async function look(): Promise<void> {
    const names = (await redis.run(seen, [roster], [self, silentMs], tickMs)) as string[];
    const others = [...new Set([...names, ...misses.keys()])].filter((name) => name !== self);
    if (others.length === 0) return;
    const counts = await redis.ask((client) => client.pubsub("NUMSUB", ...others.map(channelOf)), tickMs);
    for (const [i, name] of others.entries()) {
      const there = names.includes(name) && Number(counts[2 * i + 1]) > 0;
      if (there) misses.set(name, 0);
      else if (performance.now() > quietUntil) missed(name);
    }
  }

  function missed(name: string): void {
    const count = (misses.get(name) ?? 0) + 1;
    misses.set(name, count);
    if (count < missesToBeGone) return;
    misses.delete(name);
    redis.ask((client) => client.zrem(roster, name)).catch(() => undefined);
    for (const mourn of mourners) mourn(name);
  }

  const subscribed = Promise.all([redis.subscribe(everyone, heard), redis.subscribe(channelOf(self), heard)]);
  redis.onBack(() => {
    quietUntil = performance.now() + graceMs;
  });
  let looking = false;
  const ticker = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      .catch(() => undefined)
      .finally(() => (looking = false));
  }, tickMs).unref();
  if (redis.available) await subscribed;
  await look().catch(() => undefined);

  return {
    self,
    tell: (kind, body) => void publish(everyone, kind, body).catch(() => undefined),
    tellOne: (replica, kind, body) => publish(channelOf(replica), kind, body),
    on: (kind, listener) => void listeners.set(kind, [...(listeners.get(kind) ?? []), listener]),
    onGone: (mourn) => void mourners.push(mourn),
    async isThere(replica) {
      const counts = await redis.ask((client) => client.pubsub("NUMSUB", channelOf(replica)));
      return Number(counts[1]) > 0;
    },
    async close() {
      clearInterval(ticker);
      redis.unsubscribe(everyone);
      redis.unsubscribe(channelOf(self));
      await redis.ask((client) => client.zrem(roster, self)).catch(() => undefined);
    },
  };
}
