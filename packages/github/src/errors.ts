import type { Answer, Explanation } from "@sophia-mcp/core/http-errors";

interface GitHubError {
  message?: string;
  errors?: (string | { resource?: string; field?: string; code?: string; message?: string })[];
}

/** GitHub asks for a minute where a secondary limit names no wait. */
const secondaryWait = 60;

/**
 * GitHub's error body and the headers that say more than it.
 * @see https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export function explain({ json, status, headers }: Answer): Explanation {
  const body = (json ?? {}) as GitHubError;
  const details = Array.isArray(body.errors) ? body.errors.map(sayDetail) : [];
  const message = [body.message, ...details].filter(Boolean).join(" ").trim();
  const requestId = headers.get("x-github-request-id");
  return {
    ...(message ? { message } : {}),
    ...(requestId ? { requestId } : {}),
    ...limit(status, headers, message),
    ...rights(status, headers),
    ...advice(status, headers, message),
  };
}

function sayDetail(detail: NonNullable<GitHubError["errors"]>[number]): string {
  if (typeof detail === "string") return detail;
  if (detail.message) return detail.message;
  return `${[detail.resource, detail.field].filter(Boolean).join(".")}: ${detail.code ?? "invalid"}.`;
}

/** Both kinds of rate limit may come as 403. */
function limit(status: number, headers: Headers, message: string): Explanation {
  if (status !== 403 && status !== 429) return {};
  if (headers.has("retry-after")) return { status: 429 };
  const reset = Number(headers.get("x-ratelimit-reset"));
  if (headers.get("x-ratelimit-remaining") === "0" && reset > 0) {
    return { status: 429, retryAfterSeconds: Math.max(1, Math.ceil(reset - Date.now() / 1000)) };
  }
  return /secondary rate limit|abuse detection/i.test(message)
    ? { status: 429, retryAfterSeconds: secondaryWait }
    : {};
}

/** Classic tokens: scopes that are accepted, against those that the token has. Others: the permissions that are needed. */
function rights(status: number, headers: Headers): Explanation {
  if (status !== 403) return {};
  const permissions = list(headers.get("x-accepted-github-permissions")?.split(";")[0]);
  if (permissions.length > 0) return { missingScopes: permissions };
  const granted = headers.get("x-oauth-scopes");
  const accepted = list(headers.get("x-accepted-oauth-scopes"));
  if (granted === null || accepted.length === 0 || list(granted).some((scope) => accepted.includes(scope))) {
    return {};
  }
  return { missingScopes: [accepted.join(" or ")] };
}

function advice(status: number, headers: Headers, message: string): Explanation {
  const sso = /url=(https:\/\/[^\s;]{1,500})/.exec(headers.get("x-github-sso") ?? "")?.[1];
  if (sso) return { advice: `The organisation asks for single sign-on: authorise the token at ${sso}` };
  if (status === 404) {
    return {
      advice:
        "Check the spelling and the number; GitHub answers 404 also for a private repository that the token may not read.",
    };
  }
  return status === 422 && /fast.forward/i.test(message)
    ? { advice: "The branch has moved: read it again, then repeat the change." }
    : {};
}

const list = (value: string | null | undefined): string[] =>
  (value ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");

/** One count per resource: core, search, code_search. */
export function quota(headers: Headers): { quota: string; remaining: number; limit?: number }[] {
  const remaining = headers.get("x-ratelimit-remaining");
  if (remaining === null) return [];
  const most = headers.get("x-ratelimit-limit");
  return [
    {
      quota: headers.get("x-ratelimit-resource") ?? "core",
      remaining: Number(remaining),
      ...(most === null ? {} : { limit: Number(most) }),
    },
  ];
}
