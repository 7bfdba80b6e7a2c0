import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
let page: string;
beforeAll(async () => {
  notion = await startHarness(server);
  page = (await notion.call("notion_get_page", { page: "Flow 4.0: store-level reservations" })).structured
    .id as string;
});
afterAll(() => notion.close());

type Comment = { id: string; discussion_id: string; author: string; text: string };
const list = async (args: Record<string, unknown>) =>
  (await notion.call("notion_list_comments", args)).structured as {
    comments: Comment[];
    next_cursor?: string;
  };

test("a page's open comments with authors, threads kept together", async () => {
  const { comments } = await list({ block: page });
  expect(comments.map((one) => one.text)).toEqual([
    "Theo asks whether a hold survives a restart.",
    "Yes, holds live in the order store.",
  ]);
  expect(comments[0]?.discussion_id).toBe(comments[1]?.discussion_id);
  expect(comments[1]?.author).toBe("Sofia Lindqvist <sofia.lindqvist@tessalane.example>");
});

test("comments on a block are listed by the block, and pages follow each other", async () => {
  const blocks = await notion.call("notion_list_blocks", { block: page, limit: 2 });
  const [, block] = blocks.structured.blocks as { id: string }[];
  expect((await list({ block: block?.id })).comments.map((one) => one.text)).toEqual([
    "81 ms became 63 ms this week.",
  ]);
  const first = await list({ block: page, limit: 1 });
  const second = await list({ block: page, limit: 1, cursor: first.next_cursor });
  expect([first.comments[0]?.text, second.comments[0]?.text]).toEqual([
    "Theo asks whether a hold survives a restart.",
    "Yes, holds live in the order store.",
  ]);
  expect(second.next_cursor).toBeUndefined();
});
