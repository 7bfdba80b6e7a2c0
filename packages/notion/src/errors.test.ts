import { startHarness } from "@sophia-mcp/testing/harness";
import { expect, test } from "vitest";
import server from "./server.ts";

const nowhere = "00000000-0000-4000-a000-000000000000";

test("a page that is not there or not shared says how to share it", async () => {
  const notion = await startHarness(server);
  const answer = await notion.call("notion_get_page", { page: nowhere });
  expect(answer.error).toMatchObject({
    kind: "input",
    status: 404,
    request_id: expect.any(String) as string,
  });
  expect(answer.text).toContain(`has no page ${nowhere}`);
  expect(answer.text).toMatch(/not shared with the integration.*Connections/);
  await notion.close();
});

test.each([
  ["notion_list_users", {}, "read user information"],
  ["notion_list_comments", { block: nowhere }, "read comments"],
  ["notion_add_comment", { discussion_id: nowhere, text: "x" }, "insert comments"],
])("%s without its capability names it", async (tool, args, capability) => {
  const notion = await startHarness(server, { env: { NOTION_TOKEN: "ntn_sandbox_content_only" } });
  const answer = await notion.call(tool, args);
  expect(answer.error).toMatchObject({ kind: "auth", status: 403, retryable: false });
  expect(answer.text).toContain(`lacks the scope ${capability}`);
  expect(answer.text).toContain("https://www.notion.so/profile/integrations");
  await notion.close();
});

test.each([
  ["notion_create_page", { title: "x", parent_page: "Tessalane wiki" }, "insert content"],
  ["notion_update_page", { page: "Tessalane wiki", title: "x" }, "update content"],
  ["notion_add_blocks", { block: nowhere, markdown: "x" }, "insert content"],
])("%s with a token that may only read names %s", async (tool, args, capability) => {
  const notion = await startHarness(server, { env: { NOTION_TOKEN: "ntn_sandbox_read_only" } });
  const answer = await notion.call(tool, args);
  expect(answer.text).toContain(`lacks the scope ${capability}`);
  await notion.close();
});

test("without the right to read people, pages and comments are still answered", async () => {
  const notion = await startHarness(server, { env: { NOTION_TOKEN: "ntn_sandbox_content_only" } });
  const answer = await notion.call("notion_get_page", { page: "Flow 4.0: store-level reservations" });
  expect(answer.isError, answer.text).toBe(false);
  expect(answer.structured.properties).toMatchObject({
    Author: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
  });
  await notion.close();
});

test.each([
  [409, "input", /Nothing was changed: repeat the call/],
  [529, "upstream", /overloaded/],
  [429, "upstream", /Limit: connection/],
])("Notion's %i is passed on in its words", async (status, kind, wording) => {
  const notion = await startHarness(server);
  notion.sandbox.faults.add({ vendor: "notion", kind: "status", status, retryAfter: 3600 });
  const answer = await notion.call("notion_get_me");
  expect(answer.error).toMatchObject({ kind, status });
  expect(answer.text).toMatch(wording);
  await notion.close();
});

test("an integration that may write but not read still learns what it made", async () => {
  const notion = await startHarness(server, { env: { NOTION_TOKEN: "ntn_sandbox_write_only" } });
  const parent_page = "e1040ad6-4c9c-4607-a74d-54f2d8368413";
  const made = await notion.call("notion_create_page", { title: "Blind", parent_page });
  expect(made.isError, made.text).toBe(false);
  expect(made.text).toMatch(/id: [0-9a-f-]{36}\nurl: https:\/\/www\.notion\.so\/[0-9a-f]{32}$/);
  await notion.close();
});
