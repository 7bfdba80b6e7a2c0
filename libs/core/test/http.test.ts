import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { prometheusMetrics } from "@sophia-mcp/metrics/prometheus";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../src/engine.ts";
import { listen } from "../src/http-server.ts";
import { protocolFactory } from "../src/protocol.ts";
import demo from "./demo.ts";

const token = "a-long-enough-test-token";
let engine: Engine;
let open: Awaited<ReturnType<typeof listen>>;
let locked: typeof open;

beforeAll(async () => {
  const metrics = await prometheusMetrics();
  engine = createEngine(demo, { env: { DEMO_TOKEN: "demo-secret-token" }, metrics });
  const front = {
    factory: protocolFactory(engine),
    host: "127.0.0.1",
    port: 0,
    health: () => ({ status: "ok" }),
    metrics: async () => ({ type: metrics.contentType, text: await metrics.text() }),
  };
  open = await listen({ ...front, token: undefined });
  locked = await listen({ ...front, token });
});
afterAll(async () => {
  await open.close();
  await locked.close();
  await engine.close();
});

interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  /** Loopback address to send from. */
  from?: string;
}

/** A request with headers that `fetch` would not let through. */
function send(port: number, { method = "POST", path = "/mcp", headers = {}, body = "", from }: Sent = {}) {
  const all = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    ...headers,
  };
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      // A connection each: the server closes one whose body it refused to read.
      const request = httpRequest(
        { host: "127.0.0.1", port, path, method, headers: all, agent: false, localAddress: from },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (part: string) => (text += part));
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
          );
        },
      );
      request.on("error", (error) =>
        reject(Object.assign(error, { message: `${error.message} ${method} ${path} ${String(body)}` })),
      );
      request.end(body);
    },
  );
}

const ping = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name: "demo_get_echo", arguments: { text: "hi" } },
});

describe("clients", () => {
  test.each(["2026-07-28", "legacy"])("of the v2 SDK in %s list and call", async (mode) => {
    const client = new Client(
      { name: "t", version: "1" },
      { versionNegotiation: { mode: mode === "legacy" ? "legacy" : { pin: mode } } },
    );
    await client.connect(new StreamableHTTPClientTransport(new URL(open.url)));
    expect((await client.listTools()).tools).toHaveLength(5);
    const answer = await client.callTool({ name: "demo_get_echo", arguments: { text: "x" } });
    expect(answer.structuredContent).toMatchObject({ text: "x" });
    await client.close();
  });

  test("of the v1 SDK list and call, with a bearer token where one is needed", async () => {
    const client = new LegacyClient({ name: "t", version: "1" });
    await client.connect(
      new LegacyTransport(new URL(locked.url), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    expect((await client.listTools()).tools).toHaveLength(5);
    await client.close();
  });

  test("a hundred at once with the same id each get their own answer", async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const body = ping.replace('"hi"', `"mine-${i}-"`);
        return { i, answer: await send(open.port, { body }) };
      }),
    );
    for (const { i, answer } of answers) expect(answer.text).toContain(`mine-${i}-`);
  });
});

describe("guards", () => {
  test.each([
    ["a foreign Host", { headers: { host: "evil.example" } }, 403],
    ["a Host with user info", { headers: { host: "a@127.0.0.1" } }, 403],
    ["a foreign Origin", { headers: { origin: "https://evil.example" } }, 403],
    ["another local web application", { headers: { origin: "http://127.0.0.1:5173" } }, 403],
    ["Origin null", { headers: { origin: "null" } }, 403],
    ["a compressed body", { headers: { "content-encoding": "gzip" }, body: gzipSync(ping) }, 415],
    ["another content type", { headers: { "content-type": "text/plain" } }, 415],
    ["another charset", { headers: { "content-type": "application/json; charset=utf-16" } }, 415],
    ["Accept text/html", { headers: { accept: "text/html" } }, 406],
    ["a body over the cap", { body: " ".repeat(5_000_000) }, 413],
    ["TRACE", { method: "TRACE", body: "" }, 405],
    ["PUT", { method: "PUT" }, 405],
    ["another path", { path: "/nope" }, 404],
  ] as [string, Sent, number][])("%s is refused", async (_, sent, status) => {
    const answer = await send(open.port, { body: ping, ...sent }).catch((error: NodeJS.ErrnoException) => {
      // The server may close while a refused body is still being sent.
      expect(["EPIPE", "ECONNRESET"]).toContain(error.code);
      return { status, headers: {}, text: "" };
    });
    expect(answer.status).toBe(status);
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
    expect(answer.text).not.toMatch(/\s+at .*\.ts/);
  });

  test.each([
    ["none", {}],
    ["a wrong one", { authorization: "Bearer wrong" }],
    ["another scheme", { authorization: `Basic ${token}` }],
    ["a prefix of it", { authorization: `Bearer ${token.slice(0, -1)}` }],
    ["one in a cookie", { cookie: `token=${token}` }],
  ] as [string, Record<string, string>][])(
    "with a token set, %s is answered 401 with a challenge and no echo",
    async (_, headers) => {
      const answer = await send(locked.port, { body: ping, headers });
      expect(answer.status).toBe(401);
      expect(answer.headers["www-authenticate"]).toMatch(/^Bearer realm="mcp", resource_metadata="http:/);
      expect(answer.text).not.toContain(token);
      expect((await send(locked.port, { path: `/mcp?token=${token}`, body: ping })).status).toBe(401);
    },
  );

  test("the challenge leads to what protects the endpoint", async () => {
    const { headers } = await send(locked.port, { body: ping });
    const url = /resource_metadata="([^"]+)"/.exec(String(headers["www-authenticate"]))?.[1] ?? "";
    const told = await send(locked.port, { method: "GET", path: new URL(url).pathname });
    expect(JSON.parse(told.text)).toEqual({
      resource: `http://127.0.0.1:${locked.port}/mcp`,
      bearer_methods_supported: ["header"],
    });
  });

  test("of the rest only /health is free; metrics need the token and carry neither names nor secrets of others", async () => {
    expect((await send(locked.port, { method: "GET", path: "/health" })).status).toBe(200);
    expect((await send(locked.port, { method: "GET", path: "/metrics" })).status).toBe(401);
    await send(open.port, { body: ping.replace("demo_get_echo", "made_up_name") });
    const { status, text } = await send(locked.port, {
      method: "GET",
      path: "/metrics",
      headers: { authorization: `Bearer ${token}` },
    });
    expect(status).toBe(200);
    expect(text).toContain('mcp_tool_calls_total{server="demo",tool="demo_get_echo",outcome="ok"}');
    expect(text).not.toMatch(/made_up_name|demo-secret|a-long-enough/);
  });

  test("a bind beyond loopback without a token does not start", async () => {
    const front = {
      factory: protocolFactory(engine),
      host: "0.0.0.0",
      port: 0,
      health: () => ({}),
      metrics: async () => ({ type: "", text: "" }),
    };
    await expect(listen({ ...front, token: undefined })).rejects.toThrow(/set MCP_AUTH_TOKEN/);
    await expect(listen({ ...front, host: "127.0.0.1", port: open.port, token: undefined })).rejects.toThrow(
      /Port \d+ on 127\.0\.0\.1 is taken/,
    );
  });
});

