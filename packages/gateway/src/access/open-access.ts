import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { Environment } from "@sophia-mcp/auth/credentials";
import { ConfigError } from "@sophia-mcp/core/errors";
import { httpToken } from "@sophia-mcp/core/http-token";
import type { GatewayConfig } from "../config/types.ts";
import type { Log } from "../log.ts";
import type { Limits } from "../policy/limits.ts";
import type { Access, Admission } from "./access.ts";
import { sentToken, type Bearer, type Checked } from "./bearer.ts";
import { jwtCheck, type JwtCheck } from "./jwt.ts";
import { profileScope, protectedResource, type ProtectedResource } from "./protected-resource.ts";
import { requestLimit, type RequestLimit } from "./request-limits.ts";
import { storedTokens } from "./stored-tokens.ts";

export interface AccessOptions {
  /** Profile of a caller whose token names none. */
  defaultProfile(): string;
  log: Log;
  /** Those that replicas of the gateway share. */
  limits?: Limits | undefined;
}

export interface OpenedAccess extends Access {
  close(): void;
}

const perMinuteOfOthers = 6000;
const operator: Bearer = { principal: "local", profiles: "any", operator: true };

/** Where the tokens of `sophia-mcp tokens` are kept. */
export const tokenFile = (stateFolder: string): string => join(stateFolder, "tokens.db");

/**
 * Everything that admits to the HTTP front: the operator's own token, stored tokens, JWTs. Where none of them is set up,
 * everybody is the operator, which only a bind to loopback allows.
 * @throws ConfigError when part of the configuration is missing or cannot be used
 */
export async function openAccess(
  config: GatewayConfig["http"],
  env: Environment,
  stateFolder: string,
  { defaultProfile, log, limits }: AccessOptions,
): Promise<OpenedAccess> {
  const own = httpToken(env);
  const ownDigest = own === undefined ? undefined : digest(own);
  const resource = protectedResource(config);
  const jwt = jwtOf(config, resource, log);
  const stored = storedTokens(tokenFile(stateFolder), log);
  const { requestsPerMinute } = config;
  let limit: Promise<RequestLimit> | undefined;
  const perMinute = ({ operator: one }: Bearer): number => requestsPerMinute ?? (one ? 0 : perMinuteOfOthers);
  const required = (): boolean => ownDigest !== undefined || jwt !== undefined || stored.configured();

  function check(token: string, profile: string | undefined): Checked | Promise<Checked> {
    if (ownDigest && timingSafeEqual(digest(token), ownDigest)) return { kind: "bearer", bearer: operator };
    // The signature covers the two parts before it.
    if (jwt && token.split(".").length === 3) return jwt.check(token, profile);
    return stored.check(token);
  }

  function decide(
    checked: Checked,
    req: IncomingMessage,
    profile: string | undefined,
  ): Admission | Promise<Admission> {
    if (checked.kind === "unavailable") {
      return { kind: "refused", status: 503, message: checked.message, headers: { "retry-after": "5" } };
    }
    if (checked.kind === "refused") return unauthorized(checked.message, req, profile, "invalid_token");
    const { bearer } = checked;
    const admission = placed(bearer, req, profile);
    return perMinute(bearer) === 0 ? admission : counted(admission, bearer);
  }

  async function counted(admission: Admission, bearer: Bearer): Promise<Admission> {
    const wait = await (await (limit ??= requestLimit(perMinute(bearer), limits)))(bearer.principal);
    return wait === undefined ? admission : tooMany(wait);
  }

  /** A path that names a profile is a wish, the token a permission. */
  function placed(
    { principal, profiles }: Bearer,
    req: IncomingMessage,
    wish: string | undefined,
  ): Admission {
    if (profiles === "any") return { kind: "admitted", principal, profile: undefined };
    const preset = defaultProfile();
    const allowed = profiles.length > 0 ? profiles : [preset];
    const first = allowed.includes(preset) ? preset : allowed[0];
    const profile = wish ?? first;
    if (profile !== undefined && allowed.includes(profile)) return { kind: "admitted", principal, profile };
    const scope = wish === undefined ? undefined : profileScope(wish);
    return {
      kind: "refused",
      status: 403,
      message: "The token is for another profile",
      headers: { "www-authenticate": resource.challenge(originOf(req), wish, "insufficient_scope", scope) },
    };
  }

  function unauthorized(
    message: string,
    req: IncomingMessage,
    profile: string | undefined,
    error?: string,
  ): Admission {
    const challenge = resource.challenge(originOf(req), profile, error);
    return { kind: "refused", status: 401, message, headers: { "www-authenticate": challenge } };
  }

  return {
    get required() {
      return required();
    },
    metadata: (path, origin) => (required() ? resource.metadata(path, origin) : undefined),
    admit(req, profile) {
      if (!required()) return decide({ kind: "bearer", bearer: operator }, req, profile);
      const sent = sentToken(req);
      if (sent.kind === "none") return unauthorized("A bearer token is needed", req, profile);
      if (sent.kind === "refused") return unauthorized(sent.message, req, profile, "invalid_request");
      const checked = check(sent.token, profile);
      return checked instanceof Promise
        ? checked.then((found) => decide(found, req, profile))
        : decide(checked, req, profile);
    },
    close: () => stored.close(),
  };
}

function jwtOf(config: GatewayConfig["http"], resource: ProtectedResource, log: Log): JwtCheck | undefined {
  const { issuer, jwksUrl, publicUrl, profileClaim } = config;
  if (issuer === undefined && jwksUrl === undefined) return undefined;
  if (issuer === undefined || jwksUrl === undefined || publicUrl === undefined) {
    const missing = Object.entries({ issuer, jwksUrl, publicUrl }).filter(([, value]) => value === undefined);
    const names = missing.map(([name]) => `http.${name}`).join(" and ");
    throw new ConfigError(
      `Tokens of an issuer need http.issuer, http.jwksUrl and http.publicUrl (their audience), but ${names} is not set in the configuration.`,
    );
  }
  return jwtCheck({ issuer, jwksUrl, profileClaim, audiences: resource.audiences, log });
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** As the caller reached the gateway, for lack of a public URL. Anything odd is not repeated. */
function originOf({ headers }: IncomingMessage): string {
  const host = /^(?:\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(headers.host ?? "")?.[0];
  return `http://${host ?? "localhost"}`;
}

const tooMany = (seconds: number): Admission => ({
  kind: "refused",
  status: 429,
  message: `Too many requests: wait ${seconds} s`,
  headers: { "retry-after": String(seconds) },
});
