import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { channels, lastBody, link, startSlack, thread } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const update = (args: Record<string, unknown>) => slack.call("slack_update_message", args);

test("replaces the text of an own message", async () => {
  const sent = await slack.call("slack_send_message", { to: "#sales", text: "frist" });
  const updated = await update({ message: sent.structured.url, text: "**first**, <@priya>" });
  expect(updated.structured.url).toBe(sent.structured.url);
  expect(lastBody(slack, "chat.update").markdown_text).toBe("**first**, <@U07LDQ9PVU9>");
  const read = await slack.call("slack_get_message", { message: sent.structured.url });
  expect(read.structured).toMatchObject({ text: "**first**, @Priya Venkataraman", edited: true });
});

test("others' messages, and channels outside the allow-list, are refused", async () => {
  const other = await update({ message: link(channels.sales, thread.root), text: "mine now" });
  expect(other.error?.kind).toBe("auth");
  expect(other.text).toMatch(/Only messages of the token's own user or bot/);
  const strict = await startSlack({ env: { SLACK_SEND_CHANNELS: "random" } });
  const answer = await strict.call("slack_update_message", {
    message: thread.reply,
    channel: "#sales",
    text: "x",
  });
  expect(answer.text).toMatch(/SLACK_SEND_CHANNELS/);
  await strict.close();
});
