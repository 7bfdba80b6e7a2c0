import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bot, fewScopes, methods, startSlack } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

type Row = { channel: string; private: boolean; archived?: boolean };
const list = async (args: Record<string, unknown> = {}) => {
  const answer = await slack.call("slack_list_channels", args);
  return {
    ...answer,
    names: (answer.structured.channels as Row[]).map(({ channel }) => channel.replace(/ \[.*/, "")),
  };
};

test("lists open channels that the token may see, with topic and members", async () => {
  const answer = await list();
  expect(answer.names).toContain("#deal-bluefin");
  expect(answer.names).not.toContain("#project-atlas");
  expect(answer.text).toContain(
    "#sales [C01XLI6VCNB]\tfalse\t10\tForecast is due on Fridays\thttps://tessalane.slack.com/archives/C01XLI6VCNB",
  );
});

test("narrows by text, kind, membership and archive", async () => {
  expect((await list({ query: "rollout" })).names).toEqual(["#deal-marlow"]);
  expect((await list({ types: ["direct", "group"] })).names).toEqual([
    "@Priya Venkataraman",
    "@Declan Moriarty",
    "mpdm-maren--priya--sofia-1",
  ]);
  expect((await list({ joined: true })).names).not.toContain("#engineering");
  expect((await list({ archived: true })).names).toContain("#project-atlas");
});

test("short and empty pages of Slack's lose no row", async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit: 2, ...(cursor ? { cursor } : {}) });
    seen.push(...page.names);
    cursor = page.structured.next_cursor as string | undefined;
  } while (cursor);
  expect(seen).toEqual((await list()).names);
});

test("a bot sees only private channels it is in", async () => {
  const withBot = await startSlack({ env: bot });
  const answer = await withBot.call("slack_list_channels");
  expect(answer.text).toContain("#engineering");
  expect(answer.text).not.toContain("#deal-bluefin");
  await withBot.close();
});

test("a scope that is missing is named", async () => {
  const weak = await startSlack({ env: fewScopes });
  const answer = await weak.call("slack_list_channels");
  expect(answer.error?.kind).toBe("auth");
  expect(answer.text).toMatch(/lacks the scope groups:read/);
  expect((await weak.call("slack_list_channels", { types: ["public"] })).isError).toBe(false);
  expect(methods(weak)).toContain("conversations.list");
  await weak.close();
});
