import type { Credentials } from "./credentials.ts";
import type { Redactor } from "./redact.ts";
import { renewable, type Authorizer } from "./schemes.ts";

/** PEM text as people paste it: real line ends, or `\n` escapes when it came through JSON or an .env file. */
export const pemText = (value: string): string => value.replaceAll("\\n", "\n").trim();

/**
 * GitHub App installation: an RS256 token signed with the app's key, good for ten minutes at most, is exchanged for an
 * installation token, good for an hour.
 * Values: `app_id`, `private_key` (PEM), `installation_id`.
 * @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app
 */
export function githubApp(
  baseUrl: string,
  credentials: Credentials,
  redactor: Redactor,
  fetch: (url: string, init: RequestInit) => Promise<Response>,
): Authorizer {
  const {
    app_id: appId = "",
    private_key: key = "",
    installation_id: installation = "",
  } = credentials.values;
  return renewable(async () => {
    const { createPrivateKey } = await import("node:crypto");
    const { SignJWT } = await import("jose");
    // GitHub hands out PKCS#1 keys, which only node's own parser reads.
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: "RS256" })
      .setIssuer(appId)
      // A minute back, because GitHub refuses a token from a clock ahead of its own.
      .setIssuedAt(Math.floor(Date.now() / 1000) - 60)
      .setExpirationTime(Math.floor(Date.now() / 1000) + 540)
      .sign(createPrivateKey(pemText(key)));
    redactor.add(assertion);
    const response = await fetch(
      `${baseUrl}/app/installations/${encodeURIComponent(installation)}/access_tokens`,
      {
        method: "POST",
        headers: { authorization: `Bearer ${assertion}`, accept: "application/vnd.github+json" },
      },
    );
    const body = (await response.json()) as { token: string; expires_at: string };
    return { token: body.token, expiresIn: (Date.parse(body.expires_at) - Date.now()) / 1000 };
  }, redactor);
}
