import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { isObject } from "@sophia-mcp/core/envelope";
import type { CallKey } from "./approvals.ts";

/** What the state says of its call: `asked` when a person is being asked, `confirmed` when that is done. */
export type Stage = "asked" | "confirmed";

export type StateReading =
  /** `inner`: the state of the server behind, which travels inside. */
  | { kind: "valid"; stage: Stage; inner?: string | undefined }
  /** Not made by a gateway: a server's own. */
  | { kind: "foreign" }
  /** `invalid`: forged, cut, of another caller or call, or of a process that is gone. */
  | { kind: "refused"; reason: "invalid" | "expired" | "used" };

/** Remembers what was used. One that is shared between replicas answers with a promise. */
export interface UsedOnce {
  /** False when it was used before. */
  use(nonce: string, expiresAt: number): boolean | Promise<boolean>;
}

/** The `requestState` that a client of 2026-07-28 carries from question to answer, and cannot change or use twice. */
export interface RequestStates {
  mint(call: CallKey, stage: Stage, inner?: string): string;
  verify(state: string, call: CallKey): Promise<StateReading>;
}

const prefix = "sophia1.";
const defaultTtlMs = 600_000;
/** A server's state may hold work of its own; more than this is no state. */
const longestState = 262_144;

/** @param key at least 32 bytes; replicas share one, a single process makes its own */
export function createRequestStates(
  key: Buffer = randomBytes(32),
  {
    used = createUsedOnce(),
    ttlMs = defaultTtlMs,
    now = Date.now,
  }: { used?: UsedOnce; ttlMs?: number; now?: () => number } = {},
): RequestStates {
  const sign = (body: string, { principal, tool, argumentsHash }: CallKey): Buffer =>
    createHmac("sha256", key)
      .update(JSON.stringify([prefix, body, principal, tool, argumentsHash]))
      .digest();
  return {
    mint(call, stage, inner) {
      const nonce = randomBytes(12).toString("base64url");
      const content = { expiresAt: now() + ttlMs, nonce, stage, inner };
      const body = Buffer.from(JSON.stringify(content)).toString("base64url");
      return `${prefix}${body}.${sign(body, call).toString("base64url")}`;
    },
    async verify(state, call) {
      if (!state.startsWith(prefix)) return { kind: "foreign" };
      const [body = "", mac = "", ...rest] = state.slice(prefix.length, longestState).split(".");
      const given = Buffer.from(mac, "base64url");
      const expected = sign(body, call);
      const genuine =
        rest.length === 0 && given.length === expected.length && timingSafeEqual(given, expected);
      if (!genuine) return { kind: "refused", reason: "invalid" };
      // Signed by us, so it is what was minted.
      const content: unknown = JSON.parse(Buffer.from(body, "base64url").toString());
      if (!isObject(content)) return { kind: "refused", reason: "invalid" };
      const { expiresAt, nonce, stage, inner } = content as {
        expiresAt: number;
        nonce: string;
        stage: Stage;
        inner?: string;
      };
      if (expiresAt <= now()) return { kind: "refused", reason: "expired" };
      if (!(await used.use(nonce, expiresAt))) return { kind: "refused", reason: "used" };
      return { kind: "valid", stage, inner };
    },
  };
}

/** Of one process; what has expired is forgotten. */
export function createUsedOnce(now: () => number = Date.now): UsedOnce {
  // In order of use: one that outlives its end behind a younger one goes with it.
  const nonces = new Map<string, number>();
  return {
    use(nonce, expiresAt) {
      const time = now();
      for (const [old, end] of nonces) {
        if (end > time) break;
        nonces.delete(old);
      }
      if (nonces.has(nonce)) return false;
      nonces.set(nonce, expiresAt);
      return true;
    },
  };
}
