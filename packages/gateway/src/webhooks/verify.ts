import { createHash, timingSafeEqual, type KeyObject } from "node:crypto";

/** One automation rule in Gong: its name here, its public key, and the URL that was typed there. */
export interface Rule {
  name: string;
  key: KeyObject;
  url: string;
}

/** Why a request is not believed: for logs and metrics only, the sender sees one text for all. */
export type Disbelief =
  | "no_token"
  | "malformed_token"
  | "algorithm"
  | "signature"
  | "expired"
  | "claims"
  | "lifetime"
  | "webhook_url"
  | "body_sha256";

export type Belief = { rule: Rule; bodySha256: string } | { refused: Disbelief };

export interface VerifyOptions {
  rules: readonly Rule[];
  /** Longest time that a token may still be good for, in seconds. */
  maxTokenSeconds: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** Clocks may differ by this much, in seconds. */
export const clockSkew = 60;
const longestToken = 8192;
const hash = /^[0-9a-f]{64}$/i;

/**
 * Decides from the headers alone whether Gong sent this for this URL. The body is believed once its hash is
 * `bodySha256`. Nothing in a token chooses a key or an algorithm: `kid`, `jwk`, `jku`, `x5u` and `x5c` are not read, and
 * nothing is ever fetched for one.
 */
export function createVerifier(options: VerifyOptions) {
  // Begun at once, so that no request waits for it.
  const loading = Promise.all([
    import("jose/jwt/verify"),
    import("jose/decode/protected_header"),
    import("jose/errors"),
  ]);
  loading.catch(() => undefined);
  const now = options.now ?? Date.now;

  return async function verify(authorization: readonly string[]): Promise<Belief> {
    const [header, more] = authorization;
    if (header === undefined) return { refused: "no_token" };
    // Gong sends the token bare; "Bearer" is what its documentation's readers expect.
    const token = header.replace(/^Bearer(?: +|$)/i, "").trim();
    if (token === "") return { refused: "no_token" };
    if (more !== undefined || token.length > longestToken) return { refused: "malformed_token" };
    const [{ jwtVerify }, { decodeProtectedHeader }, errors] = await loading;
    try {
      const { alg, crit } = decodeProtectedHeader(token);
      if (alg !== "RS256") return { refused: "algorithm" };
      // Whatever it asks to be understood: Gong asks for nothing.
      if (crit !== undefined) return { refused: "malformed_token" };
    } catch {
      return { refused: "malformed_token" };
    }
    const seconds = Math.floor(now() / 1000);
    let refused: Disbelief = "signature";
    for (const rule of options.rules) {
      try {
        const { payload } = await jwtVerify(token, rule.key, {
          algorithms: ["RS256"],
          clockTolerance: clockSkew,
          currentDate: new Date(now()),
          requiredClaims: ["exp", "webhook_url", "body_sha256"],
        });
        const problem = claimProblem(payload, rule, seconds + options.maxTokenSeconds);
        if (!problem) return { rule, bodySha256: String(payload.body_sha256).toLowerCase() };
        refused = problem;
      } catch (error) {
        // Another rule may have the same key and another URL, so a later rule still has its say.
        if (error instanceof errors.JWTExpired) refused = "expired";
        else if (error instanceof errors.JWTClaimValidationFailed) refused = "claims";
        else if (!(error instanceof errors.JWSSignatureVerificationFailed))
          return { refused: "malformed_token" };
      }
    }
    return { refused };
  };
}

function claimProblem(
  { exp, iat, webhook_url: url, body_sha256: body }: Readonly<Record<string, unknown>>,
  rule: Rule,
  latest: number,
): Disbelief | undefined {
  if (typeof url !== "string" || typeof body !== "string" || !hash.test(body)) return "claims";
  if (iat !== undefined && typeof iat !== "number") return "claims";
  if (typeof exp !== "number" || exp > latest + clockSkew) return "lifetime";
  return sameUrl(url, rule.url) ? undefined : "webhook_url";
}

/** Equal as URLs: how host and default port are written does not matter, every other character does. */
function sameUrl(claimed: string, configured: string): boolean {
  return URL.canParse(claimed) && new URL(claimed).href === new URL(configured).href;
}

/** Hash of the bytes that arrived; what they parse to is never hashed. */
export const bodyHash = (body: Uint8Array): string => createHash("sha256").update(body).digest("hex");

export const sameHash = (left: string, right: string): boolean =>
  left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
