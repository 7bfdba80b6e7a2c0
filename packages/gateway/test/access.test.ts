import { ConfigError } from "@sophia-mcp/core/errors";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bearer, guarded, raw, statusOf } from "./guarded-front.ts";
import { folder } from "./fixtures/processes.ts";

const token = "correct-horse-battery-staple-0123456789";
const wrong = "wrong-horse-battery-staple-9876543210";

test("with nothing set up everybody on this machine may come in, and no other bind is possible", async () => {
  const { post, origin } = await guarded();
  expect((await post()).status).toBe(200);
  expect((await fetch(`${origin}/.well-known/oauth-protected-resource/mcp`)).status).toBe(404);
  const refused = guarded({ host: "0.0.0.0" });
  await expect(refused).rejects.toThrow(ConfigError);
  await expect(refused).rejects.toThrow(/MCP_AUTH_TOKEN.*tokens add.*issuer/);
});

test("the operator's token admits, also from a file and beyond loopback; an empty one never opens", async () => {
  const file = join(folder(), "token");
  writeFileSync(file, `${token}\n`);
  const { post, port } = await guarded({ env: { MCP_AUTH_TOKEN_FILE: file }, host: "0.0.0.0" });
  expect((await post(bearer(token))).status).toBe(200);
  expect((await post(bearer(wrong))).status).toBe(401);
  expect((await post({ authorization: `bearer ${token}` })).status).toBe(200);
  const request = `POST /mcp HTTP/1.1\r\nHost: gw.example.com\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n`;
  expect(statusOf(await raw(port, request))).toBe(401);
  writeFileSync(file, "");
  await expect(guarded({ env: { MCP_AUTH_TOKEN_FILE: file } })).rejects.toThrow(/empty/);
  await expect(guarded({ env: { MCP_AUTH_TOKEN: "${MCP_TOKEN}" } })).rejects.toThrow(/unexpanded/);
});

test("without a token the answer says where to get one, and repeats nothing", async () => {
  const { post, port } = await guarded({ env: { MCP_AUTH_TOKEN: token } });
  const missing = await post();
  expect(missing.status).toBe(401);
  const metadata = `resource_metadata="http://127.0.0.1:${port}/.well-known/oauth-protected-resource/mcp"`;
  expect(missing.headers.get("www-authenticate")).toBe(`Bearer realm="mcp", ${metadata}`);
  const odd = await post(bearer(wrong), "/mcp/infrastructure");
  expect(odd.status).toBe(401);
  expect(odd.headers.get("www-authenticate")).toContain('error="invalid_token"');
  expect(odd.headers.get("www-authenticate")).toContain("/oauth-protected-resource/mcp/infrastructure");
  const all = `${await odd.text()}${JSON.stringify([...odd.headers])}`;
  for (const part of [wrong, "stack", process.cwd(), "node:"]) expect(all).not.toContain(part);
});

const smuggled: readonly [string, string, Record<string, string>][] = [
  ["in the query", `/mcp?access_token=${token}`, {}],
  ["in the query, encoded", `/mcp?access%5Ftoken=${token}`, {}],
  ["in the query beside a right header", `/mcp?token=${token}`, bearer(token)],
  ["in a cookie", "/mcp", { cookie: `token=${token}; access_token=${token}` }],
  ["under another header", "/mcp", { "x-authorization": `Bearer ${token}`, "x-api-key": token }],
  ["as another scheme", "/mcp", { authorization: `Basic ${Buffer.from(`:${token}`).toString("base64")}` }],
  ["without a scheme", "/mcp", { authorization: token }],
  ["twice in one header", "/mcp", { authorization: `Bearer ${token}, Bearer ${token}` }],
  ["after another word", "/mcp", { authorization: `Bearer x ${token}` }],
  ["after a tab", "/mcp", { authorization: `Bearer\t${token}` }],
  ["with something behind it", "/mcp", { authorization: `Bearer ${token}x` }],
  ["cut short", "/mcp", { authorization: `Bearer ${token.slice(0, -1)}` }],
];

test.each(smuggled)("a token %s is not accepted", async (_, path, headers) => {
  const { post } = await guarded({ env: { MCP_AUTH_TOKEN: token } });
  const answer = await post(headers, path);
  expect(answer.status).toBe(401);
  expect(await answer.text()).not.toContain(token);
});

