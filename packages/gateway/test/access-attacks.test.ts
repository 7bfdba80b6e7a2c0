import { readdirSync } from "node:fs";
import { request as httpRequest, Agent } from "node:http";
import { createConnection, type Socket } from "node:net";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { bearer, guarded, raw, statusOf } from "./guarded-front.ts";

const token = "correct-horse-battery-staple-0123456789";
const agent = new Agent({ keepAlive: true, maxSockets: 4 });
const sockets: Socket[] = [];
afterAll(() => {
  agent.destroy();
  for (const socket of sockets) socket.destroy();
});

interface Given {
  method: string;
  path: string;
  headers: Record<string, string | string[]>;
  body: string;
}

/** The status, or 0 when the connection was closed without one. */
function send(
  port: number,
  { method, path, headers, body }: Given,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    const req = httpRequest({ host: "127.0.0.1", port, agent, method, path, headers }, (res) => {
      let text = "";
      res.on("data", (chunk: Buffer) => (text += chunk.toString()));
      // An event stream does not end by itself.
      if (res.headers["content-type"]?.includes("event-stream")) req.destroy();
      res.on("close", () => resolve({ status: res.statusCode ?? 0, text }));
    });
    req.on("error", () => resolve({ status: 0, text: "" }));
    req.end(method === "GET" || method === "HEAD" ? undefined : body);
  });
}

const signs = (text: string): string[] => text.split("");
const word = fc.string({ unit: fc.constantFrom(...signs("/.%;?&=:@~-_azAZ09")), maxLength: 12 });
const path = fc.oneof(
  fc.constantFrom("/mcp", "/mcp/default", "/mcp/%", "/", "/ready", "/health", "/metrics", "/v0/servers"),
  fc.constantFrom("/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"),
  word.map((text) => `/${text}`),
  word.map((text) => `/mcp/${text}`),
  word.map((text) => `/mcp?${text}`),
);
const value = fc.oneof(
  fc.string({ unit: fc.constantFrom(...signs(' !"#%(),;=[]{}abcXYZ019')), maxLength: 24 }),
  fc.constantFrom(`Bearer ${token}`, "Bearer x", "application/json", "text/html", "2026-07-28", "2025-11-25"),
);
const names =
  "authorization cookie origin accept content-type content-encoding mcp-session-id host mcp-protocol-version mcp-method mcp-name last-event-id x-forwarded-for expect te range";
const name = fc.constantFrom(...names.split(" "));
const method = fc.oneof(
  { weight: 6, arbitrary: fc.constant("POST") },
  {
    weight: 3,
    arbitrary: fc.constantFrom("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND"),
  },
);
const rpc = fc.record(
  {
    jsonrpc: fc.constantFrom("2.0", "1.0", 2),
    id: fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.constant({})),
    method: fc.constantFrom(
      "ping",
      "tools/list",
      "tools/call",
      "initialize",
      "__proto__",
      "resources/read",
      7,
    ),
    params: fc.oneof(fc.jsonValue(), fc.constant({ name: "x", arguments: {} }), fc.constant({ cursor: 1 })),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  rpc.map((message) => JSON.stringify(message)),
  fc.json(),
  fc.string(),
);
const usual = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const headers = fc
  .tuple(
    fc.constantFrom({}, usual),
    fc.constantFrom({}, bearer(token)),
    fc.dictionary(name, value, { maxKeys: 4 }),
  )
  .map((parts): Record<string, string> => Object.assign({}, ...parts));
const requests = fc.record({ method, path, body, headers });

test(
  "of 2000 random requests none is answered with 5xx, a path of this machine or a stack",
  { timeout: 60_000 },
  async () => {
    const { port, post } = await guarded({ env: { MCP_AUTH_TOKEN: token } });
    const seen = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(requests, async (given) => {
        const { status, text } = await send(port, given);
        seen.set(status, (seen.get(status) ?? 0) + 1);
        expect(status).toBeLessThan(500);
        expect(text).not.toMatch(/node_modules|\.ts:\d|\n {4}at /);
        expect(text).not.toContain(process.cwd());
        expect(text).not.toContain(token);
      }),
      { numRuns: 2000 },
    );
    // Otherwise it would have said little.
    expect([...seen.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404, 405, 415]));
    expect((await post(bearer(token))).status).toBe(200);
  },
);

