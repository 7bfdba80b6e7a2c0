import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { channels, link, methods, startSlack, thread } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const get = (args: Record<string, unknown>) => slack.call("slack_get_thread", args);

test("reads a thread by the link of its first message, or of a reply", async () => {
  const first = await get({ message: link(channels.sales, thread.root) });
  expect(first.text).toMatchInlineSnapshot(`
    "#sales [C01XLI6VCNB], 1 reply

    Priya Venkataraman [U07LDQ9PVU9], 2026-11-14T17:12:00Z, ts 1794676320.100500, 1 reply, https://tessalane.slack.com/archives/C01XLI6VCNB/p1794676320100500
    Carla told me Routely came in 15 percent lower for Marlow, without reservations.

    Maren Oduya [U0JIST2PU0M], 2026-11-14T17:20:00Z, ts 1794676800.100537, in thread 1794676320.100500, https://tessalane.slack.com/archives/C01XLI6VCNB/p1794676800100537?thread_ts=1794676320.100500&cid=C01XLI6VCNB
    Do not touch the price. Show what one avoided cancellation is worth."
  `);
  const reply = await get({
    message: `${link(channels.sales, thread.reply)}?thread_ts=${thread.root}&cid=${channels.sales}`,
  });
  expect(reply.structured).toEqual(first.structured);
  const byTs = await get({ message: thread.root, channel: "#sales" });
  expect(byTs.structured).toEqual(first.structured);
});

test("follows Slack's pages, on each of which the first message stands again", async () => {
  for (let index = 0; index < 7; index++) {
    await slack.call("slack_send_message", {
      to: channels.sales,
      thread: thread.root,
      text: `reply ${index}`,
    });
  }
  slack.sent();
  const whole = await get({ message: thread.root, channel: channels.sales });
  expect(methods(slack)).toEqual(["conversations.replies"]);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await get({
      message: thread.root,
      channel: channels.sales,
      limit: 3,
      ...(cursor ? { cursor } : {}),
    });
    expect(page.structured.replies).toBe(8);
    seen.push(...(page.structured.messages as { ts: string }[]).map(({ ts }) => ts));
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  expect(seen).toEqual((whole.structured.messages as { ts: string }[]).map(({ ts }) => ts));
  expect(seen).toHaveLength(9);
});

test("a thread too long for an answer is cut with the way on", async () => {
  const small = await startSlack({ flags: { answer_tokens: "300" } });
  for (let index = 0; index < 5; index++) {
    await small.call("slack_send_message", {
      to: channels.sales,
      thread: thread.root,
      text: `answer ${index} `.repeat(20),
    });
  }
  const answer = await small.call("slack_get_thread", { message: thread.root, channel: channels.sales });
  expect(answer.text).toMatch(/Cut to fit 300 tokens: \d of 7 messages shown.*smaller limit with cursor/);
  await small.close();
});

test.each([
  [
    "no link and no ts",
    { message: "the one of yesterday", channel: "#sales" },
    /must be a message's link or its ts/,
  ],
  ["a ts alone", { message: thread.root }, /"channel" is needed with a ts/],
  [
    "a link of another channel",
    { message: link(channels.sales, thread.root), channel: "#random" },
    /another channel/,
  ],
  [
    "a message that is not there",
    { message: "1700000000.000100", channel: "#sales" },
    /has no message 1700000000\.000100 in channel.*thread_not_found/,
  ],
])("%s is refused with what would fit", async (_, args, wording) => {
  const answer = await get(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
});
