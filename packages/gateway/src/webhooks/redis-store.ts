import type { EventStore } from "./store.ts";
import type { QueueOptions } from "./postgres-store.ts";
export async function openRedisStore(_o: QueueOptions): Promise<EventStore> {
  throw new Error("later");
}
