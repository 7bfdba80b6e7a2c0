import type { Harness } from "@sophia-mcp/testing/harness";
import { testDay } from "@sophia-mcp/testing/harness";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { channels, methods, startSlack, thread } from "../test/slack.ts";

let slack: Harness;
beforeEach(async () => {
  // The emulator's messages carry the sandbox's day; a look-up by time needs the same clock on both sides.
  vi.useFakeTimers({ toFake: ["Date"], now: testDay });
  slack = await startSlack();
});
afterEach(async () => {
  vi.useRealTimers();
  await slack.close();
});

const text = "**Numbers** are in: [sheet](https://tessalane.example/s?x=1&y=2) & more";
const send = (args: Record<string, unknown> = {}) =>
  slack.call("slack_send_message", { to: channels.sales, text, ...args });
const lose = (path: string, afterEffect: boolean) =>
  slack.sandbox.faults.add({ path, kind: "cut", afterEffect, times: 1 });
const posts = () => methods(slack).filter((name) => /postMessage|scheduleMessage/.test(name));

test("a message whose answer was lost is found again and not sent twice", async () => {
  lose("/api/chat.postMessage", true);
  const lost = await send();
  expect(lost.error?.outcome).toBe("unknown");
  slack.sent();
  const again = await send();
  expect(again.structured.already_sent).toBe(true);
  expect(again.text).toMatch(/^Had arrived before, not sent again/);
  expect(posts()).toEqual([]);
  const read = await slack.call("slack_get_message", { message: again.structured.url });
  expect(read.structured.text).toContain("**Numbers** are in");
});

test("one that had not arrived is sent, and a third one is a message of its own", async () => {
  lose("/api/chat.postMessage", false);
  expect((await send()).error?.outcome).toBe("unknown");
  const second = await send();
  expect(second.structured.already_sent).toBe(false);
  const third = await send();
  expect(third.structured.ts).not.toBe(second.structured.ts);
});

test("the same words of earlier, or of somebody else, are no proof", async () => {
  vi.setSystemTime(testDay.getTime() + 3_600_000);
  await send({ text: "Good morning" });
  vi.setSystemTime(testDay.getTime() + 7_200_000);
  lose("/api/chat.postMessage", false);
  await send({ text: "Good morning" });
  const again = await send({ text: "Good morning" });
  expect(again.structured.already_sent).toBe(false);
});

test("replies and scheduled messages are looked for where they would be", async () => {
  lose("/api/chat.postMessage", true);
  await send({ thread: thread.root });
  expect((await send({ thread: thread.root })).structured).toMatchObject({
    already_sent: true,
    thread_ts: thread.root,
  });
  lose("/api/chat.scheduleMessage", true);
  const later = { send_at: "2026-12-01T09:00:00Z" };
  await send(later);
  expect((await send(later)).structured).toMatchObject({
    already_sent: true,
    scheduled_id: expect.stringMatching(/^Q/) as string,
  });
  expect(posts()).toEqual(["chat.postMessage", "chat.scheduleMessage"]);
});

test("a refused message leaves nothing behind", async () => {
  slack.sandbox.faults.add({
    path: "/api/chat.postMessage",
    kind: "status",
    status: 200,
    body: { ok: false, error: "restricted_action" },
    times: 1,
  });
  expect((await send()).error?.kind).toBe("auth");
  slack.sent();
  expect((await send()).structured.already_sent).toBe(false);
  expect(methods(slack)).not.toContain("conversations.history");
});

test("without the right to look, a message of unknown fate is not sent again", async () => {
  lose("/api/chat.postMessage", true);
  await send();
  slack.sandbox.faults.add({
    path: "/api/conversations.history",
    kind: "status",
    status: 200,
    body: { ok: false, error: "missing_scope", needed: "channels:history" },
  });
  slack.sent();
  const again = await send();
  expect(again.error?.kind).toBe("input");
  expect(again.text).toMatch(/tried before with an unknown outcome.*change the text/);
  expect(posts()).toEqual([]);
});

test("a look-up that fails after the message was sent does not let it look unsent", async () => {
  slack.sandbox.faults.add({ path: "/api/auth.test", kind: "status", status: 500 });
  slack.sandbox.faults.add({ path: "/api/conversations.info", kind: "status", status: 500 });
  const sent = await send();
  expect(sent.isError, sent.text).toBe(false);
  expect(sent.structured).toMatchObject({ channel: channels.sales, ts: expect.any(String) as string });
});
