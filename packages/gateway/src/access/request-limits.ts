/** Counts the requests of each caller; undefined as long as one may go on, else the seconds to wait. */
export type RequestLimit = (principal: string) => Promise<number | undefined>;

/** @param perMinute of each caller alone */
export async function requestLimit(perMinute: number): Promise<RequestLimit> {
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
