import {
  auth,
  computeScopeUnion,
  extractWWWAuthenticateParams,
  OAuthError,
  refreshAuthorization,
  type OAuthClientMetadata,
  type OAuthClientProvider,
  type StoredOAuthTokens,
} from "@modelcontextprotocol/client";
import type { UrlServer } from "../../config/types.ts";
import type { Grant } from "./grants.ts";
import { createGuardedFetch, FetchRefusedError } from "./guarded-fetch.ts";

/** Why no token was granted: one line for people, without anything that was sent or received. */
export class AuthorizationError extends Error {
  override name = "AuthorizationError";
}

interface Renewed {
  grant: Grant;
  changed: boolean;
  /** Why there is no new token. */
  problem?: string | undefined;
}

/** Trades the refresh token for new ones. What the authorization server no longer accepts is forgotten. */
export async function renewGrant(config: UrlServer, grant: Grant): Promise<Renewed> {
  const { tokens, client, discovery, resource } = grant;
  if (!tokens?.refresh_token || !client || !discovery)
    return { grant, changed: false, problem: "it cannot be renewed" };
  try {
    const renewed = await refreshAuthorization(discovery.authorizationServerUrl, {
      metadata: discovery.authorizationServerMetadata,
      clientInformation: client,
      refreshToken: tokens.refresh_token,
      ...(resource === undefined ? {} : { resource: new URL(resource) }),
      fetchFn: createGuardedFetch(new URL(config.url)),
    });
    const scope = renewed.scope ?? tokens.scope;
    return {
      grant: withTokens(grant, { ...renewed, ...(scope ? { scope } : {}), issuer: tokens.issuer }),
      changed: true,
    };
  } catch (error) {
    const refusedFor = error instanceof OAuthError ? error.code : undefined;
    if (
      refusedFor === undefined ||
      !["invalid_grant", "invalid_client", "unauthorized_client"].includes(refusedFor)
    )
      return { grant, changed: false, problem: `it could not be renewed: ${reasonOf(error)}` };
    const { tokens: _, expiresAt: _at, ...kept } = grant;
    const forgotten = refusedFor === "invalid_grant" ? kept : { ...kept, client: undefined };
    return { grant: forgotten, changed: true, problem: "it has expired or was revoked" };
  }
}

export interface Authorizing {
  grant: Grant;
  redirectUrl: string;
  state: string;
  /** Shows the address to a person; resolves with what came back under this state. */
  ask(address: URL): Promise<URLSearchParams>;
}

/**
 * Has a person authorize this gateway at the server's authorization server: with PKCE, for this resource alone, and
 * with the issuer checked against the one that was asked.
 * @throws AuthorizationError
 */
export async function authorize(
  config: UrlServer,
  { grant, redirectUrl, state, ask }: Authorizing,
): Promise<Grant> {
  const server = new URL(config.url);
  const fetchFn = createGuardedFetch(server);
  let current: Grant = { ...grant, discovery: undefined, resource: undefined };
  let verifier = "";
  let address: URL | undefined;
  const configured = config.oauth?.clientId === undefined ? undefined : configuredClient(config, grant);
  const provider: OAuthClientProvider = {
    redirectUrl,
    clientMetadata: clientMetadata(redirectUrl, config),
    state: () => state,
    clientInformation: () => configured ?? current.client,
    // A client that the entry names is nobody's to replace.
    ...(configured ? {} : { saveClientInformation: (client) => void (current = { ...current, client }) }),
    tokens: () => current.tokens,
    saveTokens: (tokens) => void (current = withTokens(current, tokens)),
    redirectToAuthorization: (url) => void (address = url),
    saveCodeVerifier: (given) => void (verifier = given),
    codeVerifier: () => verifier,
    saveResourceUrl: (resource) => void (current = { ...current, resource }),
    saveDiscoveryState: (discovery) => void (current = { ...current, discovery }),
    discoveryState: () => current.discovery,
    invalidateCredentials(scope) {
      if (scope === "client" || scope === "all") current = { ...current, client: undefined };
    },
  };
  let unasked = "";
  try {
    const response = await askOpenly(config, fetchFn);
    if (![401, 403].includes(response.status))
      unasked = `it does not ask for any authorization (HTTP ${response.status}), and `;
    const challenge = extractWWWAuthenticateParams(response);
    const scope = computeScopeUnion(
      config.oauth?.scopes?.join(" "),
      grant.tokens?.scope,
      grant.wanted,
      challenge.scope,
    );
    const common = { serverUrl: server, fetchFn, ...(scope === undefined ? {} : { scope }) };
    const { resourceMetadataUrl } = challenge;
    await auth(provider, {
      ...common,
      ...(resourceMetadataUrl ? { resourceMetadataUrl } : {}),
      forceReauthorization: true,
    });
    if (!address) throw new AuthorizationError("its authorization server names no address to go to");
    const answer = await ask(address);
    const iss = answer.get("iss") ?? undefined;
    const code = answer.get("code");
    const issuer = current.discovery?.authorizationServerMetadata?.issuer;
    // Before anything that it says is believed, it must come from where the person was sent.
    if (iss !== undefined && issuer !== undefined && iss !== issuer)
      throw new AuthorizationError("the answer came from another authorization server than was asked");
    if (code === null) throw new AuthorizationError(refusalOf(answer.get("error")));
    await auth(provider, { ...common, authorizationCode: code, ...(iss === undefined ? {} : { iss }) });
    return { ...current, ...(configured ? { client: stamped(configured, current) } : {}), wanted: undefined };
  } catch (error) {
    if (error instanceof AuthorizationError) throw error;
    throw new AuthorizationError(`${unasked}${reasonOf(error)}`, { cause: error });
  }
}

