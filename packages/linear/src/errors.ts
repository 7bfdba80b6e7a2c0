import type { Answer, Explanation } from "@sophia-mcp/core/http-errors";

interface GraphError {
  message?: string;
  extensions?: {
    type?: string;
    code?: string;
    userPresentableMessage?: string;
    validationErrors?: { constraints?: Record<string, string> }[];
  };
}

/**
 * The status that each of Linear's error types stands for. The HTTP status does not tell: most errors come with 200,
 * a rate limit with 400.
 * @see https://linear.app/developers/graphql#errors
 */
const statuses: Readonly<Record<string, number>> = {
  "authentication error": 401,
  AUTHENTICATION_ERROR: 401,
  forbidden: 403,
  FORBIDDEN: 403,
  "feature not accessible": 403,
  FEATURE_NOT_ACCESSIBLE: 403,
  "usage limit exceeded": 403,
  USAGE_LIMIT_EXCEEDED: 403,
  ratelimited: 429,
  RATELIMITED: 429,
  "internal error": 500,
  INTERNAL_SERVER_ERROR: 500,
  "network error": 503,
  "bootstrap error": 503,
  "lock timeout": 503,
};

const advice: Readonly<Record<string, string>> = {
  "feature not accessible": "The workspace's plan does not include this.",
  "usage limit exceeded": "The workspace's plan has reached a limit.",
  ratelimited: "Linear counts requests and complexity per hour: ask for fewer rows, or wait.",
};

/** An explanation when the body reports errors, whatever its HTTP status. */
export function inspect(answer: Answer): Explanation | undefined {
  const errors = (answer.json as { errors?: GraphError[] } | undefined)?.errors;
  const [error] = Array.isArray(errors) ? errors : [];
  return error ? explainError(error, answer) : undefined;
}

export const explain = (answer: Answer): Explanation => inspect(answer) ?? {};

function explainError(error: GraphError, answer: Answer): Explanation {
  const { message: raw = "", extensions = {} } = error;
  const { type = "", code = "", userPresentableMessage, validationErrors = [] } = extensions;
  const constraints = validationErrors.flatMap(({ constraints: each }) => Object.values(each ?? {}));
  const message = [
    userPresentableMessage ?? raw,
    ...constraints.filter((text) => !userPresentableMessage?.includes(text)),
  ]
    .join(" ")
    .trim();
  const scope = /Invalid scope: `?([\w:]+)/.exec(raw)?.[1];
  const status = statusOf(raw, type, code, answer.status);
  return {
    ...(message === "" ? {} : { message }),
    ...(scope === undefined ? {} : { missingScopes: [scope] }),
    status: scope === undefined ? status : 403,
    ...(status === 429 ? resetOf(answer.headers) : {}),
    ...(advice[type] === undefined ? {} : { advice: advice[type] }),
  };
}

/** Two kinds of bad input are told apart by their message alone: what is not there, and an id that is taken. */
function statusOf(message: string, type: string, code: string, http: number): number {
  if (/^entity not found/i.test(message)) return 404;
  if (/^conflict on insert/i.test(message)) return 409;
  return statuses[type] ?? statuses[code] ?? (http >= 400 ? http : 400);
}

/** The budgets are told as milliseconds since 1970 at which the exhausted one is full again. */
function resetOf(headers: Headers): { retryAfterSeconds?: number } {
  if (headers.has("retry-after")) return {};
  const spent = ["requests", "complexity"].flatMap((budget) => {
    const remaining = headers.get(`x-ratelimit-${budget}-remaining`);
    const reset = Number(headers.get(`x-ratelimit-${budget}-reset`));
    return remaining !== null && Number(remaining) <= 0 && reset > 0 ? [(reset - Date.now()) / 1000] : [];
  });
  return spent.length > 0 ? { retryAfterSeconds: Math.max(1, ...spent) } : {};
}

/** Requests and complexity, each per hour. */
export function quota(headers: Headers): { quota: string; remaining: number; limit?: number }[] {
  return ["requests", "complexity"].flatMap((budget) => {
    const remaining = headers.get(`x-ratelimit-${budget}-remaining`);
    const limit = headers.get(`x-ratelimit-${budget}-limit`);
    if (remaining === null) return [];
    return [
      { quota: budget, remaining: Number(remaining), ...(limit === null ? {} : { limit: Number(limit) }) },
    ];
  });
}
