import { route, type Answer, type Call } from "../emulator.ts";
import { fail } from "./errors.ts";
import { TOKENS } from "./scopes.ts";
import type { HubSpotState } from "./state.ts";
import { PORTAL_ID } from "./types.ts";

/** An installed app of the sandbox's portal. */
export const OAUTH_APP = {
  client_id: "sandbox-client-id",
  client_secret: "sandbox-client-secret",
  refresh_token: "sandbox-refresh-token",
} as const;

export const isOAuth = (path: string): boolean => path.startsWith("/oauth/");

/** The refresh-token grant; the access token is the one with all scopes. */
function token({ body }: Call<HubSpotState>): Answer {
  const given = body as Record<string, string>;
  const known = Object.entries(OAUTH_APP).every(([name, value]) => given[name] === value);
  if (given.grant_type !== "refresh_token" || !known) {
    return fail({ status: 400, message: "missing or invalid refresh token" });
  }
  const { refresh_token } = OAUTH_APP;
  return { body: { access_token: TOKENS[0]?.name, refresh_token, expires_in: 1800, token_type: "bearer" } };
}

/** What a private app's token may do. */
function tokenInfo({ body }: Call<HubSpotState>): Answer {
  const found = TOKENS.find(({ name }) => name === (body as { tokenKey?: string } | undefined)?.tokenKey);
  if (!found) return fail({ status: 404, message: "Token not found" });
  return { body: { userId: 71_020_001, hubId: PORTAL_ID, appId: 2_048_001, scopes: found.scopes } };
}

export const oauthRoutes = [
  route<HubSpotState>("POST", "/oauth/v1/token", token),
  route<HubSpotState>("POST", "/oauth/v2/private-apps/get/access-token-info", tokenInfo),
];
