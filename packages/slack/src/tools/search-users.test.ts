import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { methods, startSlack } from "../../test/slack.ts";

let slack: Harness;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

const search = async (args: Record<string, unknown>) => {
  const answer = await slack.call("slack_search_users", args);
  return { ...answer, names: (answer.structured.users as { name: string }[]).map(({ name }) => name) };
};

test("finds people by part of a name or title", async () => {
  expect((await search({ query: "tan" })).text).toMatchInlineSnapshot(`
    "id	name	display_name	email	title	time_zone
    U0GZM9QSEBR	Mei Tanaka	Mei	mei.tanaka@tessalane.example	Frontend Engineer	America/Los_Angeles"
  `);
  expect((await search({ query: "Support" })).names).toEqual(["Yusuf Demir"]);
});

test("an e-mail address is looked up without reading the list", async () => {
  const fresh = await startSlack();
  const answer = await fresh.call("slack_search_users", { query: "priya.venkataraman@tessalane.example" });
  expect(answer.structured.users).toMatchObject([{ name: "Priya Venkataraman" }]);
  expect(methods(fresh)).toEqual(["users.lookupByEmail"]);
  await fresh.close();
});

test("those who left, and apps, only when asked for", async () => {
  expect((await search({ query: "owen" })).names).toEqual([]);
  expect((await search({ query: "owen", deactivated: true })).structured.users).toMatchObject([
    { status: "deactivated" },
  ]);
  expect((await search({ query: "assistant", bots: true })).structured.users).toMatchObject([
    { status: "app" },
  ]);
});

test("reads the list once, and pages through it", async () => {
  slack.sent();
  const first = await search({ limit: 5 });
  const second = await search({ limit: 200, cursor: first.structured.next_cursor });
  expect(first.names).toHaveLength(5);
  expect(new Set([...first.names, ...second.names]).size).toBe(14);
  expect(methods(slack)).toEqual([]);
});
