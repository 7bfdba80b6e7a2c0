import { createHash, randomUUID } from "node:crypto";
import { json, opensModern, scripted, textResult, type Received, type Scripted } from "./remote-server.ts";

/** How an authorization server and the server behind it behave; a test changes it as it goes. */
export interface Authority {
  /** The MCP server's. */
  url: string;
  issuer: string;
  server: Scripted;
  authorization: Scripted;
  /** Seconds that a token holds. */
  expiresIn: number;
  /** Which is named in the answer to the browser. */
  answeredIss: string | undefined;
  /** What its metadata says that tokens are for. */
  resource: string;
  deny: boolean;
  /** Scope that a call wants. */
  wantedScope: string | undefined;
  /** Everything that was ever a secret. */
  secrets: Set<string>;
  renewals: number;
  /** Ends all that was granted. */
  revoke(): void;
  /** Ends what was granted for calling, not for renewing. */
  expire(): void;
}

interface Code {
  client: string;
  redirect: string;
  challenge: string;
  resource: string | null;
  scope: string;
}

/** An OAuth authorization server as the standard wants it, and an MCP server that takes its tokens alone. */
export async function startAuthority(configured?: { id: string; secret: string }): Promise<Authority> {
  const codes = new Map<string, Code>();
  const access = new Map<string, string>();
  const renewing = new Map<string, { client: string; scope: string }>();
  const clients = new Map<string, string[]>();

  const secret = (): string => {
    const value = randomUUID();
    authority.secrets.add(value);
    return value;
  };

  const authorization = await scripted((received, response) => {
    const url = new URL(received.url, authority.issuer);
    switch (url.pathname) {
      case "/.well-known/oauth-authorization-server":
        json(response, metadata());
        break;
      case "/register": {
        const id = `client-${clients.size + 1}`;
        clients.set(id, received.message.redirect_uris as string[]);
        json(response, { ...received.message, client_id: id }, 201);
        break;
      }
      case "/authorize":
        response.writeHead(302, { location: authorized(url.searchParams) }).end();
        break;
      case "/token":
        token(received, (body, status) => json(response, body, status));
        break;
      default:
        response.writeHead(404).end();
    }
  });

  const metadata = () => ({
    issuer: authority.issuer,
    authorization_endpoint: `${authority.issuer}/authorize`,
    token_endpoint: `${authority.issuer}/token`,
    ...(configured ? {} : { registration_endpoint: `${authority.issuer}/register` }),
    response_types_supported: ["code"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: [configured ? "client_secret_basic" : "none"],
    authorization_response_iss_parameter_supported: true,
  });

  function authorized(asked: URLSearchParams): string {
    const of = (name: string): string => asked.get(name) ?? "";
    const known = configured
      ? configured.id === of("client_id")
      : clients.get(of("client_id"))?.includes(of("redirect_uri"));
    if (known !== true || of("code_challenge_method") !== "S256")
      throw new Error("The request is not as it must be");
    const back = new URL(of("redirect_uri"));
    back.searchParams.set("state", of("state"));
    if (authority.answeredIss !== undefined) back.searchParams.set("iss", authority.answeredIss);
    if (authority.deny) {
      back.searchParams.set("error", "access_denied");
      return back.href;
    }
    const code = secret();
    codes.set(code, {
      client: of("client_id"),
      redirect: of("redirect_uri"),
      challenge: of("code_challenge"),
      resource: asked.get("resource"),
      scope: of("scope"),
    });
    back.searchParams.set("code", code);
    return back.href;
  }

  function token({ body, headers }: Received, answer: (body: object, status: number) => void): void {
    const asked = new URLSearchParams(body);
    const refuse = (error: string): void =>
      answer({ error, error_description: "raw-secret-description" }, 400);
    if (configured) {
      const basic = `Basic ${Buffer.from(`${configured.id}:${configured.secret}`).toString("base64")}`;
      if (headers.authorization !== basic) return refuse("invalid_client");
    }
    const give = (client: string, scope: string): void => {
      const given = { access_token: secret(), refresh_token: secret() };
      access.set(given.access_token, scope);
      renewing.set(given.refresh_token, { client, scope });
      answer({ ...given, token_type: "Bearer", expires_in: authority.expiresIn, scope }, 200);
    };
    if (asked.get("grant_type") === "refresh_token") {
      authority.renewals++;
      const known = renewing.get(asked.get("refresh_token") ?? "");
      // Used twice, it is taken for stolen, and everything ends.
      if (!known) {
        authority.revoke();
        return refuse("invalid_grant");
      }
      renewing.delete(asked.get("refresh_token") ?? "");
      return give(known.client, known.scope);
    }
    const code = codes.get(asked.get("code") ?? "");
    codes.delete(asked.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(asked.get("code_verifier") ?? "")
      .digest("base64url");
    const fits =
      code?.challenge === challenge &&
      code.redirect === asked.get("redirect_uri") &&
      code.resource === authority.resource &&
      asked.get("resource") === authority.resource;
    if (!fits) return refuse("invalid_grant");
    give(code.client, code.scope);
  }

  const server = await scripted((received, response) => {
    const scope = access.get(received.headers.authorization?.replace("Bearer ", "") ?? "");
    const challenge = `Bearer resource_metadata="${server.origin}/.well-known/oauth-protected-resource/mcp"`;
    const { wantedScope } = authority;
    const lacks = wantedScope !== undefined && scope?.split(" ").includes(wantedScope) !== true;
    if (received.url.startsWith("/.well-known/oauth-protected-resource")) {
      json(response, { resource: authority.resource, authorization_servers: [authority.issuer] });
    } else if (scope === undefined) {
      response.writeHead(401, { "www-authenticate": challenge }).end();
    } else if (received.message.method === "tools/call" && lacks) {
      const more = `${challenge}, error="insufficient_scope", scope="${wantedScope}"`;
      response.writeHead(403, { "www-authenticate": more }).end();
    } else if (!opensModern(received, response)) json(response, textResult(received.message.id, "granted"));
  });

  const authority: Authority = {
    url: server.url,
    issuer: authorization.origin,
    server,
    authorization,
    expiresIn: 3600,
    answeredIss: authorization.origin,
    resource: server.url,
    deny: false,
    wantedScope: undefined,
    secrets: new Set(configured ? [configured.secret] : []),
    renewals: 0,
    revoke() {
      access.clear();
      renewing.clear();
    },
    expire: () => access.clear(),
  };
  return authority;
}
