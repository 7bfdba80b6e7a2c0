import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bot, channels, lastBody, startSlack } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const search = (args: Record<string, unknown>) => slack.call("slack_search_messages", args);

test("finds messages with channel, author and link", async () => {
  const answer = await search({ query: "routely", limit: 1 });
  expect(answer.text).toMatchInlineSnapshot(`
    "2 found, 1 shown

    #sales [C01XLI6VCNB]: Priya Venkataraman [U07LDQ9PVU9], 2026-11-14T17:12:00Z, ts 1794676320.100500, https://tessalane.slack.com/archives/C01XLI6VCNB/p1794676320100500
    Carla told me Routely came in 15 percent lower for Marlow, without reservations.

    More rows: repeat with cursor: WyJjR0ZuWlRveSIsMF0"
  `);
});

test("filters by key become Slack's modifiers, with ids for names", async () => {
  const answer = await search({
    query: "price",
    channel: "#sales",
    from: "Maren",
    since: "2026-11-01",
    until: "2026-11-20",
  });
  expect(answer.structured).toMatchObject({
    total: 1,
    messages: [{ text: expect.stringContaining("Do not touch the price") as string }],
  });
  expect(lastBody(slack, "search.messages").query).toMatch(
    /^price in:sales from:<@U\w+> after:2026-10-31 before:2026-11-20$/,
  );
});

test("modifiers in the query, months, direct conversations and files", async () => {
  const october = await search({ query: "in:#sales", during: "october", limit: 100 });
  const days = (october.structured.messages as { created_at: string }[]).map(({ created_at: at }) =>
    at.slice(0, 7),
  );
  expect(new Set(days)).toEqual(new Set(["2026-10"]));
  const direct = await search({ channel: "@priya" });
  expect(direct.structured).toMatchObject({
    total: 1,
    messages: [{ channel: expect.stringMatching(/^@Priya Venkataraman \[D/) as string }],
  });
  const files = await search({ query: "has:file" });
  expect(files.text).toContain("files: F03K48LICAC Drops per shift (text/csv, 230 B)");
});

test("pages to the end without losing or repeating a row", async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await search({
      query: "in:sales",
      limit: 7,
      sort_by: "score",
      ...(cursor ? { cursor } : {}),
    });
    seen.push(...(page.structured.messages as { ts: string }[]).map(({ ts }) => ts));
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  const all = await search({ query: "in:sales", limit: 100 });
  expect(seen).toHaveLength(all.structured.total as number);
  expect(new Set(seen).size).toBe(seen.length);
});

test("what the token's owner cannot see is not found", async () => {
  const hidden = await startSlack({ env: { SLACK_USER_TOKEN: "xoxp-sandbox-priya-all-scopes" } });
  expect((await search({ query: "bridge on Sunday" })).structured.total).toBe(1);
  expect((await hidden.call("slack_search_messages", { query: "bridge on Sunday" })).structured.total).toBe(
    0,
  );
  await hidden.close();
});

test("with a bot token it is not listed, and a call says which token it needs", async () => {
  const withBot = await startSlack({ env: bot });
  const { tools } = await withBot.client.listTools();
  expect(tools.map((tool) => tool.name)).not.toContain("slack_search_messages");
  const answer = await withBot.call("slack_search_messages", { query: "x", channel: channels.sales });
  expect(answer.error?.kind).toBe("auth");
  expect(answer.text).toMatch(/not_allowed_token_type.*SLACK_USER_TOKEN/);
  await withBot.close();
});
