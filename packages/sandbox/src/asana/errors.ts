import { type Answer, type Failure, refuse } from "../emulator.ts";

const HELP =
  "For more information on API status codes and how to handle them, read the docs on errors: https://developers.asana.com/docs/errors";

export function errorAnswer(status: number, message: string, headers?: Record<string, string>): Answer {
  // Only server errors carry a phrase to quote to the support.
  const detail = status >= 500 ? { phrase: "6 sad squid snuggle softly" } : {};
  return { status, body: { errors: [{ message, help: HELP, ...detail }] }, ...(headers ? { headers } : {}) };
}

export function badRequest(message: string): never {
  refuse(errorAnswer(400, message));
}

/** Asana's words for an id that is well formed and leads nowhere. */
export function unknownObject(what: string, gid: string): never {
  if (!/^\d+$/.test(gid)) badRequest(`${what}: Not a Long: ${gid}`);
  refuse(errorAnswer(404, `${what}: Unknown object: ${gid}`));
}

export function paymentRequired(): never {
  refuse(
    errorAnswer(
      402,
      "Payment Required: this feature is not available for free workspaces. Upgrade the plan to use it.",
    ),
  );
}

const WORDS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Not Authorized",
  402: "Payment Required",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Request Entity Too Large",
};

/** Asana's words for failures that can meet any request. */
export function fail({ status, message, scopes, retryAfter }: Failure): Answer {
  if (status === 403) {
    const lacking = (scopes ?? ["tasks:read"]).join(", ");
    return errorAnswer(403, `Forbidden: the token lacks the required scopes: ${lacking}`);
  }
  if (status === 429) {
    const seconds = Number(retryAfter ?? 30);
    return errorAnswer(
      429,
      `You have made too many requests recently. Please, be chill. Try again in ${seconds} seconds.`,
      { "retry-after": String(retryAfter ?? 30) },
    );
  }
  return errorAnswer(status, message ?? WORDS[status] ?? "Server Error");
}
