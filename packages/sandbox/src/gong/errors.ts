import { type Answer, type Failure, refuse } from "../emulator.ts";
import { uuidFor } from "../world/ids.ts";

/** Gong's ids of requests are short random words; ours follow from what was answered, so that runs repeat. */
export const requestId = (of: string): string =>
  uuidFor(`gong:request:${of}`).replaceAll("-", "").slice(0, 20);

export function errorAnswer(
  status: number,
  errors: readonly string[],
  headers?: Record<string, string>,
): Answer {
  const body = { requestId: requestId(`${status}:${errors.join()}`), errors };
  return { status, body, ...(headers ? { headers } : {}) };
}

export function badRequest(...errors: readonly string[]): never {
  refuse(errorAnswer(400, errors));
}

export function notFound(error: string): never {
  refuse(errorAnswer(404, [error]));
}

const WORDS: Readonly<Record<number, string>> = {
  400: "Failed to parse the request",
  401: "Failed to verify the access key or token",
  404: "No such endpoint",
  405: "Method not allowed",
  413: "Request entity too large",
};

/** Gong's words for failures that can meet any request. */
export function fail({ status, message, scopes, retryAfter }: Failure): Answer {
  if (status === 403) {
    return errorAnswer(403, [
      `Missing required scopes: ${(scopes ?? ["api:calls:read:extensive"]).join(", ")}`,
    ]);
  }
  if (status === 429) {
    return errorAnswer(429, [message ?? "API rate limit exceeded"], {
      "retry-after": String(retryAfter ?? 1),
    });
  }
  return errorAnswer(status, [message ?? WORDS[status] ?? "Internal error"]);
}
