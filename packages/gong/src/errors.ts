import { UpstreamError } from "@sophia-mcp/core/errors";
import type { Answer, Explanation } from "@sophia-mcp/core/http-errors";

interface GongError {
  requestId?: string;
  errors?: string[];
}

const dailyAdvice =
  "This is the company's daily limit, which all of its integrations share: ask for less, or have Gong's support raise it.";

/**
 * Gong's error body.
 * @see https://help.gong.io/docs/what-the-gong-api-provides
 */
export function explain({ json, status }: Answer): Explanation {
  const { requestId, errors } = (json ?? {}) as GongError;
  const message = Array.isArray(errors) ? errors.join(" ").trim() : "";
  const scopes = status === 403 || status === 401 ? (message.match(/\bapi:[a-z:-]*[a-z]/g) ?? []) : [];
  return {
    ...(message ? { message } : {}),
    ...(requestId ? { requestId } : {}),
    // A lacking scope is no wrong credential, whichever status it comes with.
    ...(scopes.length > 0 ? { missingScopes: [...new Set(scopes)], status: 403 } : {}),
    ...(status === 429 && /\bda(y|ily)\b/i.test(message) ? { advice: dailyAdvice } : {}),
  };
}

export interface DailyLimit {
  /** @throws UpstreamError that names the wait when today's requests are used up */
  check(): void;
  /** Called for every answer, for the metric of what is left. */
  quota(): { quota: string; remaining: number; limit: number }[];
}

const dayMs = 86_400_000;

/** Gong sends no headers about its limits, so the requests of this process are counted; a day is one of UTC. */
export function dailyLimit(limit: number, now: () => number = Date.now): DailyLimit {
  let day = 0;
  let used = 0;
  const roll = (): void => {
    const today = Math.floor(now() / dayMs);
    if (today !== day) [day, used] = [today, 0];
  };
  return {
    check() {
      roll();
      if (used < limit) return;
      const wait = Math.ceil(((day + 1) * dayMs - now()) / 1000);
      throw new UpstreamError(
        `This server has sent the ${limit} requests that GONG_REQUESTS_PER_DAY allows for one day. Wait ${wait} s (midnight UTC), or raise the setting if the company's limit is higher.`,
        { status: 429, retryable: true, retryAfterSeconds: wait, outcome: "not_done" },
      );
    },
    quota() {
      roll();
      used++;
      return [{ quota: "daily", remaining: Math.max(0, limit - used), limit }];
    },
  };
}
