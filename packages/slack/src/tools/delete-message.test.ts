import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { channels, link, startSlack, thread } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const remove = (args: Record<string, unknown>) => slack.call("slack_delete_message", args);

test("deletes an own message, which is gone then", async () => {
  const sent = await slack.call("slack_send_message", { to: "#sales", text: "oops" });
  const deleted = await remove({ message: sent.structured.url });
  expect(deleted.text).toMatch(/^Deleted\nchannel: #sales/);
  const again = await remove({ message: sent.structured.url });
  expect(again.error).toMatchObject({ kind: "input", status: 404 });
});

test("others' messages are refused", async () => {
  const answer = await remove({ message: link(channels.sales, thread.root) });
  expect(answer.error?.kind).toBe("auth");
  expect(answer.text).toMatch(/cant_delete_message/);
});

test("clients are told that it cannot be undone", async () => {
  const { tools } = await slack.client.listTools();
  expect(tools.find((tool) => tool.name === "slack_delete_message")?.annotations?.destructiveHint).toBe(true);
});
