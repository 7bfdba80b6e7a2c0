import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { channels, link, methods, startSlack, thread } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const get = (args: Record<string, unknown>) => slack.call("slack_get_message", args);

test("shows a message with who reacted", async () => {
  await slack.call("slack_add_reaction", { message: link(channels.sales, thread.root), emoji: "eyes" });
  const answer = await get({ message: link(channels.sales, thread.root) });
  expect(answer.text).toContain("reactions: eyes 1");
  expect(answer.structured.reacted).toEqual([{ emoji: "eyes", people: ["Maren Oduya [U0JIST2PU0M]"] }]);
  expect(answer.structured.url).toBe(link(channels.sales, thread.root));
});

test("finds a reply by its link and by its bare ts", async () => {
  const url = `${link(channels.sales, thread.reply)}?thread_ts=${thread.root}&cid=${channels.sales}`;
  slack.sent();
  const byLink = await get({ message: url });
  expect(methods(slack)).not.toContain("conversations.history");
  const byTs = await get({ message: thread.reply, channel: "#sales" });
  expect(byLink.structured).toMatchObject({ ts: thread.reply, thread_ts: thread.root, url });
  expect(byTs.structured).toEqual(byLink.structured);
});

test("a message that is gone is named", async () => {
  const answer = await get({ message: "1700000000.000100", channel: channels.sales });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toContain("1700000000.000100");
});
