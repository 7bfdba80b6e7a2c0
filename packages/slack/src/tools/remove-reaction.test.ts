import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { channels, startSlack, thread } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const message = { message: thread.root, channel: channels.sales };
const remove = (args: Record<string, unknown>) =>
  slack.call("slack_remove_reaction", { ...message, ...args });

test("removes a reaction, and a repeat changes nothing", async () => {
  await slack.call("slack_add_reaction", { ...message, emoji: "tada" });
  const first = await remove({ emoji: ":tada:" });
  expect(first.structured).toMatchObject({ emoji: "tada", changed: true });
  expect(first.text).toMatch(/^Removed\n/);
  const again = await remove({ emoji: "tada" });
  expect(again.isError).toBe(false);
  expect(again.structured.changed).toBe(false);
  const read = await slack.call("slack_get_message", message);
  expect(read.structured.reactions).toEqual(undefined);
});

test("a message that is not there, and an emoji that is none, are refused", async () => {
  const missing = await remove({ message: "1700000000.000100", emoji: "tada" });
  expect(missing.error).toMatchObject({ kind: "input", status: 404 });
  expect((await remove({ emoji: "two words" })).text).toMatch(/must be an emoji's name/);
});