test("requests in which two parts disagree where one ends are refused, and nothing behind them is read", async () => {
  const { port } = await guarded({ env: { MCP_AUTH_TOKEN: token } });
  const inner = `GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  const head = "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
  const smuggled = [
    `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
    `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345${inner}`,
    `${head}Content-Length: +5\r\n\r\n12345${inner}`,
    `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${inner}`,
    `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${inner}`,
    `${head}Content-Length : 5\r\n\r\n12345${inner}`,
    `${head}X: a\nAuthorization: Bearer ${token}\r\nContent-Length: 0\r\n\r\n${inner}`,
    `${head}Authorization: Bearer\r\n ${token}\r\nContent-Length: 0\r\n\r\n${inner}`,
    `${head}Content-Length: 0\r\n\rX: y\r\n\r\n${inner}`,
  ];
  for (const bytes of smuggled) {
    const answer = await raw(port, bytes);
    expect(statusOf(answer), bytes.slice(80, 160)).toBe(400);
    expect(answer).toMatch(/connection: close/i);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(answer).not.toContain("upstreams");
  }
});

test("a stranger's request does not take the next one on its connection with it", async () => {
  const { port } = await guarded({ env: { MCP_AUTH_TOKEN: token } });
  const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
  const rest = `Host: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
  const known = `POST /mcp HTTP/1.1\r\n${rest}Authorization: Bearer ${token}\r\n\r\n${body}`;
  const stranger = `POST /mcp HTTP/1.1\r\n${rest}\r\n${body}`;
  // Nobody is remembered by his connection.
  const both = await raw(port, known + stranger);
  expect(both.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 401"]);
});

test("hosts and origins of others are refused, whoever they say they are, and no answer is for a page of another origin", async () => {
  const { port } = await guarded();
  const cases: readonly [string, string, number][] = [
    ["127.0.0.1", "", 200],
    [`localhost:${port}`, `Origin: http://localhost:${port}\r\n`, 200],
    ["evil.example.com", "", 403],
    ["127.0.0.1.evil.example.com", "", 403],
    ["user@127.0.0.1", "", 403],
    ["127.0.0.1", "Origin: http://evil.example.com\r\n", 403],
    ["127.0.0.1", "Origin: null\r\n", 403],
    ["127.0.0.1", "Origin: http://127.0.0.1:1\r\n", 403],
    ["127.0.0.1", "Origin: http://127.0.0.1\r\nOrigin: http://evil.example.com\r\n", 403],
  ];
  for (const target of ["/ready", "/.well-known/oauth-protected-resource/mcp"]) {
    for (const [host, headers, expected] of cases) {
      const answer = await raw(port, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n`, 100);
      // Where nobody is asked for a token there is nothing to be found about tokens.
      const open = target === "/ready" ? 200 : 404;
      expect(statusOf(answer), `${host} ${headers}`).toBe(expected === 200 ? open : expected);
      expect(answer).not.toMatch(/access-control-/i);
    }
  }
});

const descriptors = (): number => readdirSync("/proc/self/fd").length;

test("slow and half-open connections hold up nobody, and leave nothing behind", async () => {
  const { port, post } = await guarded({ env: { MCP_AUTH_TOKEN: token } });
  await post(bearer(token));
  const atStart = process.platform === "linux" ? descriptors() : undefined;
  const begun = "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  const body = `Content-Type: application/json\r\nAuthorization: Bearer ${token}\r\nContent-Length: 1000\r\n\r\n{`;
  for (let i = 0; i < 200; i++) {
    const socket = createConnection(port, "127.0.0.1", () =>
      socket.write(i % 2 === 0 ? begun : begun + body),
    );
    socket.on("error", () => undefined);
    sockets.push(socket);
  }
  await expect.poll(() => sockets.every(({ bytesWritten }) => bytesWritten > 0)).toBe(true);
  const drip = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write("a");
  }, 50);
  try {
    for (let i = 0; i < 20; i++) {
      const from = performance.now();
      expect((await post(bearer(token))).status).toBe(200);
      expect(performance.now() - from).toBeLessThan(1500);
    }
  } finally {
    clearInterval(drip);
    for (const socket of sockets) socket.destroy();
  }
  if (atStart !== undefined)
    await expect.poll(descriptors, { timeout: 5000 }).toBeLessThanOrEqual(atStart + 4);
  expect((await post(bearer(token))).status).toBe(200);
});
