import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
beforeAll(async () => {
  notion = await startHarness(server);
});
afterAll(() => notion.close());

const list = (args: Record<string, unknown> = {}) => notion.call("notion_list_users", args);

test("people and integrations with e-mail and id, page by page", async () => {
  const first = await list({ limit: 10 });
  const second = await list({ limit: 10, cursor: first.structured.next_cursor });
  const users = [first, second].flatMap((page) => page.structured.users as { name: string; type: string }[]);
  expect(users).toHaveLength(15);
  expect(users.filter((user) => user.type === "bot").map((user) => user.name)).toEqual(["Sophia"]);
  expect(second.structured.next_cursor).toBeUndefined();
});

test("finds people by part of a name or by e-mail", async () => {
  expect((await list({ query: "nwosu" })).text).toMatchInlineSnapshot(`
    "name	email	type	id
    Amara Nwosu	amara.nwosu@tessalane.example	person	1dfd55f6-719d-452a-a0ce-a163b4f10dc3"
  `);
  const byMail = await list({ query: "hana.kobayashi@tessalane.example" });
  expect((byMail.structured.users as { name: string }[]).map((user) => user.name)).toEqual([
    "Hana Kobayashi",
  ]);
  expect((await list({ query: "nobody" })).text).toContain("(no rows)");
});
