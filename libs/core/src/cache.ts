import { currentCall } from "./call.ts";

/** What names, labels and definitions are read through: they change rarely and are needed by most calls. */
export interface Cache {
  /** The value kept under `key`, or what `load` answers; calls at the same time share one load. Failures are not kept. */
  <T>(key: string, load: () => Promise<T>): Promise<T>;
  /** Forgets one value, or all. */
  forget(key?: string): void;
}

const maxEntries = 500;

/** @param milliseconds how long a value is good for */
export function createCache(milliseconds: number): Cache {
  const entries = new Map<
    string,
    { until: number; owner: AbortSignal | undefined; value: Promise<unknown> }
  >();

  function cached<T>(key: string, load: () => Promise<T>): Promise<T> {
    const mine = currentCall()?.signal;
    const hit = entries.get(key);
    if (hit && hit.until > Date.now()) {
      const shared = hit.value as Promise<T>;
      // The call that began the load may be cancelled; the ones that wait with it were not.
      return shared.catch((error: unknown) => {
        if (hit.owner?.aborted && hit.owner !== mine && !mine?.aborted) return cached(key, load);
        throw error;
      });
    }
    if (entries.size >= maxEntries) entries.delete(entries.keys().next().value ?? "");
    const value = load();
    const entry = { until: Date.now() + milliseconds, owner: mine, value };
    entries.set(key, entry);
    value.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return value;
  }

  return Object.assign(cached, {
    forget(key?: string): void {
      if (key === undefined) entries.clear();
      else entries.delete(key);
    },
  });
}
