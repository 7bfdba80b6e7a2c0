import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bot, methods, startSlack } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

type Conversation = { channel: string; unread: number; messages: { text: string }[] };
const list = (args: Record<string, unknown> = {}) => slack.call("slack_list_unread", args);

test("counts what others wrote since it was read, direct conversations first", async () => {
  const answer = await list();
  const [first, ...rest] = answer.structured.conversations as Conversation[];
  expect(first).toMatchObject({
    channel: expect.stringMatching(/^@Priya/) as string,
    unread: 1,
    messages: [{}],
  });
  // Her own forecast of that morning does not count.
  expect(rest.find(({ channel }) => channel.startsWith("#sales"))?.messages.map(({ text }) => text)).toEqual([
    "Numbers for the Orchard & Pike pilot",
    "Orchard & Pike: one drop in four days since 2.8.1.",
  ]);
  expect(answer.text).toMatch(/^\d of 10 conversations have unread messages/);
});

test("looks at no more conversations than it may", async () => {
  slack.sent();
  const answer = await list({ types: ["public"], max_channels: 2, messages: 0 });
  expect(answer.structured.looked_at).toBe(2);
  expect(
    (answer.structured.conversations as Conversation[]).every(({ messages }) => messages.length === 0),
  ).toBe(true);
  expect(methods(slack).filter((name) => name === "conversations.history")).toHaveLength(2);
});

test("tells how far it is", async () => {
  const updates: number[] = [];
  await slack.client.callTool(
    { name: "slack_list_unread", arguments: {} },
    { onprogress: ({ progress }) => updates.push(progress) },
  );
  expect(updates.at(-1)).toBe(10);
});

test("is not listed with a bot token", async () => {
  const withBot = await startSlack({ env: bot });
  const { tools } = await withBot.client.listTools();
  expect(tools.map((tool) => tool.name)).not.toContain("slack_list_unread");
  await withBot.close();
});