test("of two Authorization headers none counts, whichever is right", async () => {
  const { port } = await guarded({ env: { MCP_AUTH_TOKEN: token } });
  const pairs = [
    [token, wrong],
    [wrong, token],
    [token, token],
  ];
  for (const [first, second] of pairs) {
    const headers = `Authorization: Bearer ${first}\r\nauthorization: Bearer ${second}\r\n`;
    const request = `GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n`;
    expect(statusOf(await raw(port, request))).toBe(401);
  }
  const one = `GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  expect(statusOf(await raw(port, one))).toBe(200);
});

test("a stranger is answered before his body is read, and cut off", async () => {
  const { port } = await guarded({ env: { MCP_AUTH_TOKEN: token } });
  const head = "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
  for (const more of [
    "Content-Length: 4000000\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
  ]) {
    const answer = await raw(port, head + more, 5000);
    expect(statusOf(answer)).toBe(401);
    expect(answer).toMatch(/connection: close/i);
  }
});

const paths = [
  "/ /mcp/ //mcp /mcp// /mcp/. /mcp/.. /mcp/../mcp /health/../mcp /./mcp /MCP /mcp%00 /mcp/% /mcp/%zz",
  "/mcp/%2e%2e/ready /mcp%2f /%6dcp /mcp;a=b /mcp#x /mcp\\ready /health%2f..%2fmcp /health?/mcp /ready /ready/",
  "/metrics /status.json /v0/servers * http://127.0.0.1/mcp http://evil.example/ready /mcp/__proto__",
  "/mcp/constructor /mcp/%E2%80%AE /.well-known/../mcp /.well-known/oauth-protected-resource/../mcp",
].flatMap((line) => line.split(" "));

test("no path leads past the token, and none is answered with 5xx", async () => {
  const { port } = await guarded({ env: { MCP_AUTH_TOKEN: token } });
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
  const rest = `Host: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
  for (const path of paths) {
    for (const method of ["POST", "GET"]) {
      const answer = await raw(port, `${method} ${path} HTTP/1.1\r\n${rest}\r\n${body}`);
      const open = path.startsWith("/health?");
      expect(statusOf(answer), `${method} ${path}`).toSatisfy((status: number) =>
        open ? status === 200 : status >= 400 && status < 500,
      );
      expect(answer).not.toMatch(/jsonrpc.*result|upstreams/);
      const known = await raw(
        port,
        `${method} ${path} HTTP/1.1\r\n${rest}Authorization: Bearer ${token}\r\n\r\n${body}`,
      );
      expect(statusOf(known), `${method} ${path} with a token`).toBeLessThan(500);
    }
  }
});

test("a caller over his limit waits; others go on", async () => {
  const { post, stateFolder } = await guarded({
    env: { MCP_AUTH_TOKEN: token },
    http: { requestsPerMinute: 5 },
  });
  const { openTokenStore } = await import("../src/access/token-store.ts");
  const store = openTokenStore(join(stateFolder, "tokens.db"), true);
  const anna = store.add({ name: "anna", profile: "default", expiresAt: null }, Date.now()).token;
  store.close();
  await expect.poll(async () => (await post(bearer(anna))).status).toBe(200);
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++) statuses.push((await post(bearer(token))).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  const over = await post(bearer(token));
  expect(Number(over.headers.get("retry-after"))).toSatisfy((wait: number) => wait >= 1 && wait <= 60);
  expect((await post(bearer(anna))).status).toBe(200);
  // A stranger costs nobody anything.
  for (let i = 0; i < 10; i++) expect((await post(bearer(wrong))).status).toBe(401);
  expect((await post(bearer(anna))).status).toBe(200);
});

test("an issuer needs its keys and an audience, over a line that nobody listens on", async () => {
  const issuer = "https://login.example.com";
  const publicUrl = "https://gw.example.com/mcp";
  await expect(guarded({ http: { issuer } })).rejects.toThrow(/http\.jwksUrl and http\.publicUrl/);
  await expect(
    guarded({ http: { issuer, publicUrl, jwksUrl: "http://login.example.com/keys" } }),
  ).rejects.toThrow(/https/);
});
