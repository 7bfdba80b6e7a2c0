import { connect } from "node:net";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { behind, call, faulty, listed } from "./fixtures/behind.ts";
import { gateway, listening } from "./fixtures/processes.ts";
import { textOf, versions, type Message } from "./fixtures/raw-client.ts";
import { httpClient } from "./fixtures/raw-http.ts";
import type { StdioClient } from "./fixtures/raw-stdio.ts";

const servers = { good: faulty() };
const expected = ["good_echo"];
const request = (more: object) => JSON.stringify({ jsonrpc: "2.0", method: "ping", ...more });
const deep = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;

describe("what is no request on the stdio front", () => {
  let client: StdioClient;
  afterEach(() => client.close());

  async function answerTo(bytes: string): Promise<Message> {
    client = await behind({ servers }, expected);
    const before = client.heard.length;
    client.write(bytes);
    await expect.poll(() => client.heard.length, { timeout: 10_000 }).toBeGreaterThan(before);
    const answer = JSON.parse(client.heard[before] ?? "{}") as Message;
    // The connection goes on.
    expect(textOf(await call(client, "good_echo", { text: "still here" }))).toBe("still here");
    expect(client.garbage).toEqual([]);
    return answer;
  }

  test.each([
    ["broken JSON", '{"jsonrpc":"2.0","id":"x",\n', -32_700],
    ["no JSON", "hello\n", -32_700],
    ["a number", "7\n", -32_600],
    ["no method", '{"jsonrpc":"2.0","id":"x"}\n', -32_600],
    ["a method that is no text", '{"jsonrpc":"2.0","id":"x","method":7}\n', -32_600],
    ["another version", '{"jsonrpc":"1.0","id":"x","method":"ping"}\n', -32_600],
    ["an id that is an object", '{"jsonrpc":"2.0","id":{},"method":"ping"}\n', -32_600],
    ["members in another case", '{"jsonrpc":"2.0","id":"x","Method":"ping"}\n', -32_600],
    ["an unknown method", '{"jsonrpc":"2.0","id":"x","method":"no/such"}\n', -32_601],
    ["no such tool", `${request({ id: "x", method: "tools/call", params: { name: "no_such" } })}\n`, -32_602],
    [
      "a name that is no text",
      `${request({ id: "x", method: "tools/call", params: { name: {} } })}\n`,
      -32_602,
    ],
    [
      "arguments that are a list",
      `${request({ id: "x", method: "tools/call", params: { name: "good_echo", arguments: [1] } })}\n`,
      -32_602,
    ],
    [
      "a line of 12 MB",
      `{"jsonrpc":"2.0","id":"x","method":"ping","params":{"a":"${"x".repeat(12 * 1024 * 1024)}"}}\n`,
      -32_600,
    ],
  ] as const)("%s is refused, and the connection goes on", async (_, bytes, code) => {
    expect((await answerTo(bytes)).error?.code).toBe(code);
  });

  test("deep nesting, odd characters and what means something to JavaScript break nothing", async () => {
    client = await behind({ servers }, expected);
    const args = `{"__proto__":{"text":"polluted"},"constructor":{"prototype":{"x":1}},"text":"own\\ud800\u2028"}`;
    client.write(`\ufeff${request({ id: "bom" })}\r\n`);
    client.write(`{"jsonrpc":"2.0","id":"deep","method":"ping","params":{"a":${deep(100_000)}}}\n`);
    client.write(
      `{"jsonrpc":"2.0","id":"own","method":"tools/call","params":{"name":"good_echo","arguments":${args}}}\n`,
    );
    await expect.poll(() => client.heard.filter((line) => /"id":"(deep|own)"/.test(line)).length).toBe(2);
    expect(client.heard.join()).not.toContain("polluted");
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    expect(textOf(await call(client, "good_echo", { text: "still here" }))).toBe("still here");
  });

  test("bytes one by one are one message", async () => {
    client = await behind({ servers }, expected);
    for (const sign of `${request({ id: "slow", params: { a: "é" } })}\n`) {
      client.write(sign);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => client.heard.join()).toContain('"id":"slow"');
  });
});

/** Sends bytes as they are and answers all that came back until the connection was closed. */
function rawHttp(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let got = "";
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(text));
    socket.setTimeout(5000, () => socket.destroy());
    socket.on("data", (chunk: Buffer) => (got += chunk.toString("latin1")));
    socket.on("close", () => resolve(got));
    socket.on("error", reject);
  });
}

