import { timingSafeEqual } from "node:crypto";
import { statSync } from "node:fs";
import type { Log } from "../log.ts";
import type { Checked } from "./bearer.ts";
import { isTokenText, tokenHash } from "./token-text.ts";
import { openTokenStore, type StoredToken, type TokenStore } from "./token-store.ts";

/** Tokens of the state folder, as a running gateway sees them. */
export interface StoredTokens {
  /** Whether there ever was one: a revoked or expired token must not open what it closed. */
  configured(): boolean;
  check(token: string): Checked;
  close(): void;
}

/** How often the file is looked at: what another process adds or revokes holds after it. */
const lookMs = 250;
const usedMs = 60_000;
const unknown: Checked = {
  kind: "refused",
  message: "The token is not accepted: it is unknown, was revoked or has expired",
};

export function storedTokens(file: string, log: Log): StoredTokens {
  let store: TokenStore | undefined;
  let tokens: ReadonlyMap<string, StoredToken> = new Map();
  let lookedAt = -Infinity;
  let inode: number | undefined;
  let version: number | undefined;
  let unreadable = false;
  let everSeen = false;
  const usedAt = new Map<string, number>();

  function look(): void {
    const now = performance.now();
    if (now - lookedAt < lookMs) return;
    lookedAt = now;
    try {
      const found = statSync(file, { throwIfNoEntry: false });
      if (found?.ino !== inode) {
        // Made, removed or put back from elsewhere.
        close();
        inode = found?.ino;
      }
      if (!found) tokens = new Map();
      else read((store ??= openTokenStore(file, false)));
      unreadable = false;
    } catch (error) {
      if (!unreadable) log("error", "tokens_unreadable", { file, reason: (error as Error).message });
      close();
      unreadable = true;
    }
    everSeen ||= tokens.size > 0 || unreadable;
  }

  function read(open: TokenStore): void {
    const current = open.version();
    if (current === version) return;
    tokens = new Map(open.list().map((token) => [token.hash, token]));
    version = current;
  }

  function close(): void {
    store?.close();
    store = version = inode = undefined;
  }

  /** Beside the request: whether it can be noted decides nothing. */
  function use({ id }: StoredToken): void {
    const now = Date.now();
    if (now - (usedAt.get(id) ?? 0) < usedMs) return;
    usedAt.set(id, now);
    setImmediate(() => {
      try {
        store?.used(id, now);
      } catch {
        // A read-only or locked file; a later use is noted.
      }
    });
  }

  return {
    configured() {
      look();
      return everSeen;
    },
    check(token) {
      if (!isTokenText(token)) return unknown;
      look();
      if (unreadable)
        return {
          kind: "unavailable",
          message: "The tokens cannot be read now: try again, or ask the operator",
        };
      const hash = tokenHash(token);
      const found = tokens.get(hash);
      if (!found || !timingSafeEqual(Buffer.from(found.hash), Buffer.from(hash))) return unknown;
      if (found.revokedAt !== null || (found.expiresAt !== null && found.expiresAt <= Date.now()))
        return unknown;
      use(found);
      const profiles = found.profile === "*" ? "any" : [found.profile];
      return {
        kind: "bearer",
        bearer: { principal: `token:${found.name}`, profiles, operator: false },
      };
    },
    close,
  };
}
