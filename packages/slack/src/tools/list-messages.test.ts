import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bot, channels, fewScopes, lastBody, startSlack } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const list = (args: Record<string, unknown>) => slack.call("slack_list_messages", args);
const texts = (answer: { structured: Record<string, unknown> }) =>
  (answer.structured.messages as { text: string }[]).map(({ text }) => text);

test("lists the newest first, with names for ids, replies and reactions", async () => {
  const answer = await list({ channel: "#deal-marlow", limit: 2 });
  expect(answer.text).toMatchInlineSnapshot(`
    "#deal-marlow [C095FVP5GFO]

    Amara Nwosu [U064EIVF20F], 2026-11-19T15:30:00Z, ts 1795102200.101055, 1 reply, https://tessalane.slack.com/archives/C095FVP5GFO/p1795102200101055
    Sessions are closed on removal now. We can show SCIM to Theo.

    Priya Venkataraman [U07LDQ9PVU9], 2026-11-19T11:20:00Z, ts 1795087200.700100, https://tessalane.slack.com/archives/C095FVP5GFO/p1795087200700100
    Carla's redlines, section 9
    files: F0E1D9OFHVJ Master agreement with redlines (application/pdf, 51 B)

    More rows: repeat with cursor: WyJibVY0ZERveSIsMF0"
  `);
});

test("mentions, links and formatting become Markdown", async () => {
  const direct = await list({ channel: "@priya" });
  expect(texts(direct)).toEqual([
    "Gwen asks for **one** number she can show. Is [the calculator](https://tessalane.example/roi?x=1&y=2) still right?",
  ]);
  const general = await list({ channel: "general", limit: 1 });
  expect(texts(general)).toEqual([
    "I join the Bluefin call. @Declan Moriarty send me the one-pager tonight, please.",
  ]);
  const group = await slack.call("slack_list_channels", { types: ["group"] });
  const [{ channel = "" } = {}] = group.structured.channels as { channel?: string }[];
  expect(texts(await list({ channel }))).toEqual(["Pricing page: see #sales, thread of today."]);
});

test("a message that is only a file, and one that is only an attachment, are not blank", async () => {
  const file = await list({ channel: "#deal-bluefin", since: "2026-11-11T10:00:00Z", until: "2026-11-12" });
  expect(file.structured.messages).toMatchObject([
    { text: "", files: ["F06A8KIGCTH snapshot-lock.png (image/png, 77 B)"] },
  ]);
  const app = await list({
    channel: "#engineering",
    since: "2026-11-18T09:00:00Z",
    until: "2026-11-18T10:00:00Z",
  });
  expect(app.structured.messages).toMatchObject([
    {
      user: expect.stringMatching(/^Builds \[B/) as string,
      text: "edge-gateway #418 passed\nBranch `backoff`, 212 tests in 3 min",
    },
  ]);
});

test("times may be relative, and nonsense is refused", async () => {
  await list({ channel: channels.sales, since: "2d" });
  const { oldest } = lastBody(slack, "conversations.history");
  expect(Math.abs(Date.now() / 1000 - 2 * 86_400 - Number(oldest))).toBeLessThan(60);
  const answer = await list({ channel: channels.sales, until: "yesterday" });
  expect(answer.error?.kind).toBe("input");
  expect(answer.text).toMatch(/"until" was not understood: pass 2026-11-30/);
});

test("pages to the end without losing or repeating a row", async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ channel: "#sales", limit: 3, ...(cursor ? { cursor } : {}) });
    seen.push(...(page.structured.messages as { ts: string }[]).map(({ ts }) => ts));
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  const all = await list({ channel: "#sales", limit: 200 });
  expect(seen).toEqual((all.structured.messages as { ts: string }[]).map(({ ts }) => ts));
});

test("a bot outside the channel learns how to get in; a scope that is missing is named", async () => {
  const withBot = await startSlack({ env: bot });
  const outside = await withBot.call("slack_list_messages", { channel: "#engineering" });
  expect(outside.error?.kind).toBe("auth");
  expect(outside.text).toMatch(/not_in_channel.*invite it there/);
  await withBot.close();
  const weak = await startSlack({ env: fewScopes });
  expect((await weak.call("slack_list_messages", { channel: "#general" })).text).toMatch(
    /lacks the scope channels:history/,
  );
  await weak.close();
});

test("names are a help: without users:read there are ids", async () => {
  const nameless = await startSlack();
  const body = { ok: false, error: "missing_scope", needed: "users:read" };
  nameless.sandbox.faults.add({ path: "/api/users.*", kind: "status", status: 200, body });
  const answer = await nameless.call("slack_list_messages", { channel: channels.sales, limit: 1 });
  expect(answer.structured.messages).toMatchObject([{ user: expect.stringMatching(/^U\w+$/) as string }]);
  await nameless.close();
});

test("the limit for apps outside the Marketplace is explained", async () => {
  const strict = await startSlack();
  strict.sandbox.faults.add({
    path: "/api/conversations.history",
    kind: "status",
    status: 429,
    retryAfter: 60,
  });
  const answer = await strict.call("slack_list_messages", { channel: channels.sales });
  expect(answer.error).toMatchObject({ status: 429, retry_after_seconds: 60 });
  expect(answer.text).toMatch(/Wait 60 s.*outside its Marketplace one call a minute and 15 messages/);
  await strict.close();
});
