import type { IncomingMessage } from "node:http";

/** Who a token stands for. */
export interface Bearer {
  principal: string;
  /** Profiles that it is for; none is the default profile alone. */
  profiles: "any" | readonly string[];
  /** The operator is not limited unless the configuration says so. */
  operator: boolean;
}

/** What became of a token. No reason repeats any of it. */
export type Checked =
  | { kind: "bearer"; bearer: Bearer }
  | { kind: "refused"; message: string }
  /** Nobody can tell now. */
  | { kind: "unavailable"; message: string };

export type Sent = { kind: "none" } | { kind: "token"; token: string } | { kind: "refused"; message: string };

/** Names under which tokens are sent in URLs, where they would end up in logs and histories. */
const inUrl = /[?&](?:access_token|auth_token|authorization|token|api_key|apikey)=/i;

/** The token of a request: one Authorization header with one bearer token, and nowhere else. */
export function sentToken(req: IncomingMessage): Sent {
  const url = req.url ?? "";
  if (url.includes("?") && inUrl.test(decoded(url))) {
    return {
      kind: "refused",
      message: "A token is accepted in the Authorization header alone, never in a URL",
    };
  }
  const headers = req.headersDistinct.authorization ?? [];
  if (headers.length > 1) return { kind: "refused", message: "One Authorization header is accepted" };
  const [header] = headers;
  if (header === undefined) return { kind: "none" };
  const token = /^Bearer ([!-~]{1,8192})$/i.exec(header)?.[1];
  return token === undefined
    ? { kind: "refused", message: "The Authorization header must be: Bearer, one space, one token" }
    : { kind: "token", token };
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
