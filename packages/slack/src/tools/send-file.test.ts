import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { channels, lastBody, methods, startSlack, thread } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const send = (args: Record<string, unknown>) => slack.call("slack_send_file", args);

test("uploads, shares and can be read back", async () => {
  slack.sent();
  const sent = await send({
    to: "#sales",
    filename: "n.csv",
    title: "Numbers",
    content: "a,b\n1,ü\n",
    comment: "**New** for <@priya>, [here](https://a.example)",
  });
  expect(sent.text).toMatch(/^Sent\nid: F\w+\nname: Numbers\nchannel: #sales/);
  expect(methods(slack)).toEqual(
    expect.arrayContaining([
      "files.getUploadURLExternal",
      expect.stringMatching(/^upload\/v1\//) as string,
      "files.completeUploadExternal",
    ]),
  );
  expect(lastBody(slack, "files.completeUploadExternal").initial_comment).toBe(
    "*New* for <@U07LDQ9PVU9>, here `https://a.example`",
  );
  const read = await slack.call("slack_get_file", { file: sent.structured.id });
  expect(read.structured).toMatchObject({ name: "Numbers", text: "a,b\n1,ü\n", size: 9 });
  const shown = await slack.call("slack_list_messages", { channel: "#sales", limit: 1 });
  expect(shown.text).toContain(`files: ${String(sent.structured.id)} Numbers (text/csv, 9 B)`);
});

test("takes base64, and a thread to reply in", async () => {
  const sent = await send({
    to: "#sales",
    thread: thread.root,
    filename: "p.png",
    encoding: "base64",
    content: "iVBORw0KGgo=",
  });
  expect(sent.structured.thread_ts).toBe(thread.root);
  const replies = await slack.call("slack_get_thread", { message: thread.root, channel: channels.sales });
  expect(replies.text).toContain("p.png (image/png, 8 B)");
  const wrong = await send({ to: "#sales", filename: "p.png", encoding: "base64", content: "not base64!" });
  expect(wrong.error?.kind).toBe("input");
});

test("an upload that fails shares nothing, and the allow-list holds", async () => {
  slack.sandbox.faults.add({ path: "/upload/**", kind: "status", status: 500 });
  slack.sent();
  const answer = await send({ to: channels.sales, filename: "x.txt", content: "x" });
  expect(answer.error).toMatchObject({ kind: "upstream", outcome: "not_done" });
  expect(methods(slack)).not.toContain("files.completeUploadExternal");
  slack.sandbox.faults.clear();
  const strict = await startSlack({ env: { SLACK_SEND_CHANNELS: "random" } });
  expect(
    (await strict.call("slack_send_file", { to: "#sales", filename: "x.txt", content: "x" })).text,
  ).toMatch(/SLACK_SEND_CHANNELS/);
  await strict.close();
});