describe("the HTTP front", () => {
  let url = "";
  beforeAll(async () => {
    const { env, ...command } = gateway("start", { servers });
    url = (await listening(command, env)).url;
  });

  const meta = {
    "io.modelcontextprotocol/protocolVersion": versions.modern,
    "io.modelcontextprotocol/clientInfo": { name: "t", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const post = async (
    body: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; message: Message }> => {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": versions.modern,
        ...headers,
      },
    });
    const text = await response.text();
    return { status: response.status, message: JSON.parse(text === "" ? "{}" : text) as Message };
  };
  const body = (method: string, params: object = {}) =>
    JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: meta } });

  test.each([
    ["broken JSON", '{"jsonrpc":', {}, 400, -32_700],
    ["no envelope", "{}", {}, 400, -32_600],
    ["a list of requests", `[${request({ id: 1 })}]`, {}, 400, -32_600],
    ["another method in the header", body("tools/list"), { "mcp-method": "tools/call" }, 400, -32_020],
    [
      "another name in the header",
      body("tools/call", { name: "good_echo" }),
      { "mcp-method": "tools/call", "mcp-name": "good_pid" },
      400,
      -32_020,
    ],
    ["an unknown method", body("no/such"), { "mcp-method": "no/such" }, 404, -32_601],
  ] as const)("refuses %s", async (_, sent, headers, status, code) => {
    expect(await post(sent, headers)).toMatchObject({ status, message: { error: { code } } });
  });

  test.each([
    ["text", { "content-type": "text/plain" }, 415],
    ["a compressed body", { "content-encoding": "gzip" }, 415],
    ["a foreign origin", { origin: "https://evil.example" }, 403],
    ["no origin at all by name", { origin: "null" }, 403],
  ] as const)("refuses %s by its headers", async (_, headers, status) => {
    expect((await post(body("tools/list"), { "mcp-method": "tools/list", ...headers })).status).toBe(status);
  });

  test("refuses a body over its limit, a foreign host and two lengths, and goes on", async () => {
    const head = "POST /mcp HTTP/1.1\r\nconnection: close\r\ncontent-type: application/json\r\n";
    expect(await rawHttp(url, `${head}host: evil.example\r\ncontent-length: 2\r\n\r\n{}`)).toMatch(
      /^HTTP\/1.1 403/,
    );
    expect(await rawHttp(url, `${head}host: localhost\r\ncontent-length: 2147483648\r\n\r\n{`)).toMatch(
      /^HTTP\/1.1 413/,
    );
    const twice = "content-length: 2\r\ncontent-length: 3\r\n";
    expect(await rawHttp(url, `${head}host: localhost\r\n${twice}\r\n{}`)).toMatch(/^HTTP\/1.1 400/);
    const both = "content-length: 2\r\ntransfer-encoding: chunked\r\n";
    expect(await rawHttp(url, `${head}host: localhost\r\n${both}\r\n{}`)).toMatch(/^HTTP\/1.1 400/);
    expect((await post(body("tools/list"), { "mcp-method": "tools/list" })).status).toBe(200);
  });

  test("gives 100 clients with the same id their own answers", { timeout: 30_000 }, async () => {
    await listed(await httpClient(url, { era: "modern" }), expected);
    const clients = await Promise.all(
      Array.from({ length: 100 }, (_, i) => httpClient(url, { era: i % 2 === 0 ? "modern" : "legacy" })),
    );
    const answers = await Promise.all(
      clients.map((client, i) => call(client, "good_echo", { text: `client ${i}` })),
    );
    expect(answers.map(textOf)).toEqual(clients.map((_, i) => `client ${i}`));
    await Promise.all(clients.map((client) => client.close()));
  });

  test("sends no header that lets a page of another origin read it, and no stack", async () => {
    for (const path of ["mcp", "metrics", "health", "nowhere", "../etc/passwd", "%2e%2e/x", "mcp/%00"]) {
      for (const method of ["GET", "PUT", "OPTIONS", "PROPFIND"]) {
        const response = await fetch(url.replace(/mcp$/, path), {
          method,
          headers: { origin: new URL(url).origin },
        });
        expect(response.headers.get("access-control-allow-origin")).toBeNull();
        expect(response.status, `${method} /${path}`).toBeLessThan(500);
        expect(await (path === "mcp" && response.ok ? "" : response.text())).not.toMatch(
          /\.ts:\d|node_modules/,
        );
      }
    }
  });
});