test("a modern request whose headers and body disagree is refused", async () => {
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "t", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const params = { name: "demo_run_slowly", arguments: { milliseconds: 1 }, _meta: meta };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
  const headers = { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call" };
  const told = await send(open.port, { body, headers: { ...headers, "mcp-name": "demo_get_echo" } });
  expect(told.status).toBe(400);
  expect(told.text).toContain("-32020");
  expect(
    (await send(open.port, { body, headers: { ...headers, "mcp-name": "demo_run_slowly" } })).status,
  ).toBe(200);
});

test("one client's flood is told when to come back, and another is served meanwhile", async () => {
  const front = {
    factory: protocolFactory(engine),
    host: "127.0.0.1",
    port: 0,
    token: undefined,
    health: () => ({}),
    metrics: async () => ({ type: "", text: "" }),
  };
  const limited = await listen({ ...front, ratePerMinute: 5 });
  const statuses: number[] = [];
  let retryAfter: unknown;
  for (let i = 0; i < 8; i++) {
    const { status, headers } = await send(limited.port, { body: ping });
    statuses.push(status);
    retryAfter = headers["retry-after"];
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
  expect(Number(retryAfter)).toBeGreaterThan(0);
  expect((await send(limited.port, { body: ping, from: "127.0.0.2" })).status).toBe(200);
  await limited.close();
});

test("half-sent requests keep nobody waiting", async () => {
  const slow = Array.from({ length: 60 }, () => {
    const socket = connect(open.port, "127.0.0.1", () =>
      socket.write("POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-"),
    );
    return socket.on("error", () => undefined);
  });
  const started = performance.now();
  expect((await send(open.port, { body: ping })).status).toBe(200);
  expect(performance.now() - started).toBeLessThan(1500);
  for (const socket of slow) socket.destroy();
});

test("framing tricks end the connection with 400", async () => {
  const tricks = [
    "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "POST /mcp HTTP/1.1\nHost: 127.0.0.1\n\n",
  ];
  for (const trick of tricks) {
    const reply = await new Promise<string>((resolve) => {
      let text = "";
      const socket = connect(open.port, "127.0.0.1", () => socket.write(trick));
      socket.on("data", (part) => (text += String(part)));
      socket.on("close", () => resolve(text));
      socket.setTimeout(2000, () => socket.destroy());
    });
    expect(reply).toMatch(/^HTTP\/1\.1 400/);
  }
});

test("two thousand random requests bring no 5xx and leave the server well", { timeout: 60_000 }, async () => {
  let seed = 7;
  const random = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n;
  const pieces = [
    "{",
    "}",
    '"jsonrpc":"2.0"',
    '"id":1',
    '"method":"tools/call"',
    '"params":{}',
    "[",
    "null",
    ",",
    '"\\u0000"',
    "1e999",
    "é",
  ];
  const one = () =>
    send(open.port, {
      method: ["POST", "GET", "DELETE"][random(3)] ?? "POST",
      path: ["/mcp", "/mcp/", "/health", "/metrics", "/%00", "/../mcp"][random(6)] ?? "/",
      body: Array.from({ length: random(12) }, () => pieces[random(pieces.length)]).join(""),
    });
  for (let round = 0; round < 100; round++) {
    const answers = await Promise.all(Array.from({ length: 20 }, one));
    for (const { status } of answers) expect(status).toBeLessThan(500);
  }
  expect((await send(open.port, { body: ping })).status).toBe(200);
});
