import type { EventStore } from "./store.ts";
export interface QueueOptions {
  url: string;
  sinks: readonly string[];
  leaseMs: number;
  retentionMs: number;
}
export async function openPostgresStore(_o: QueueOptions): Promise<EventStore> {
  throw new Error("later");
}
