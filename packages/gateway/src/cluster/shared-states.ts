import { hkdfSync, randomBytes } from "node:crypto";
import { ConfigError } from "@sophia-mcp/core/errors";
import { createRequestStates, type RequestStates, type UsedOnce } from "../policy/request-state.ts";
import type { SharedRedis } from "./redis.ts";

const keyBytes = 32;
const patienceMs = 1000;

/**
 * Confirmations that are asked at one replica and answered at another. Their key is derived from a secret that all
 * replicas are given; without one it is made once and kept in Redis.
 */
export async function createSharedStates(
  redis: SharedRedis,
  secret: string | undefined,
): Promise<RequestStates> {
  const used = createSharedUsedOnce(redis);
  const withKey = (key: Buffer): RequestStates => createRequestStates(key, { used });
  let key = secret === undefined ? randomBytes(keyBytes) : derived(secret);
  let states = withKey(key);
  /** Of the key that this replica had while it was alone. */
  let former: RequestStates | undefined;

  /** Keeps ours unless there is one: after a Redis that forgot came back, it is the one that all had before. */
  async function agree(): Promise<void> {
    const place = redis.key("request-state-key");
    const kept = await redis.ask(async (client) => {
      await client.set(place, key.toString("base64"), "NX");
      return client.get(place);
    }, patienceMs);
    const found = Buffer.from(kept ?? "", "base64");
    if (found.length !== keyBytes || found.equals(key)) return;
    key = found;
    former = states;
    states = withKey(key);
  }

  const agreeIfThere = (): Promise<void> => agree().catch(() => undefined);
  if (secret === undefined) {
    redis.onBack(() => void agreeIfThere());
    await agreeIfThere();
  }
  return {
    mint: (...given) => states.mint(...given),
    async verify(...given) {
      const reading = await states.verify(...given);
      const unknown = reading.kind === "refused" && reading.reason === "invalid";
      return unknown && former ? former.verify(...given) : reading;
    },
  };
}

const derived = (secret: string): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "sophia-mcp", "request-state", keyBytes));

/** Once over all replicas. Where that cannot be told, the answer is neither yes nor no. */
function createSharedUsedOnce(redis: SharedRedis): UsedOnce {
  return {
    async use(nonce, expiresAt) {
      const place = redis.key("used", nonce);
      const kept = await redis
        .ask((client) => client.set(place, "1", "PXAT", expiresAt, "NX"), patienceMs)
        .catch((cause: unknown) => {
          throw new ConfigError(
            "Not called: whether this confirmation was used before is kept in Redis, which cannot be reached. Call again in a moment, without the requestState.",
            { cause, retryable: true },
          );
        });
      return kept === "OK";
    },
  };
}
