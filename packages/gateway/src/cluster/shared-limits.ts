import { createMemoryLimits, type Exceeded, type Limits } from "../policy/limits.ts";
import { sha256 } from "../sha256.ts";
import { script, type SharedRedis } from "./redis.ts";

/**
 * Counts as the limits in memory do, over all replicas and by the clock of Redis: looks at every limit first, then takes
 * from all or from none. Answers 0 and 0, or which limit is used up and for how many milliseconds.
 */
const take = script(`
  local clock = redis.call('TIME')
  local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
  local found = {}
  for i, key in ipairs(KEYS) do
    local max = tonumber(ARGV[3 * i - 2])
    local window = tonumber(ARGV[3 * i - 1])
    local index = math.floor(now / window)
    local elapsed = now % window
    local row = redis.call('HMGET', key, 'index', 'current', 'previous')
    local current, previous = 0, 0
    local before = tonumber(row[1])
    if before == index then
      current, previous = tonumber(row[2]), tonumber(row[3])
    elseif before == index - 1 then
      previous = tonumber(row[2])
    end
    local wait = 0
    if max < 1 then
      wait = window
    elseif ARGV[3 * i] == 'fixed' then
      if current >= max then wait = window - elapsed end
    else
      local free = max - 1 - current
      if free < 0 then
        wait = window - elapsed + window * (1 - (max - 1) / current)
      elseif previous > free then
        wait = math.max(0, window * (1 - free / previous) - elapsed)
      end
    end
    if wait > 0 then return { i, math.ceil(wait) } end
    found[i] = { key, index, current + 1, previous, 2 * window - elapsed }
  end
  for _, row in ipairs(found) do
    redis.call('HSET', row[1], 'index', row[2], 'current', row[3], 'previous', row[4])
    redis.call('PEXPIRE', row[1], row[5])
  end
  return { 0, 0 }`);

/** Limits that hold over all replicas. While Redis is away each replica counts for itself, so that no call waits. */
export function createSharedLimits(redis: SharedRedis, alone: Limits = createMemoryLimits()): Limits {
  return {
    async take(limits, principal): Promise<Exceeded | undefined> {
      // Whoever can read Redis need not learn who calls.
      const who = sha256(principal).slice(0, 24);
      const keys = limits.map(({ id, per }) => redis.key("limit", per === "all" ? id : `${id}:${who}`));
      const args = limits.flatMap(({ max, windowMs, window }) => [max, windowMs, window]);
      let answer: unknown;
      try {
        answer = await redis.run(take, keys, args);
      } catch {
        return alone.take(limits, principal);
      }
      const [used = 0, waitMs = 0] = answer as number[];
      const limit = limits[used - 1];
      return limit && { limit, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
    },
  };
}