/** Asked without a token, a server says where its metadata is, and which scopes it wants. */
function askOpenly({ url, transport }: UrlServer, fetchFn: typeof fetch): Promise<Response> {
  const accept = "application/json, text/event-stream";
  if (transport === "sse") return fetchFn(url, { headers: { accept } });
  return fetchFn(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
  });
}

function clientMetadata(redirectUrl: string, { oauth }: UrlServer): OAuthClientMetadata {
  const scope = oauth?.scopes?.join(" ");
  return {
    client_name: "Sophia MCP gateway",
    redirect_uris: [redirectUrl],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
    ...(scope ? { scope } : {}),
  };
}

/** Bound to the issuer that it was first used with, so that its secret goes to no other. */
function configuredClient({ oauth }: UrlServer, { client }: Grant) {
  const { clientId: client_id = "", clientSecret: client_secret } = oauth ?? {};
  return {
    client_id,
    ...(client_secret === undefined ? {} : { client_secret }),
    ...(client?.client_id === client_id && client.issuer !== undefined ? { issuer: client.issuer } : {}),
  };
}

const stamped = <T extends object>(client: T, { tokens }: Grant): T =>
  tokens?.issuer === undefined ? client : { ...client, issuer: tokens.issuer };

function withTokens(grant: Grant, tokens: StoredOAuthTokens): Grant {
  const { expires_in: seconds } = tokens;
  return { ...grant, tokens, expiresAt: seconds === undefined ? undefined : Date.now() + seconds * 1000 };
}

/** Texts of authorization servers may hold anything: only codes that the standard knows are repeated. */
function refusalOf(error: string | null): string {
  if (error === "access_denied") return "it was not granted";
  return error !== null && /^[a-z_]{1,40}$/.test(error)
    ? `the authorization server refused with ${error}`
    : "the authorization server gave no code";
}

function reasonOf(error: unknown): string {
  if (error instanceof OAuthError) return refusalOf(error.code);
  if (error instanceof FetchRefusedError) return error.message;
  if (!(error instanceof Error)) return "an unknown reason";
  const named: Readonly<Record<string, string>> = {
    IssuerMismatchError: "the authorization server is not the one that its metadata names",
    AuthorizationServerMismatchError:
      "the server names another authorization server than the one that it was first authorized with",
    RegistrationRejectedError:
      'its authorization server registers no clients; give "clientId" in "oauth" of its entry',
    InsecureTokenEndpointError: "its authorization server takes tokens without encryption",
    TimeoutError: "there was no answer in time",
    TypeError: "its authorization server cannot be reached",
    ZodError: "its authorization server answers something else than the standard says",
  };
  return named[error.name] ?? "its authorization server cannot be used";
}
