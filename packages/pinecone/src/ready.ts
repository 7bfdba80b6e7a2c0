import { setTimeout as sleep } from "node:timers/promises";
import type { IndexModel } from "@pinecone-database/pinecone/dist/pinecone-generated-ts-fetch/db_control/models/IndexModel.js";
import { currentCall } from "@sophia-mcp/core/call";
import { UpstreamError } from "@sophia-mcp/core/errors";
import type { PineconeApi } from "./api.ts";

/** Time that is left for the last look and the answer. */
const reserveMs = 3000;
const longestPauseMs = 3000;
/** States after which an index never becomes ready. */
const lost = new Set(["InitializationFailed", "Terminating", "Disabled"]);

/**
 * Looks at a new index until it is ready or the call's time is nearly up; then the index as it is, which is no failure:
 * it exists and goes on becoming ready.
 * @throws UpstreamError when it never will
 */
export async function untilReady(
  api: PineconeApi,
  name: string,
  signal: AbortSignal,
  progress: (done: number, total?: number, message?: string) => void,
): Promise<IndexModel> {
  const deadline = (currentCall()?.deadline ?? Infinity) - reserveMs;
  for (let look = 1, pause = 200; ; look++, pause = Math.min(pause * 2, longestPauseMs)) {
    const index = await api.describeIndex(name);
    progress(look, undefined, `Index ${name} is ${index.status.state}`);
    if (!index.status.ready && lost.has(index.status.state)) {
      throw new UpstreamError(
        `Pinecone could not make index "${name}" ready: its state is ${index.status.state}. Delete it with pinecone_delete_index and create it again.`,
      );
    }
    if (index.status.ready || performance.now() + pause > deadline) return index;
    await sleep(pause, undefined, { signal });
  }
}
