import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWK,
} from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jwtCheck } from "../src/access/jwt.ts";
import { protectedResource } from "../src/access/protected-resource.ts";
import { bearer, guarded, type Guarded } from "./guarded-front.ts";

interface Key {
  kid: string;
  alg: string;
  secret: CryptoKey;
  jwk: JWK;
  public: CryptoKey;
}

async function newKey(kid: string, alg = "RS256"): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return {
    kid,
    alg,
    secret: privateKey,
    public: publicKey,
    jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" },
  };
}

/** An issuer's endpoint of keys; without `keys` it fails. */
interface Issuer {
  url: string;
  keys: JWK[] | undefined;
  asked: number;
  server: Server;
}

async function issuerWith(keys: JWK[]): Promise<Issuer> {
  const issuer: Issuer = { url: "", keys, asked: 0, server: createServer() };
  issuer.server.on("request", (_, res) => {
    issuer.asked++;
    if (issuer.keys)
      res.setHeader("content-type", "application/json").end(JSON.stringify({ keys: issuer.keys }));
    else res.writeHead(500).end("down");
  });
  await new Promise<void>((resolve) => issuer.server.listen(0, "127.0.0.1", resolve));
  issuer.url = `http://127.0.0.1:${(issuer.server.address() as AddressInfo).port}`;
  servers.push(issuer.server);
  return issuer;
}

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

const publicUrl = "https://gw.example.com/mcp";
let key: Key;
let issuer: Issuer;
let front: Guarded;

beforeAll(async () => {
  key = await newKey("one");
  issuer = await issuerWith([key.jwk]);
  front = await guarded({ http: { issuer: issuer.url, jwksUrl: `${issuer.url}/keys`, publicUrl } });
});

interface Said {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  signedBy?: Key;
  audience?: string | string[];
  expires?: number | string;
  from?: string;
  subject?: string;
}

function signed({ claims = {}, header = {}, signedBy = key, ...given }: Said = {}): Promise<string> {
  const { audience = publicUrl, expires = "5m", from = issuer.url, subject = "anna@example.com" } = given;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: signedBy.alg, kid: signedBy.kid, typ: "at+jwt", ...header })
    .setIssuer(from)
    .setAudience(audience)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(signedBy.secret);
}

const status = async (token: string, path = "/mcp"): Promise<number> =>
  (await front.post(bearer(token), path)).status;
const seconds = (from: number): number => Math.floor(Date.now() / 1000) + from;

test("a token of the issuer for this endpoint is admitted, in each asymmetric algorithm", async () => {
  expect(await status(await signed())).toBe(200);
  expect(await status(await signed({ audience: ["https://other.example.com", `${publicUrl}/`] }))).toBe(200);
  for (const alg of ["ES256", "EdDSA", "PS256"]) {
    const other = await newKey(alg, alg);
    const own = await issuerWith([key.jwk, other.jwk]);
    const { post } = await guarded({ http: { issuer: own.url, jwksUrl: own.url, publicUrl } });
    expect((await post(bearer(await signed({ signedBy: other, from: own.url })))).status, alg).toBe(200);
  }
});

test("a token that is expired, not yet valid, of another issuer, for another audience, or of nobody is refused", async () => {
  const wrong: Said[] = [
    { expires: seconds(-60) },
    { claims: { nbf: seconds(120) } },
    { from: "https://evil.example.com" },
    { from: `${issuer.url}/` },
    { audience: "https://gw.example.com" },
    { audience: "https://gw.example.com/mcp2" },
    { audience: "https://gw.example.com/mcp/infrastructure" },
    { audience: "http://gw.example.com/mcp" },
    { audience: [] },
    { subject: "" },
    { subject: "x".repeat(300) },
  ];
  for (const said of wrong) {
    const token = await signed(said);
    const answer = await front.post(bearer(token));
    expect(answer.status, JSON.stringify(said)).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain('error="invalid_token"');
    const all = `${await answer.text()}${JSON.stringify([...answer.headers])}${front.logged.join("")}`;
    for (const part of token.split(".")) expect(all).not.toContain(part);
    expect(all).not.toContain("anna@");
  }
  // Clocks differ by seconds.
  expect(await status(await signed({ expires: seconds(-10) }))).toBe(200);
});

const claims = () => ({ sub: "anna", aud: publicUrl, iss: issuer.url, exp: seconds(300) });
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

