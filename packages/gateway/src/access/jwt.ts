import { ConfigError } from "@sophia-mcp/core/errors";
import { isLoopback } from "@sophia-mcp/core/http-guards";
import type { createRemoteJWKSet, JWTPayload } from "jose";
import type { Log } from "../log.ts";
import type { Checked } from "./bearer.ts";

export interface JwtOptions {
  issuer: string;
  jwksUrl: string;
  /** Claim that names profiles: one, or a list; `*` is any. */
  profileClaim: string;
  audiences(profile: string | undefined): string[];
  log: Log;
  /** How long the issuer is not asked again for a key that it did not have. */
  cooldownMs?: number;
  /** How old keys may get before the issuer is asked for them again, beside the calls. */
  refreshMs?: number;
}

/** Checks the JWTs of one issuer. */
export interface JwtCheck {
  /** @param profile that the path names */
  check(token: string, profile: string | undefined): Promise<Checked>;
}

type Keys = ReturnType<typeof createRemoteJWKSet>;

/** Nothing symmetric: whoever knows a public key could sign with it then. */
const algorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
const skewSeconds = 30;
const fetchMs = 5000;
/** Keys this old are no longer trusted while the issuer cannot be reached. */
const staleMs = 24 * 3_600_000;
const longestSubject = 200;

/** @throws ConfigError when the keys would come over an open network in clear text */
export function jwtCheck(options: JwtOptions): JwtCheck {
  const { issuer, log, cooldownMs = 30_000, refreshMs = 600_000 } = options;
  const url = jwksUrl(options.jwksUrl);
  let keys: Promise<Keys> | undefined;
  let askedAt = -Infinity;
  let failedAt = -Infinity;

  /** An issuer that is down is not asked for each token that names a key it may have. */
  async function ask(...request: Parameters<typeof fetch>): Promise<Response> {
    if (performance.now() - failedAt < cooldownMs)
      throw new TypeError("The issuer was asked for its keys in vain");
    askedAt = performance.now();
    try {
      const response = await fetch(...request);
      if (!response.ok) throw new TypeError(`The issuer answered ${response.status}`);
      return response;
    } catch (error) {
      failedAt = performance.now();
      log("warn", "jwks_unreachable", {
        url: `${url.origin}${url.pathname}`,
        reason: (error as Error).message,
      });
      throw error;
    }
  }

  const load = async (): Promise<Keys> => {
    const { createRemoteJWKSet, customFetch } = await import("jose");
    return createRemoteJWKSet(url, {
      timeoutDuration: fetchMs,
      cooldownDuration: cooldownMs,
      cacheMaxAge: staleMs,
      [customFetch]: ask,
    });
  };

  return {
    async check(token, profile) {
      const { jwtVerify } = await import("jose");
      const known = await (keys ??= load());
      try {
        if (known.jwks() && performance.now() - askedAt > refreshMs) {
          askedAt = performance.now();
          known.reload().catch(() => undefined);
        }
        const { payload } = await jwtVerify(token, known, {
          algorithms,
          issuer,
          audience: options.audiences(profile),
          clockTolerance: skewSeconds,
          requiredClaims: ["exp", "sub"],
        });
        return bearerOf(payload, options.profileClaim);
      } catch (error) {
        if (!known.fresh && isFetchFailure(error))
          return {
            kind: "unavailable",
            message: "The keys of the token's issuer cannot be had now: try again later",
          };
        const code = codeOf(error);
        log("debug", "jwt_refused", { code });
        return { kind: "refused", message: reasons[code] ?? invalid };
      }
    },
  };
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? "";

/** The token itself may be as it should be. */
const isFetchFailure = (error: unknown): boolean =>
  error instanceof TypeError ||
  ["ERR_JOSE_GENERIC", "ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID"].includes(codeOf(error));

const invalid = "The token is not accepted";
const reasons: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: "The token has expired: get a new one",
  ERR_JWT_CLAIM_VALIDATION_FAILED:
    "The token is not accepted: it is not yet valid, or is of another issuer or for another audience",
};

function bearerOf(payload: JWTPayload, profileClaim: string): Checked {
  const { sub } = payload;
  if (typeof sub !== "string" || sub === "" || sub.length > longestSubject)
    return { kind: "refused", message: invalid };
  const profiles = [...words(payload[profileClaim]), ...scopesOf(payload)];
  return {
    kind: "bearer",
    bearer: {
      principal: `jwt:${sub}`,
      profiles: profiles.includes("*") ? "any" : profiles,
      operator: false,
    },
  };
}

/** Of `scope` as RFC 9068 has it, and of `scp` as Microsoft and Okta write it, those that name a profile. */
const scopesOf = ({ scope, scp }: JWTPayload): string[] =>
  [scope, scp]
    .flatMap((value) => (typeof value === "string" ? value.split(" ") : words(value)))
    .flatMap((word) => (word.startsWith("profile:") ? [word.slice("profile:".length)] : []));

const words = (value: unknown): string[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).filter((word) => typeof word === "string");

function jwksUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname))) return url;
  throw new ConfigError("http.jwksUrl is not accepted. Accepted: an https URL (http on this machine only).");
}
