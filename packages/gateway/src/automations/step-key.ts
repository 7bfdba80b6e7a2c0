import type { RunStore, StoredRun } from "./run-store.ts";

/** What is known of the item that has the key of this one already; undefined when the key is this item's now. */
export function otherOwner(
  store: RunStore,
  { id: runId, automation }: StoredRun,
  step: string,
  item: number,
  key: string,
): { result: unknown; note: string } | undefined {
  const mine = { runId, item };
  for (;;) {
    const owner = store.takeKey(automation, step, key, mine);
    if (owner.runId === runId && owner.item === item) return undefined;
    const other = store.get(owner.runId);
    const row = store.steps(owner.runId).find((one) => one.step === step && one.item === owner.item);
    const givenUp = !other || (other.state === "failed" && row?.state !== "done" && row?.state !== "started");
    if (!givenUp) {
      return { result: row?.result ?? null, note: `run ${owner.runId} has the same idempotency_key` };
    }
    // It failed before anything was done under the key.
    store.dropKey(automation, step, key, owner);
  }
}
