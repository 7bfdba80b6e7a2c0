import type { Log } from "../log.ts";
import { surfaceFor, type CatalogueEntry, type StoredSurface } from "./catalogue.ts";
import { listSurface } from "./list-surface.ts";
import type { PooledLink } from "./pool.ts";

export const listNames = ["tools", "prompts", "resources", "templates"] as const;
export type ListName = (typeof listNames)[number];

export interface ReconcilerOptions {
  name: string;
  timeoutMs: number;
  log: Log;
  entry(): CatalogueEntry | undefined;
  save(entry: CatalogueEntry): void;
  /** Judges what a server listed before anybody sees it. */
  vet(surface: StoredSurface, entry: CatalogueEntry): Promise<StoredSurface>;
  changed(kinds: readonly ListName[]): void;
}

/** Brings what is known of a server's lists up to what it says now. */
export interface Reconciler {
  now(pooled: PooledLink): Promise<void>;
  /** Once for all that ask within the delay: a storm of notices is one change. */
  soon(pooled: PooledLink, delay: number): void;
  close(): void;
}

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { name, timeoutMs, log } = options;
  const waiting = new Map<string, NodeJS.Timeout>();

  function forget(key: string): void {
    clearTimeout(waiting.get(key));
    waiting.delete(key);
  }

  async function now(pooled: PooledLink): Promise<void> {
    const { link, capabilities, declared } = pooled;
    forget(capabilities);
    const client = { name: "sophia-mcp", version: "1" };
    const listed = await listSurface(link, { client, capabilities: declared, timeoutMs });
    const asked = options.entry();
    if (!asked) return;
    const before = surfaceFor(asked, capabilities);
    const surface = await options.vet(listed, asked);
    const entry = options.entry() ?? asked;
    options.save({ ...entry, surfaces: { ...entry.surfaces, [capabilities]: surface } });
    const kinds = listNames.filter(
      (kind) => JSON.stringify(before?.[kind]) !== JSON.stringify(surface[kind]),
    );
    if (kinds.length > 0 || !before) options.changed(kinds);
  }

  return {
    now,
    soon(pooled, delay) {
      const key = pooled.capabilities;
      if (waiting.has(key)) return;
      const timer = setTimeout(() => {
        now(pooled).catch((error: Error) =>
          log("warn", "list_failed", { server: name, reason: error.message }),
        );
      }, delay);
      waiting.set(key, timer.unref());
    },
    close() {
      for (const key of waiting.keys()) forget(key);
    },
  };
}
