import type { Limit, Limits } from "../policy/limits.ts";

/** Counts the requests of each caller; undefined as long as one may go on, else the seconds to wait. */
export type RequestLimit = (principal: string) => Promise<number | undefined>;

/**
 * @param perMinute of each caller alone
 * @param shared counts over all replicas of the gateway
 */
export async function requestLimit(perMinute: number, shared?: Limits): Promise<RequestLimit> {
  if (shared) {
    const limits = [requestsOf(perMinute)];
    return async (principal) => (await shared.take(limits, principal))?.retryAfterSeconds;
  }
  const { RateLimiterMemory, RateLimiterRes } = await import("rate-limiter-flexible");
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return async (principal) => {
    try {
      await limiter.consume(principal);
      return undefined;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
      throw refused;
    }
  };
}

const requestsOf = (perMinute: number): Limit => ({
  id: "requests",
  label: `${perMinute} requests a minute`,
  max: perMinute,
  windowMs: 60_000,
  per: "caller",
  window: "sliding",
});
