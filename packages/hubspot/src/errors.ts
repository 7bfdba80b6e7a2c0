import type { Answer, Explanation } from "@sophia-mcp/core/http-errors";

interface HubSpotError {
  message?: string;
  correlationId?: string;
  category?: string;
  errors?: { message?: string; context?: { requiredGranularScopes?: string[]; requiredScopes?: string[] } }[];
  context?: { requiredGranularScopes?: string[]; requiredScopes?: string[] };
}

/**
 * HubSpot's error body.
 * @see https://developers.hubspot.com/docs/api-reference/error-handling
 */
export function explain({ json, status }: Answer): Explanation {
  const body = (json ?? {}) as HubSpotError;
  const contexts = [body.context, ...(body.errors ?? []).map((error) => error.context)];
  const missingScopes = contexts.flatMap(
    (context) => context?.requiredGranularScopes ?? context?.requiredScopes ?? [],
  );
  const details = (body.errors ?? [])
    .map((error) => error.message)
    .filter((message) => message !== undefined);
  const message = [body.message, ...details.filter((detail) => !body.message?.includes(detail))]
    .join(" ")
    .trim();
  return {
    ...(message ? { message } : {}),
    ...(body.correlationId ? { requestId: body.correlationId } : {}),
    ...(missingScopes.length > 0 ? { missingScopes: [...new Set(missingScopes)] } : {}),
    // HubSpot answers 400 for some of its own rate limits.
    ...(body.category === "RATE_LIMITS" && status !== 429 ? { status: 429 } : {}),
  };
}

/** Daily and ten-second limits; search answers carry none of these headers. */
export function quota(headers: Headers): { quota: string; remaining: number; limit?: number }[] {
  return [
    read(
      "daily",
      headers.get("x-hubspot-ratelimit-daily-remaining"),
      headers.get("x-hubspot-ratelimit-daily"),
    ),
    read("interval", headers.get("x-hubspot-ratelimit-remaining"), headers.get("x-hubspot-ratelimit-max")),
  ].flatMap((entry) => entry ?? []);
}

function read(quota: string, remaining: string | null, limit: string | null) {
  if (remaining === null) return undefined;
  return { quota, remaining: Number(remaining), ...(limit === null ? {} : { limit: Number(limit) }) };
}