test("no trick with the header makes a foreign signature count", async () => {
  const foreign = await newKey("one");
  const pem = new TextEncoder().encode(await exportSPKI(key.public));
  const hmac = (alg: string, kid = "one") => new SignJWT(claims()).setProtectedHeader({ alg, kid }).sign(pem);
  const [header = "", payload = "", signature = ""] = (await signed()).split(".");
  const own = await issuerWith([foreign.jwk]);
  const before = own.asked;
  const tokens = [
    new UnsecuredJWT(claims()).encode(),
    `${part({ alg: "none" })}.${payload}.${signature}`,
    `${part({ alg: "nOnE", kid: "one" })}.${payload}.`,
    `${part({ alg: "HS256", kid: "one" })}.${payload}.${signature}`,
    await hmac("HS256"),
    await hmac("HS512"),
    await signed({ signedBy: foreign }),
    await signed({ signedBy: foreign, header: { jwk: foreign.jwk } }),
    await signed({ signedBy: foreign, header: { jku: own.url } }),
    await signed({ signedBy: foreign, header: { x5u: own.url, kid: `../../${own.url}` } }),
    await signed({ signedBy: foreign, header: { kid: "two" } }),
    `${header}.${part({ ...claims(), sub: "root" })}.${signature}`,
    `${header}.${payload}.`,
    `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
    "a.b.c",
    "..",
    `${part({})}.${part({})}.`,
  ];
  for (const token of tokens) expect(await status(token), token.slice(0, 60)).toBe(401);
  expect(own.asked).toBe(before);
});

test("claims and scopes decide the profile; without either it is the default one alone", async () => {
  const cases: readonly [Record<string, unknown>, string, number][] = [
    [{}, "/mcp", 200],
    [{}, "/mcp/default", 200],
    [{}, "/mcp/infrastructure", 403],
    [{ profile: "infrastructure" }, "/mcp", 200],
    [{ profile: "infrastructure" }, "/mcp/infrastructure", 200],
    [{ profile: "infrastructure" }, "/mcp/default", 403],
    [{ profile: ["sales-analyst", "project-manager"] }, "/mcp/project-manager", 200],
    [{ scope: "openid profile:infrastructure" }, "/mcp/infrastructure", 200],
    [{ scp: ["profile:infrastructure"] }, "/mcp/infrastructure", 200],
    [{ scope: "openid profile" }, "/mcp/infrastructure", 403],
    [{ profile: "*" }, "/mcp/infrastructure", 200],
    [{ profile: 7, scope: { a: 1 } }, "/mcp/infrastructure", 403],
  ];
  for (const [claims, path, expected] of cases) {
    const token = await signed({ claims, audience: [publicUrl] });
    expect(await status(token, path), `${JSON.stringify(claims)} ${path}`).toBe(expected);
  }
  const refused = await front.post(bearer(await signed()), "/mcp/infrastructure");
  expect(refused.headers.get("www-authenticate")).toContain(
    'error="insufficient_scope", scope="profile:infrastructure"',
  );
  // A token for one endpoint alone is one for that endpoint.
  const narrow = await signed({ audience: `${publicUrl}/infrastructure`, claims: { profile: "*" } });
  expect(await status(narrow, "/mcp/infrastructure")).toBe(200);
  expect(await status(narrow, "/mcp/default")).toBe(401);
});

test("anybody finds where tokens come from", async () => {
  const { origin } = front;
  const known = { authorization_servers: [issuer.url], bearer_methods_supported: ["header"] };
  for (const [path, resource] of [
    ["", publicUrl],
    ["/mcp", publicUrl],
    ["/mcp/infrastructure", `${publicUrl}/infrastructure`],
  ]) {
    const answer = await fetch(`${origin}/.well-known/oauth-protected-resource${path}`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ resource, ...known });
  }
  for (const path of ["x", "/", "/mcp/", "/mcp/a/b", "/other", "/mcp/%0d%0a"]) {
    expect((await fetch(`${origin}/.well-known/oauth-protected-resource${path}`)).status, path).toBe(401);
  }
  const challenge = (await front.post()).headers.get("www-authenticate");
  expect(challenge).toContain(
    'resource_metadata="https://gw.example.com/.well-known/oauth-protected-resource/mcp"',
  );
});

test("the issuer's new keys are found, its keys live on while it is down, and it is not asked again and again", async () => {
  const first = await newKey("first");
  const second = await newKey("second");
  const own = await issuerWith([first.jwk]);
  const logged: string[] = [];
  const { check } = jwtCheck({
    issuer: own.url,
    jwksUrl: own.url,
    profileClaim: "profile",
    audiences: protectedResource({ publicUrl }).audiences,
    log: (level, event) => void (level === "debug" || logged.push(event)),
    cooldownMs: 150,
  });
  const kind = async (signedBy: Key) =>
    (await check(await signed({ signedBy, from: own.url }), undefined)).kind;
  // Down at the start: nobody can tell, which is no refusal.
  own.keys = undefined;
  expect(await kind(first)).toBe("unavailable");
  const once = own.asked;
  for (let i = 0; i < 5; i++) expect(await kind(first)).toBe("unavailable");
  expect(own.asked).toBe(once);
  expect((await check("a.b.c", undefined)).kind).toBe("refused");
  own.keys = [first.jwk];
  await expect.poll(() => kind(first), { interval: 20 }).toBe("bearer");
  // Rotation.
  own.keys = [first.jwk, second.jwk];
  await expect.poll(() => kind(second), { interval: 20 }).toBe("bearer");
  // Down again.
  own.keys = undefined;
  expect(await kind(first)).toBe("bearer");
  const third = await newKey("third");
  expect(logged).toEqual(["jwks_unreachable"]);
  await expect.poll(async () => [await kind(third), logged.length], { interval: 20 }).toEqual(["refused", 2]);
  const asked = own.asked;
  for (let i = 0; i < 20; i++) expect(await kind(third)).toBe("refused");
  expect(own.asked).toBeLessThanOrEqual(asked + 1);
  expect(await kind(second)).toBe("bearer");
});

test("keys that the issuer withdrew are forgotten when they are asked for anew, beside the calls", async () => {
  const old = await newKey("old");
  const own = await issuerWith([old.jwk]);
  const { check } = jwtCheck({
    issuer: own.url,
    jwksUrl: own.url,
    profileClaim: "profile",
    audiences: () => [publicUrl],
    log: () => undefined,
    cooldownMs: 10,
    refreshMs: 100,
  });
  const kind = async () => (await check(await signed({ signedBy: old, from: own.url }), undefined)).kind;
  expect(await kind()).toBe("bearer");
  own.keys = [(await newKey("new")).jwk];
  await expect.poll(kind, { interval: 30 }).toBe("refused");
});
