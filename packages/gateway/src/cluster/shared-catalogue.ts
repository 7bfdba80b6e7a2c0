import { isObject, type Json } from "@sophia-mcp/core/envelope";
import type { Catalogue, CatalogueEntry } from "../upstreams/catalogue.ts";
import type { SharedRedis } from "./redis.ts";
import type { Replicas } from "./replicas.ts";

/** What is known of servers, found out once for all replicas. */
export interface SharedCatalogue {
  /** Reads before the gateway starts, so that a new replica lists what the others do. */
  load(fingerprints: readonly string[]): Promise<void>;
  over(own: Catalogue): Catalogue;
  /** @param adopt takes over what another replica has found out; false when it has no such server */
  follow(adopt: (fingerprint: string, entry: CatalogueEntry) => boolean): void;
}

const keptMs = 7 * 24 * 3_600_000;
const patienceMs = 1000;

export function createSharedCatalogue(redis: SharedRedis, replicas: Replicas): SharedCatalogue {
  const place = (fingerprint: string): string => redis.key("catalogue", fingerprint);
  const loaded = new Map<string, CatalogueEntry>();
  /** By fingerprint, what all are known to know: storing the same again is news to nobody. */
  const told = new Map<string, string>();
  let local: Catalogue | undefined;
  let adopt: ((fingerprint: string, entry: CatalogueEntry) => boolean) | undefined;

  function share(fingerprint: string, entry: CatalogueEntry): void {
    const news = withoutTimes(entry);
    if (told.get(fingerprint) === news) return;
    told.set(fingerprint, news);
    const text = JSON.stringify(entry);
    redis
      .ask((client) => client.set(place(fingerprint), text, "PX", keptMs), patienceMs)
      .then(() => replicas.tell("catalogue", { fingerprint }))
      // What was not told now is told with the next change, or read by whoever starts.
      .catch(() => told.delete(fingerprint));
  }

  async function fetch(fingerprint: string): Promise<void> {
    const text = await redis.ask((client) => client.get(place(fingerprint)), patienceMs);
    const entry = text === null ? undefined : entryOf(text);
    if (!entry) return;
    const news = withoutTimes(entry);
    if (told.get(fingerprint) === news) return;
    told.set(fingerprint, news);
    if (adopt?.(fingerprint, entry) === true) local?.write(fingerprint, entry);
  }

  replicas.on("catalogue", ({ fingerprint }: Json) => void fetch(String(fingerprint)).catch(() => undefined));
  redis.onBack(() => {
    for (const fingerprint of told.keys()) fetch(fingerprint).catch(() => undefined);
  });

  return {
    async load(fingerprints) {
      if (fingerprints.length === 0) return;
      const texts = await redis
        .ask((client) => client.mget(fingerprints.map(place)), patienceMs)
        .catch(() => []);
      for (const [i, fingerprint] of fingerprints.entries()) {
        const text = texts[i];
        const entry = text ? entryOf(text) : undefined;
        if (entry) loaded.set(fingerprint, entry);
      }
    },
    over(own) {
      local = own;
      return {
        read(fingerprint) {
          const mine = own.read(fingerprint);
          const shared = loaded.get(fingerprint);
          const entry = shared && (!mine || newest(shared) > newest(mine)) ? shared : mine;
          if (entry && entry === shared) told.set(fingerprint, withoutTimes(entry));
          return entry;
        },
        write(fingerprint, entry) {
          own.write(fingerprint, entry);
          share(fingerprint, entry);
        },
      };
    },
    follow: (given) => void (adopt = given),
  };
}

function entryOf(text: string): CatalogueEntry | undefined {
  try {
    const entry: unknown = JSON.parse(text);
    return isObject(entry) && isObject(entry.surfaces) ? (entry as unknown as CatalogueEntry) : undefined;
  } catch {
    // Not whole: the server is asked anew.
    return undefined;
  }
}

const newest = ({ surfaces }: CatalogueEntry): number =>
  Math.max(0, ...Object.values(surfaces).map(({ at }) => at));

const withoutTimes = (entry: CatalogueEntry): string =>
  JSON.stringify(entry, (key, value: unknown) => (key === "at" ? undefined : value));
