import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bot, channels, lastBody, link, methods, startSlack, thread } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const send = (args: Record<string, unknown>, through = slack) => through.call("slack_send_message", args);
const posts = (of: Harness) => methods(of).filter((name) => name === "chat.postMessage");

test("posts Markdown with mentions by name and without previews, and it can be read back", async () => {
  const sent = await send({
    to: "#sales",
    text: "**Done** by <@priya>, see [page](https://tessalane.example/a?b=1&c=2) in <#random>",
  });
  expect(sent.text).toMatch(
    /^Sent\nchannel: #sales \[C01XLI6VCNB\]\nts: \d{10}\.\d{6}\nurl: https:\/\/tessalane/,
  );
  expect(lastBody(slack, "chat.postMessage")).toMatchObject({
    markdown_text: expect.stringMatching(/^\*\*Done\*\* by <@U07LDQ9PVU9>, .* in <#C0I8B02LBKC>$/) as string,
    unfurl_links: "false",
    unfurl_media: "false",
  });
  const read = await slack.call("slack_get_message", { message: sent.structured.url });
  expect(read.structured.text).toBe(
    "**Done** by @Priya Venkataraman, see [page](https://tessalane.example/a?b=1&c=2) in #random",
  );
});

test("replies to a link, in the thread that a reply belongs to", async () => {
  const url = `${link(channels.sales, thread.reply)}?thread_ts=${thread.root}&cid=${channels.sales}`;
  const sent = await send({ to: url, text: "Agreed.", broadcast: true });
  expect(sent.structured.thread_ts).toBe(thread.root);
  expect(sent.structured.url).toContain(`thread_ts=${thread.root}`);
  expect(lastBody(slack, "chat.postMessage")).toMatchObject({
    thread_ts: thread.root,
    reply_broadcast: "true",
  });
  const same = await send({ to: "#sales", thread: thread.root, text: "Agreed too." });
  expect(same.structured.thread_ts).toBe(thread.root);
});

test("opens the conversation with a person by name or e-mail", async () => {
  const first = await send({ to: "@hana", text: "Hello" });
  expect(first.structured.channel).toMatch(/^@Hana Kobayashi \[D/);
  const second = await send({ to: "hana.kobayashi@tessalane.example", text: "Hello again" });
  expect(second.structured.channel).toBe(first.structured.channel);
});

test("schedules, and Slack's limits are named", async () => {
  const later = await send({ to: channels.sales, text: "Later", send_at: "2026-12-01T09:00:00+01:00" });
  expect(later.structured).toMatchObject({
    scheduled_id: expect.stringMatching(/^Q/) as string,
    send_at: "2026-12-01T08:00:00.000Z",
  });
  expect(lastBody(slack, "chat.scheduleMessage")).toMatchObject({
    unfurl_links: "false",
    unfurl_media: "false",
  });
  const past = await send({ to: channels.sales, text: "Earlier", send_at: "2026-01-01T09:00:00Z" });
  expect(past.text).toMatch(/time_in_past.*send_at must lie in the future/);
  const far = await send({ to: channels.sales, text: "One day", send_at: "2027-11-01T09:00:00Z" });
  expect(far.text).toMatch(/at most 120 days ahead/);
});

test.each([
  [
    "an ambiguous person",
    { to: "#sales", text: "<@ma>" },
    /"ma" fits several: pass one of .*Maren Oduya \[U/,
  ],
  [
    "an unknown person",
    { to: "@nobody", text: "x" },
    /No person in this Slack is called "@nobody".*slack_search_users/,
  ],
  [
    "an unknown e-mail",
    { to: "no@tessalane.example", text: "x" },
    /Nobody in this Slack has the e-mail address/,
  ],
  [
    "a thread elsewhere",
    { to: "#random", thread: link(channels.sales, thread.root), text: "x" },
    /another channel/,
  ],
  [
    "a broadcast without thread",
    { to: "#sales", text: "x", broadcast: true },
    /"broadcast" goes with a reply/,
  ],
])("%s is refused before anything is sent", async (_, args, wording) => {
  slack.sent();
  const answer = await send(args);
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(wording);
  expect(posts(slack)).toEqual([]);
});

test("a bot posts under its own name, where it is a member", async () => {
  const withBot = await startSlack({ env: bot });
  const sent = await send({ to: "#general", text: "Beep" }, withBot);
  const read = await withBot.call("slack_get_message", { message: sent.structured.url });
  expect(read.structured.user).toMatch(/^Tessalane Assistant \[U/);
  expect((await send({ to: "#engineering", text: "Beep" }, withBot)).text).toMatch(/not_in_channel/);
  await withBot.close();
});

test("the allow-list of the settings holds for channels, ids and direct messages", async () => {
  const strict = await startSlack({ env: { SLACK_SEND_CHANNELS: `#random, ${channels.marlow}` } });
  for (const to of ["#random", "#deal-marlow"])
    expect((await send({ to, text: "ok" }, strict)).isError).toBe(false);
  strict.sent();
  for (const to of ["#sales", "@priya"]) {
    const answer = await send({ to, text: "no" }, strict);
    expect(answer.error?.kind).toBe("input");
    expect(answer.text).toMatch(/is not allowed here: SLACK_SEND_CHANNELS holds #random/);
  }
  expect(posts(strict)).toEqual([]);
  await strict.close();
  const direct = await startSlack({ env: { SLACK_SEND_CHANNELS: "@" } });
  expect((await send({ to: "@priya", text: "ok" }, direct)).isError).toBe(false);
  expect((await send({ to: "#sales", text: "no" }, direct)).isError).toBe(true);
  await direct.close();
});

test("a comma too many in the list of channels allows no channel whose name is not told", async () => {
  const strict = await startSlack({ env: { SLACK_SEND_CHANNELS: "random," } });
  const nameless = { ok: true, channel: { id: channels.sales } };
  strict.sandbox.faults.add({ path: "/api/conversations.info", kind: "status", status: 200, body: nameless });
  const answer = await strict.call("slack_send_message", { to: channels.sales, text: "x" });
  expect(answer.text).toContain("is not allowed here: SLACK_SEND_CHANNELS holds random,");
  await strict.close();
});
