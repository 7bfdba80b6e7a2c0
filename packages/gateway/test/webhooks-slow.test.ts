import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callBody, claims, send, sign, startReceiver, type Running } from "./webhooks-gong.ts";

let running: Running;
beforeAll(async () => {
  running = await startReceiver({ bodyMs: 400 });
});
afterAll(() => running.close());

/** Sends these pieces and then nothing; resolves with what came back once the other side has closed. */
async function stalled(...pieces: string[]): Promise<{ text: string; ms: number }> {
  const socket = connect(Number(new URL(running.url).port), "127.0.0.1");
  await once(socket, "connect");
  const started = performance.now();
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += String(chunk))).on("error", () => undefined);
  for (const piece of pieces) socket.write(piece);
  await once(socket, "close");
  return { text, ms: performance.now() - started };
}

const head = (authorization: string, length: number): string =>
  `POST /webhook/gong/calls HTTP/1.1\r\nhost: hooks.example.com\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\nauthorization: ${authorization}\r\n\r\n`;

test("a signed body that stops half-way is cut off, and nothing of it is kept", async () => {
  const body = callBody("1");
  const { text, ms } = await stalled(head(await sign(claims(body)), body.length), body.slice(0, 100));
  expect(text).toMatch(/^HTTP\/1\.1 408 /);
  expect(ms).toBeLessThan(4000);
  expect(await running.store.list({ limit: 1 })).toEqual([]);
});

test("who is not believed is answered before a body is waited for", async () => {
  const { text, ms } = await stalled(head("Bearer nonsense", 1_000_000), "{");
  expect(text).toMatch(/^HTTP\/1\.1 401 /);
  expect(ms).toBeLessThan(4000);
});

test("headers that never end are cut off", { timeout: 20_000 }, async () => {
  const { text, ms } = await stalled(
    "POST /webhook/gong/calls HTTP/1.1\r\nhost: hooks.example.com\r\nx-slow: a",
  );
  expect(text).toMatch(/^HTTP\/1\.1 408 /);
  expect(ms).toBeLessThan(10_000);
});

test("headers over 16 KB are refused", async () => {
  const { text } = await stalled(
    `POST /webhook/gong/calls HTTP/1.1\r\nhost: h\r\nx-large: ${"a".repeat(20_000)}\r\n\r\n`,
  );
  expect(text).toMatch(/^HTTP\/1\.1 431 /);
});

test("fifty connections that do nothing keep nobody else waiting", async () => {
  const idle = Array.from({ length: 50 }, () => connect(Number(new URL(running.url).port), "127.0.0.1"));
  await Promise.all(idle.map((socket) => once(socket, "connect")));
  for (const socket of idle)
    socket.on("error", () => undefined).write("POST /webhook/gong/calls HTTP/1.1\r\n");
  const started = performance.now();
  expect(await send(running.url, callBody("2"))).toMatchObject({ status: 200 });
  expect(performance.now() - started).toBeLessThan(1000);
  for (const socket of idle) socket.destroy();
});

test("a hundred at once are all accepted", async () => {
  const ids = Array.from({ length: 100 }, (_, i) => `burst-${i}`);
  const answers = await Promise.all(ids.map((id) => send(running.url, callBody(id))));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
});
