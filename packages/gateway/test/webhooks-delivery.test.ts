import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError, UpstreamError } from "@sophia-mcp/core/errors";
import { afterEach, expect, test } from "vitest";
import { webhooksCommand } from "../src/webhooks/command.ts";
import type { Sink } from "../src/webhooks/sink.ts";
import { toolSink } from "../src/webhooks/sinks/tool.ts";
import {
  callBody,
  memorySink,
  post,
  send,
  sign,
  claims,
  startReceiver,
  type Running,
} from "./webhooks-gong.ts";

const open: Running[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.allSettled(open.splice(0).map((running) => running.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const quick = { firstDelayMs: 20, longestDelayMs: 50, triesOfRefused: 3 };
async function start(options: Parameters<typeof startReceiver>[0]): Promise<Running> {
  const running = await startReceiver({ delivery: quick, ...options });
  open.push(running);
  return running;
}

/** The bin's command, on the file of a receiver that runs. */
async function command(file: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const code = await webhooksCommand(args, {
    env: { WEBHOOKS_FILE: file },
    cwd: "/",
    stdin: process.stdin,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { code, out, err };
}
const lines = (out: string) =>
  out
    .trim()
    .split("\n")
    .filter(Boolean)
    .map(
      (line) => JSON.parse(line) as { id: string; call_id: string; deliveries: Record<string, unknown>[] },
    );

test("an event reaches every sink, each at its own pace", async () => {
  const [good, bad] = [memorySink("good"), memorySink("bad")];
  bad.state.failing = () => new UpstreamError("down", { retryable: true });
  const running = await start({ sinks: [good.sink, bad.sink] });
  expect(await send(running.url, callBody("1"))).toMatchObject({
    status: 200,
    text: '{"status":"stored"}\n',
  });
  await expect.poll(() => good.got).toEqual(["1"]);
  bad.state.failing = undefined;
  await expect.poll(() => bad.got, { timeout: 10_000 }).toEqual(["1"]);
  expect(good.got).toEqual(["1"]);
});

test("twenty of the same at once are stored once, and delivered once", async () => {
  const { sink, got } = memorySink();
  const running = await start({ sinks: [sink] });
  const body = callBody("7782342274025937895");
  const tokens = await Promise.all(Array.from({ length: 20 }, (_, i) => sign(claims(body, { jti: `${i}` }))));
  const answers = await Promise.all(
    tokens.map((authorization) => post(running.url, body, { authorization })),
  );
  expect(answers.map(({ status }) => status)).toEqual(tokens.map(() => 200));
  expect(answers.filter(({ text }) => text.includes("stored"))).toHaveLength(1);
  expect(answers.filter(({ text }) => text.includes("duplicate"))).toHaveLength(19);
  await expect.poll(() => got).toEqual(["7782342274025937895"]);
  // The same call with other content is another event; ids that a number would confuse stay apart.
  await send(running.url, body.replace("Ron", "Bob"));
  await send(running.url, callBody("7782342274025937896"));
  await send(running.url, '{"callData":{"metaData":{"id":7782342274025937897}}}');
  await expect
    .poll(() => [...got].sort())
    .toEqual(["7782342274025937895", "7782342274025937895", "7782342274025937896", "7782342274025937897"]);
});

test("one event that a sink refuses does not keep back its batch, and becomes a dead letter", async () => {
  const { sink, got, state } = memorySink();
  state.failing = (ids) => (ids.includes("bad") ? new InputError("bad is not wanted here") : undefined);
  const running = await start({ sinks: [sink] });
  const ids = ["1", "2", "bad", "3"];
  await Promise.all(ids.map((id) => send(running.url, callBody(id))));
  await expect.poll(() => [...got].sort()).toEqual(["1", "2", "3"]);
  await expect
    .poll(async () => (await running.receiver.stats()).sinks)
    .toMatchObject([{ depth: 0, dead: 1 }]);

  const listed = await command(running.file, "list", "--state", "dead", "--json");
  const [dead] = lines(listed.out);
  expect(dead).toMatchObject({
    call_id: "bad",
    deliveries: [{ sink: "memory", state: "dead", attempts: 3, error: "bad is not wanted here" }],
  });
  const shown = await command(running.file, "show", dead?.id ?? "");
  expect(shown.out).toMatch(
    /call bad, rule default[\s\S]*memory: dead after 3 tries: bad is not wanted here[\s\S]*"title": "Ron\/Speedman"/,
  );
  const metrics = await running.receiver.metricsText();
  expect(metrics).toContain('mcp_webhook_dead_letters{sink="memory"} 1');
  expect(metrics).toMatch(/mcp_webhook_deliveries_total\{sink="memory",outcome="dead"\} 1/);
  expect(metrics).toMatch(/mcp_webhook_retries_total\{sink="memory"\} 2/);

  state.failing = undefined;
  expect((await command(running.file, "replay", "--dead")).out).toBe("1 deliveries are due again.\n");
  await expect.poll(() => got.includes("bad")).toBe(true);
  expect(lines((await command(running.file, "list", "--state", "dead", "--json")).out)).toEqual([]);
});

test("one event that makes a sink stumble does not keep back its batch, and is not given up for it", async () => {
  const { sink, got, state } = memorySink();
  state.failing = (ids) =>
    ids.includes("odd") ? new RangeError("Maximum call stack size exceeded") : undefined;
  const running = await start({ sinks: [sink] });
  await Promise.all(["1", "odd", "2", "3", "4"].map((id) => send(running.url, callBody(id))));
  await expect.poll(() => [...got].sort()).toEqual(["1", "2", "3", "4"]);
  await expect
    .poll(async () => (await running.store.list({ limit: 1, callId: "odd" }))[0]?.deliveries[0]?.attempts)
    .toBeGreaterThan(quick.triesOfRefused);
  expect((await running.receiver.stats()).sinks).toMatchObject([{ depth: 1, dead: 0 }]);
});

test("a sink that is configured later gets what is named", async () => {
  const folder = mkdtempSync(join(tmpdir(), "webhooks-"));
  folders.push(folder);
  const file = join(folder, "later.db");
  const first = await start({ file });
  await send(first.url, callBody("1"));
  const [event] = await first.store.list({ limit: 1 });
  expect(event?.deliveries).toEqual([]);
  await first.close();
  const { sink, got } = memorySink("new");
  const second = await start({ file, sinks: [sink] });
  expect(await second.store.replay({ ids: [event?.id ?? ""] })).toBe(1);
  await expect.poll(() => got).toEqual(["1"]);
});

test("what was delivered is delivered again when it is named", async () => {
  const { sink, got } = memorySink();
  const running = await start({ sinks: [sink] });
  await send(running.url, callBody("7"));
  await expect.poll(() => got).toEqual(["7"]);
  const [event] = await running.store.list({ limit: 1 });
  expect((await command(running.file, "replay", event?.id ?? "", "--json")).out).toBe('{"replayed":1}\n');
  await expect.poll(() => got).toEqual(["7", "7"]);
});

test.each([
  [["replay"], /Name event ids, or --dead/],
  [["show"], /Which event\?/],
  [["show", "12345"], /There is no event 12345/],
  [["list", "--state", "lost"], /Accepted: pending, done, dead/],
  [["list", "--limit", "0"], /Accepted: 1 to 100000/],
  [["fly"], /Accepted: serve, list, show, replay/],
  [["list", "--colour"], /Unknown option '--colour'/],
  [["serve"], /No key to check webhooks with/],
])("%j is refused with what is accepted", async (args, wording) => {
  const running = await start({});
  const { code, err } = await command(running.file, ...args);
  expect(code).toBe(2);
  expect(err).toMatch(wording);
});

test("waits outlive a restart: what was to come later still does, and nothing is forgotten", async () => {
  const { sink, got, state } = memorySink();
  state.failing = () => new UpstreamError("down", { retryable: true });
  const folder = mkdtempSync(join(tmpdir(), "webhooks-"));
  folders.push(folder);
  const file = join(folder, "kept.db");
  const first = await start({ file, sinks: [sink], delivery: { firstDelayMs: 900, longestDelayMs: 900 } });
  await send(first.url, callBody("1"));
  await expect.poll(() => first.lines.some((line) => line.includes("delivery_failed"))).toBe(true);
  const [{ dueAt = 0 } = {}] = (await first.store.list({ limit: 1 }))[0]?.deliveries ?? [];
  expect(dueAt).toBeGreaterThan(Date.now());
  await first.close();
  state.failing = undefined;
  const second = await start({ file, sinks: [sink] });
  await expect.poll(async () => (await second.receiver.stats()).sinks).toMatchObject([{ depth: 1 }]);
  await expect.poll(() => got, { timeout: 5000 }).toEqual(["1"]);
  expect(Date.now()).toBeGreaterThanOrEqual(dueAt);
  await expect.poll(async () => (await second.receiver.stats()).sinks).toMatchObject([{ depth: 0 }]);
});

test("a sink that hangs is given up, and its events are tried again", async () => {
  let calls = 0;
  const hanging: Sink = {
    name: "hanging",
    deliver: () => (++calls > 1 ? Promise.resolve() : new Promise<void>(() => undefined)),
  };
  const running = await start({ sinks: [hanging], delivery: { ...quick, timeoutMs: 200 } });
  await send(running.url, callBody("1"));
  await expect
    .poll(async () => (await running.receiver.stats()).sinks, { timeout: 10_000 })
    .toMatchObject([{ depth: 0, dead: 0 }]);
  expect(calls).toBe(2);
});

test("an outage longer than the limit ends in a dead letter, not in nothing", async () => {
  const { sink, state } = memorySink();
  state.failing = () => new UpstreamError("down", { retryable: true });
  const running = await start({ sinks: [sink], delivery: { ...quick, giveUpMs: 300 } });
  await send(running.url, callBody("1"));
  await expect
    .poll(async () => (await running.receiver.stats()).sinks, { timeout: 15_000 })
    .toMatchObject([{ depth: 0, dead: 1 }]);
});

const large = (id: string): string => callBody(id, { filler: "x".repeat(20_000) });

test("a full disk is answered with 503, never with 2xx, and is over when there is room", async () => {
  const running = await start({ maxBytes: 200_000 });
  const answers: { status: number; id: string }[] = [];
  for (let i = 0; i < 20; i++) answers.push({ ...(await send(running.url, large(`${i}`))), id: `${i}` });
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(5);
  expect(answers.filter(({ status }) => status === 200).map(({ id }) => id)).toEqual(
    (await running.store.list({ limit: 100 })).map(({ callId }) => callId).toReversed(),
  );
  expect((await fetch(`${running.url}/webhook/gong/health`)).status).toBe(503);
  expect(running.lines.join("")).toContain("webhook.not_stored");
  const roomy = await start({ file: running.file });
  expect((await send(roomy.url, large("19"))).status).toBe(200);
  expect((await fetch(`${roomy.url}/webhook/gong/health`)).status).toBe(200);
});

test("a tool is called by template, with values of the event in their own types", async () => {
  const calls: unknown[] = [];
  let error: string | undefined = "config";
  const template = {
    name: "slack_send_message",
    args: {
      channel: "#calls",
      text: "{{callData.metaData.title}} ({{callData.metaData.duration}} s, {{ callData.nothing }})",
      seconds: "{{callData.metaData.duration}}",
      blocks: [{ who: "{{callData.parties[0].name}}" }],
      missing: "{{callData.__proto__.constructor}}",
    },
  };
  const sink = toolSink(template, async (name, args) => {
    calls.push([name, args]);
    const meta = { _meta: { "io.github.sophia-mcp/error": { kind: error } } };
    return error
      ? { content: [{ type: "text", text: "no token" }], isError: true, ...meta }
      : { content: [] };
  });
  const running = await start({ sinks: [sink] });
  await send(running.url, callBody("1"));
  await expect.poll(() => running.lines.join("")).toContain("slack_send_message: no token");
  error = undefined;
  await expect
    .poll(async () => (await running.receiver.stats()).sinks, { timeout: 10_000 })
    .toMatchObject([{ depth: 0, dead: 0 }]);
  expect(calls[0]).toEqual([
    "slack_send_message",
    { channel: "#calls", text: "Ron/Speedman (2159 s, )", seconds: 2159, blocks: [{ who: "Ada" }] },
  ]);
});

test("a test of a rule is stored also where it lacks nearly everything", async () => {
  const { sink, got } = memorySink();
  const running = await start({ sinks: [sink] });
  expect(await send(running.url, '{"isTest":true,"callData":null}')).toMatchObject({ status: 200 });
  await expect.poll(() => got).toEqual([expect.stringMatching(/^test:[0-9a-f]{16}$/)]);
});
