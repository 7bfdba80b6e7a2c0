import type { Credentials } from "./credentials.ts";
import type { Redactor } from "./redact.ts";

/** Produces the headers of a request, and new ones after a 401. */
export interface Authorizer {
  headers(): Promise<Record<string, string>>;
  /** Forgets a cached token. Answers false when there is nothing that could be renewed. */
  renew(): Promise<boolean>;
}

const fixed = (headers: Record<string, string>): Authorizer => ({
  headers: async () => headers,
  renew: async () => false,
});

/** `Authorization: Bearer <token>`; `scheme: ""` sends the bare token, as Linear's personal keys want it. */
export const bearer = (token: string, scheme = "Bearer"): Authorizer =>
  fixed({ authorization: scheme ? `${scheme} ${token}` : token });

export const basic = (user: string, password: string): Authorizer =>
  fixed({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` });

/** The token goes into a header of the vendor's own, such as Pinecone's `Api-Key`. */
export const apiKey = (header: string, key: string): Authorizer => fixed({ [header]: key });

export interface TokenAnswer {
  token: string;
  /** Seconds the token is good for. */
  expiresIn: number;
}

/** A short-lived token that is fetched on first use, cached, and renewed a minute before it ends or after a 401. */
export function renewable(fetchToken: () => Promise<TokenAnswer>, redactor: Redactor): Authorizer {
  let current: { token: string; until: number } | undefined;
  let pending: Promise<string> | undefined;
  const renewToken = async (): Promise<string> => {
    const answer = await fetchToken();
    redactor.add(answer.token);
    current = { token: answer.token, until: Date.now() + (answer.expiresIn - 60) * 1000 };
    return answer.token;
  };
  return {
    async headers() {
      if (current && Date.now() < current.until) return { authorization: `Bearer ${current.token}` };
      // Parallel first calls share one exchange.
      pending ??= renewToken().finally(() => (pending = undefined));
      return { authorization: `Bearer ${await pending}` };
    },
    async renew() {
      current = undefined;
      return true;
    },
  };
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** OAuth 2 refresh-token grant (RFC 6749 section 6): values `client_id`, `client_secret`, `refresh_token`. */
export function oauthRefresh(
  tokenUrl: string,
  credentials: Credentials,
  redactor: Redactor,
  fetch: Fetch,
): Authorizer {
  let refreshToken = credentials.values.refresh_token ?? "";
  return renewable(async () => {
    const response = await fetch(tokenUrl, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "refresh_token",
        client_id: credentials.values.client_id ?? "",
        client_secret: credentials.values.client_secret ?? "",
        refresh_token: refreshToken,
      }).toString(),
    });
    const body = (await response.json()) as {
      access_token: string;
      expires_in?: number;
      refresh_token?: string;
    };
    if (body.refresh_token) {
      // Some vendors rotate the refresh token with every use.
      refreshToken = body.refresh_token;
      redactor.add(refreshToken);
    }
    return { token: body.access_token, expiresIn: body.expires_in ?? 1800 };
  }, redactor);
}
