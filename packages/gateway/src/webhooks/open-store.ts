import { deliveryDefaults, leaseMs } from "./delivery.ts";
import type { StoreConfig } from "./config.ts";
import type { EventStore } from "./store.ts";

/** The store that was configured; only its own library is loaded. */
export async function openStore(config: StoreConfig, sinks: readonly string[]): Promise<EventStore> {
  const lease = leaseMs(deliveryDefaults.timeoutMs);
  const { url, file, maxBytes, retentionMs } = config;
  if (url === undefined) {
    const { openSqliteStore } = await import("./sqlite-store.ts");
    return openSqliteStore({ file, sinks, leaseMs: lease, retentionMs, ...(maxBytes ? { maxBytes } : {}) });
  }
  if (url.startsWith("postgres")) {
    const { openPostgresStore } = await import("./postgres-store.ts");
    return openPostgresStore({ url, sinks, leaseMs: lease, retentionMs });
  }
  const { openRedisStore } = await import("./redis-store.ts");
  return openRedisStore({ url, sinks, leaseMs: lease, retentionMs });
}
