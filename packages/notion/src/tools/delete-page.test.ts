import { startHarness } from "@sophia-mcp/testing/harness";
import { expect, test } from "vitest";
import server from "../server.ts";

test("moves a page to the trash, where it can be found and brought back from", async () => {
  const notion = await startHarness(server);
  const { structured } = await notion.call("notion_get_page", { page: "Leadership minutes", length: 500 });
  const gone = await notion.call("notion_delete_page", { page: structured.url });
  expect(gone.structured).toMatchObject({ id: structured.id, title: "Leadership minutes", in_trash: true });
  const find = async (in_trash: boolean) =>
    (await notion.call("notion_search_pages", { query: "Leadership minutes", in_trash })).structured.results;
  expect(await find(false)).toEqual([]);
  expect(await find(true)).toHaveLength(1);
  const back = await notion.call("notion_delete_page", { page: structured.id, restore: true });
  expect(back.structured.in_trash).toBe(false);
  expect(await find(false)).toHaveLength(1);
  await notion.close();
});

test("a title is not enough to delete", async () => {
  const notion = await startHarness(server);
  const answer = await notion.call("notion_delete_page", { page: "Flow 4.0: store-level reservations" });
  expect(answer.text).toMatch(/is no page id or link/);
  expect(notion.sent()).toEqual([]);
  await notion.close();
});
