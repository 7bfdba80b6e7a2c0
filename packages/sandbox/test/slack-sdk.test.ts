import { type ErrorCode, LogLevel, WebClient } from "@slack/web-api";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../src/sandbox.ts";
import { slackIdFor } from "../src/world/ids.ts";

const channel = (name: string) => slackIdFor("C", `channel:${name}`);
const now = new Date("2026-03-31T12:00:00Z");

let sandbox: Sandbox;
let maren: WebClient;
let bot: WebClient;

beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["slack"], now });
  maren = clientWith(sandbox.env["SLACK_USER_TOKEN"] ?? "");
  bot = clientWith("xoxb-sandbox-bot-all-scopes");
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.faults.clear());

function clientWith(token: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: sandbox.env["SLACK_BASE_URL"] ?? "",
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
}

const post = (message: Parameters<WebClient["chat"]["postMessage"]>[0]) =>
  // eslint-disable-next-line unicorn/require-post-message-target-origin -- Slack's method, not a window's
  maren.chat.postMessage(message);

/** Slack's error code, as the SDK reports it. */
async function refusal(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return (error as { code: ErrorCode; data?: { error?: string } }).data?.error;
  }
}

describe("the SDK cannot tell the emulator from Slack", () => {
  test("it pages through channels, short and empty pages among them", async () => {
    const sizes: number[] = [];
    const names: string[] = [];
    for await (const page of maren.paginate("conversations.list", {
      limit: 2,
      types: "public_channel,private_channel",
      exclude_archived: true,
    })) {
      const { channels = [] } = page as { channels?: { name?: string }[] };
      sizes.push(channels.length);
      names.push(...channels.map(({ name }) => name ?? ""));
    }
    expect(sizes[0]).toBe(0);
    expect(new Set(sizes)).toEqual(new Set([0, 1, 2]));
    expect(names).toContain("deal-bluefin");
    expect(new Set(names).size).toBe(names.length);
  });

  test("history pages backwards, and threads forwards with their first message on each page", async () => {
    const whole = await maren.conversations.history({ channel: channel("sales"), limit: 200 });
    const seen: (string | undefined)[] = [];
    for await (const page of maren.paginate("conversations.history", {
      channel: channel("sales"),
      limit: 3,
    })) {
      seen.push(...((page as { messages?: { ts?: string }[] }).messages ?? []).map(({ ts }) => ts));
    }
    expect(seen).toEqual(whole.messages?.map(({ ts }) => ts));
    const root = whole.messages?.find((message) => (message.reply_count ?? 0) > 0);
    const replies = await maren.conversations.replies({
      channel: channel("sales"),
      ts: root?.ts ?? "",
      limit: 1,
    });
    expect(replies.messages?.[0]?.ts).toBe(root?.ts);
    expect(replies.messages).toHaveLength(2);
  });

  test("what is posted can be read, changed, scheduled and deleted", async () => {
    const sent = await post({
      channel: channel("sales"),
      markdown_text: "**Hi** [page](https://a.example)",
    });
    expect(sent.message?.text).toBe("*Hi* <https://a.example|page>");
    const ts = sent.ts ?? "";
    await maren.chat.update({ channel: channel("sales"), ts, text: "Hello" });
    await maren.reactions.add({ channel: channel("sales"), timestamp: ts, name: "tada" });
    const read = await maren.conversations.history({
      channel: channel("sales"),
      oldest: ts,
      latest: ts,
      inclusive: true,
    });
    expect(read.messages).toMatchObject([
      { text: "Hello", edited: {}, reactions: [{ name: "tada", count: 1 }] },
    ]);
    const { permalink } = await maren.chat.getPermalink({ channel: channel("sales"), message_ts: ts });
    expect(permalink).toBe(
      `https://tessalane.slack.com/archives/${channel("sales")}/p${ts.replace(".", "")}`,
    );
    await maren.chat.delete({ channel: channel("sales"), ts });
    expect(await refusal(maren.chat.delete({ channel: channel("sales"), ts }))).toBe("message_not_found");
    const later = Math.floor(now.getTime() / 1000) + 3600;
    await maren.chat.scheduleMessage({ channel: channel("sales"), text: "Later", post_at: later });
    const waiting = await maren.chat.scheduledMessages.list({ channel: channel("sales") });
    expect(waiting.scheduled_messages).toMatchObject([{ text: "Later", post_at: later }]);
  });

  test("files go up in three steps and come down with the token", async () => {
    const place = await maren.files.getUploadURLExternal({ filename: "a.txt", length: 5 });
    await fetch(place.upload_url ?? "", { method: "POST", body: "hello" });
    const done = await maren.files.completeUploadExternal({
      files: [{ id: place.file_id ?? "", title: "A" }],
      channel_id: channel("random"),
    });
    const { file } = await maren.files.info({ file: done.files?.[0]?.id ?? "" });
    expect(file).toMatchObject({ title: "A", mimetype: "text/plain", size: 5 });
    const get = (headers: Record<string, string>) =>
      fetch(file?.url_private ?? "", { headers, redirect: "manual" });
    expect(await (await get({ authorization: `Bearer ${maren.token}` })).text()).toBe("hello");
    expect((await get({})).status).toBe(302);
    const history = await maren.conversations.history({ channel: channel("random"), limit: 1 });
    expect(history.messages?.[0]).toMatchObject({ text: "", files: [{ id: file?.id }] });
  });

  test("the SDK's own upload in one call", async () => {
    const done = await maren.filesUploadV2({
      channel_id: channel("random"),
      filename: "b.csv",
      content: "a,b\n1,2\n",
    });
    expect(done.files[0]?.files?.[0]).toMatchObject({ name: "b.csv", mimetype: "text/csv" });
  });

  test("canvases are made, searched and changed by sections", async () => {
    const { canvas_id = "" } = await maren.canvases.create({
      title: "T",
      document_content: { type: "markdown", markdown: "# One\n\nTwo" },
    });
    const found = await maren.canvases.sections.lookup({ canvas_id, criteria: { section_types: ["h1"] } });
    const [section] = found.sections ?? [];
    await maren.canvases.edit({
      canvas_id,
      changes: [{ operation: "delete", section_id: section?.id ?? "" }],
    });
    const { file } = await maren.files.info({ file: canvas_id });
    const html = await (
      await fetch(file?.url_private ?? "", { headers: { authorization: `Bearer ${maren.token}` } })
    ).text();
    expect(html).toContain("Two");
    expect(html).not.toContain("One");
    const own = {
      channel_id: channel("sales"),
      document_content: { type: "markdown" as const, markdown: "x" },
    };
    await maren.conversations.canvases.create(own);
    expect(await refusal(maren.conversations.canvases.create(own))).toBe("channel_canvas_already_exists");
  });

  test.each<[string, string, (texts: string[]) => void]>([
    [
      "a word in a channel",
      "in:sales routely",
      (texts) => expect(texts.every((text) => /routely/i.test(text))).toBe(true),
    ],
    ["a person", "from:@priya.venkataraman gwen", (texts) => expect(texts.length).toBeGreaterThan(0)],
    ["a phrase", '"Yearly is fine"', (texts) => expect(texts).toEqual(["Yearly is fine."])],
    [
      "a word that must not occur",
      "routely -playbook",
      (texts) => expect(texts.join(" ")).not.toMatch(/playbook/),
    ],
    [
      "days",
      "after:2026-03-24 before:2026-03-26 in:sales",
      (texts) =>
        expect(texts).toContain("Do not touch the price. Show what one avoided cancellation is worth."),
    ],
    [
      "a month",
      "during:february in:sales",
      (texts) =>
        expect(texts).toContain(
          "First call with Orchard &amp; Pike went well. Scanners drop in the chilled hall, StackDepot is in the race.",
        ),
    ],
  ])("search by %s", async (_name, query, check) => {
    const { messages } = await maren.search.messages({ query, count: 100 });
    expect(messages?.total).toBeGreaterThan(0);
    check((messages?.matches ?? []).map(({ text }) => text ?? ""));
  });

  test("search pages by number and by cursor alike", async () => {
    const byPage = await maren.search.messages({ query: "in:sales", count: 5, page: 2 });
    const first = await maren.search.messages({ query: "in:sales", count: 5, cursor: "*" });
    const next = await maren.search.messages({
      query: "in:sales",
      count: 5,
      cursor: first.response_metadata?.next_cursor ?? "",
    });
    expect(next.messages?.matches?.map(({ ts }) => ts)).toEqual(
      byPage.messages?.matches?.map(({ ts }) => ts),
    );
  });

  test("direct conversations are opened once, and channels made with their people", async () => {
    const lucas =
      (await maren.users.lookupByEmail({ email: "lucas.ferreira@tessalane.example" })).user?.id ?? "";
    const first = await maren.conversations.open({ users: lucas });
    const again = await maren.conversations.open({ users: lucas });
    expect(again.channel?.id).toBe(first.channel?.id);
    const made = await maren.conversations.create({ name: "sdk-test" });
    await maren.conversations.invite({ channel: made.channel?.id ?? "", users: lucas });
    const { members } = await maren.conversations.members({ channel: made.channel?.id ?? "" });
    expect(members).toHaveLength(2);
  });

  test.each<[string, string, () => Promise<unknown>]>([
    ["a wrong token", "invalid_auth", () => clientWith("xoxb-wrong").auth.test()],
    ["a search with a bot token", "not_allowed_token_type", () => bot.search.messages({ query: "x" })],
    [
      "a channel that the bot is not in",
      "not_in_channel",
      () => bot.conversations.history({ channel: channel("engineering") }),
    ],
    [
      "a private channel of others",
      "channel_not_found",
      () => bot.conversations.info({ channel: channel("deal-bluefin") }),
    ],
    ["an archived channel", "is_archived", () => post({ channel: channel("project-atlas"), text: "x" })],
    [
      "somebody else's message",
      "cant_update_message",
      () => bot.chat.update({ channel: channel("sales"), ts: slackTs(), text: "x" }),
    ],
    [
      "a text that is too long",
      "msg_too_long",
      () => post({ channel: channel("sales"), markdown_text: "x".repeat(12_001) }),
    ],
    ["a foreign cursor", "invalid_cursor", () => maren.users.list({ cursor: "bm90LW91cnM=" })],
    [
      "an e-mail that nobody has",
      "users_not_found",
      () => maren.users.lookupByEmail({ email: "x@y.example" }),
    ],
    ["a name with spaces", "invalid_name_specials", () => maren.conversations.create({ name: "Big Launch" })],
  ])("%s is refused as Slack does: %s", async (_name, code, work) => {
    expect(await refusal(work())).toBe(code);
  });

  test("scopes are told on each answer and named when one is missing", async () => {
    const few = clientWith("xoxb-sandbox-bot-few-scopes");
    expect((await few.auth.test()).response_metadata?.scopes).toEqual(["channels:read", "chat:write"]);
    await expect(few.users.list({})).rejects.toMatchObject({
      data: { error: "missing_scope", needed: "users:read", provided: "channels:read,chat:write" },
    });
  });

  test("a tier's limit is met with the seconds to wait", async () => {
    const limited = clientWith("xoxb-sandbox-bot-limited");
    const calls = Array.from({ length: 70 }, () => limited.conversations.list({}));
    const refused = (await Promise.allSettled(calls)).flatMap((one) =>
      one.status === "rejected" ? [one.reason as { retryAfter?: number }] : [],
    );
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.retryAfter).toBeGreaterThan(0);
  });
});

function slackTs(): string {
  return `${Date.parse("2026-03-30T09:15:00Z") / 1000}.100722`;
}
