/** So many calls in a window of time. */
export interface Limit {
  /** Names what is counted, the same in every replica: `rate:analyst`. */
  id: string;
  /** For people: `60 calls a minute to Slack`. */
  label: string;
  max: number;
  windowMs: number;
  /** One count for each caller, or one over all of them. */
  per: "caller" | "all";
  /** `sliding` looks back from now; `fixed` starts anew at each full window since 1970: a day ends at midnight UTC. */
  window: "sliding" | "fixed";
}

export interface Exceeded {
  limit: Limit;
  /** At least 1. */
  retryAfterSeconds: number;
}

/**
 * Counts calls. Takes one from every limit given, or from none when one of them is used up, so that a refused call
 * costs nothing. A store shared between replicas answers with a promise; the one in memory never does.
 */
export interface Limits {
  take(limits: readonly Limit[], principal: string): Exceeded | undefined | Promise<Exceeded | undefined>;
}

/** Calls per caller within the window that is open, and within the one before it. */
interface Counts {
  windowMs: number;
  index: number;
  current: Map<string, number>;
  previous: Map<string, number>;
}

/** Limits of one process. Counts are forgotten with the window after theirs, so no timer and no bound is needed. */
export function createMemoryLimits(now: () => number = Date.now): Limits {
  const counted = new Map<string, Counts>();

  function counts(limit: Limit, time: number): Counts {
    const index = Math.floor(time / limit.windowMs);
    const found = counted.get(limit.id);
    if (!found) {
      // Limits come and go with the configuration and with tools; those that nobody asks any more go here.
      for (const [id, old] of counted) if ((old.index + 2) * old.windowMs <= time) counted.delete(id);
      const fresh = { windowMs: limit.windowMs, index, current: new Map(), previous: new Map() };
      counted.set(limit.id, fresh);
      return fresh;
    }
    if (found.index !== index) {
      // A clock that was set back starts anew rather than refusing until it has caught up.
      found.previous = found.index + 1 === index ? found.current : new Map();
      found.current = new Map();
      found.index = index;
    }
    return found;
  }

  return {
    take(limits, principal) {
      const time = now();
      for (const limit of limits) {
        const { current, previous } = counts(limit, time);
        const key = limit.per === "all" ? "" : principal;
        const elapsed = time % limit.windowMs;
        const waitMs = wait(limit, elapsed, current.get(key) ?? 0, previous.get(key) ?? 0);
        if (waitMs > 0) return { limit, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
      }
      for (const limit of limits) {
        const { current } = counts(limit, time);
        const key = limit.per === "all" ? "" : principal;
        current.set(key, (current.get(key) ?? 0) + 1);
      }
      return undefined;
    },
  };
}

/**
 * Milliseconds until one more call fits; 0 is now. The window before counts by the share of it that a window ending
 * now still covers, as if its calls had been spread evenly.
 */
function wait(limit: Limit, elapsed: number, current: number, previous: number): number {
  const { max, windowMs } = limit;
  if (max < 1) return windowMs;
  if (limit.window === "fixed") return current < max ? 0 : windowMs - elapsed;
  const free = max - 1 - current;
  if (free >= 0) {
    const fits = previous <= free ? 0 : windowMs * (1 - free / previous);
    return Math.max(0, fits - elapsed);
  }
  return windowMs - elapsed + windowMs * (1 - (max - 1) / current);
}
