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
export function createSharedStates(redis: SharedRedis, secret: string | undefined): RequestStates {
  const used = createSharedUsedOnce(redis);
  const withKey = (key: Buffer): RequestStates => createRequestStates(key, { used });
  let agreed = secret !== undefined;
  let key = secret === undefined ? randomBytes(keyBytes) : derived(secret);
  let states = withKey(key);

  /** Keeps ours unless there is one: after a Redis that forgot came back, it is the one that all had before. */
  async function agree(): Promise<void> {
    const place = redis.key("request-state-key");
    const kept = await redis.ask(async (client) => {
      await client.set(place, key.toString("base64"), "NX");
      return client.get(place);
    }, patienceMs);
    const found = Buffer.from(kept ?? "", "base64");
    agreed = true;
    if (found.length !== keyBytes || found.equals(key)) return;
    key = found;
    states = withKey(key);
  }

  const agreeLater = (): void => void agree().catch(() => undefined);
  if (secret === undefined) {
    redis.onBack(agreeLater);
    agreeLater();
  }
  return {
    mint: (...given) => states.mint(...given),
    async verify(...given) {
      if (!agreed) await agree().catch(() => undefined);
      return states.verify(...given);
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
