import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator, type RunningEmulator } from "@sophia-mcp/sandbox/server";
import { slack } from "@sophia-mcp/sandbox/slack/emulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "../src/log.ts";
import { openReceiver } from "../src/webhooks/open-receiver.ts";
import { serveWebhooks } from "../src/webhooks/serve.ts";
import type { WebhookEvent } from "../src/webhooks/sink.ts";
import { callBody, gong, hookUrl, send, shownKey } from "./webhooks-gong.ts";

const folder = mkdtempSync(join(tmpdir(), "webhooks-open-"));
let workspace: RunningEmulator;
beforeAll(async () => {
  workspace = await startEmulator(slack);
});
afterAll(async () => {
  await workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

const env = (file: string) => ({
  ...workspace.env,
  GONG_WEBHOOK_PUBLIC_KEY: shownKey(gong.publicKey),
  GONG_WEBHOOK_URL: hookUrl,
  WEBHOOKS_FILE: join(folder, file),
  WEBHOOKS_TOOL: "slack_send_message",
  WEBHOOKS_TOOL_ARGUMENTS: '{"to":"#sales","text":"New call: {{callData.metaData.title}}"}',
});

const posted = () =>
  workspace.requests
    .filter(({ path }) => path.endsWith("chat.postMessage"))
    .map(({ body }) => JSON.stringify(body));

test("what the environment names and what comes from outside both get each call", async () => {
  const events: WebhookEvent[] = [];
  const automations = {
    name: "automations",
    async deliver(batch: readonly WebhookEvent[]) {
      events.push(...batch);
    },
  };
  const log = createLog("error");
  const receiver = await openReceiver({ env: env("both.db"), log, sinks: [automations] });
  const server = await serveWebhooks({ host: "127.0.0.1", port: 0, receiver, log });
  expect(await send(server.url, callBody("7782342274025937895"))).toMatchObject({ status: 200 });
  await expect.poll(() => events.length).toBe(1);
  expect(events[0]).toMatchObject({
    source: "gong",
    callId: "7782342274025937895",
    isTest: false,
    rule: "default",
    attempt: 1,
    payload: { callData: { metaData: { title: "Ron/Speedman" } } },
  });
  await expect.poll(posted, { timeout: 10_000 }).toEqual([expect.stringContaining("New call: Ron/Speedman")]);
  await expect
    .poll(async () => (await receiver.stats()).sinks)
    .toMatchObject([
      { sink: "tool", depth: 0, dead: 0 },
      { sink: "automations", depth: 0, dead: 0 },
    ]);
  await server.close();
  await receiver.close();
});

test("one process receives, another delivers", async () => {
  const before = posted().length;
  const log = createLog("error");
  const front = await openReceiver({ env: env("split.db"), log, receiveOnly: true });
  const server = await serveWebhooks({ host: "127.0.0.1", port: 0, receiver: front, log });
  for (const id of ["1", "2", "3"])
    expect(await send(server.url, callBody(id))).toMatchObject({ status: 200 });
  expect((await front.stats()).sinks).toMatchObject([{ sink: "tool", depth: 3 }]);
  expect(posted()).toHaveLength(before);
  const behind = await openReceiver({ env: env("split.db"), log });
  await expect
    .poll(async () => (await front.stats()).sinks, { timeout: 10_000 })
    .toMatchObject([{ depth: 0 }]);
  expect(posted()).toHaveLength(before + 3);
  await server.close();
  await front.close();
  await behind.close();
});
