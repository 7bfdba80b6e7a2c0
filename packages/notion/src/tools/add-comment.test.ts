import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
beforeAll(async () => {
  notion = await startHarness(server, { selection: { groups: ["all"] } });
});
afterAll(() => notion.close());

const comment = (args: Record<string, unknown>) => notion.call("notion_add_comment", args);

test("comments on a page and replies in its thread", async () => {
  const page = "On-call rules";
  const first = await comment({ page, text: "Who is on call **now**?" });
  expect(first.structured).toMatchObject({
    author: expect.stringMatching(/^Sophia/) as string,
    text: "Who is on call now?",
  });
  const reply = await comment({ discussion_id: first.structured.discussion_id, text: "Amara" });
  expect(reply.structured.discussion_id).toBe(first.structured.discussion_id);
  const { structured } = await notion.call("notion_get_page", { page, comments: true });
  expect((structured.comments as { text: string }[]).map((one) => one.text)).toEqual([
    "Who is on call now?",
    "Amara",
  ]);
});

test("comments on a block", async () => {
  const { structured } = await notion.call("notion_get_page", { page: "Support handbook" });
  const blocks = await notion.call("notion_list_blocks", { block: structured.id, limit: 1 });
  const [block] = blocks.structured.blocks as { id: string }[];
  await comment({ block: block?.id, text: "Since when?" });
  const listed = await notion.call("notion_list_comments", { block: block?.id });
  expect(listed.text).toContain("Since when?");
});

test.each([[{}], [{ page: "On-call rules", discussion_id: "0".repeat(32) }]])(
  "%j is refused: one target",
  async (args) => {
    const answer = await comment({ text: "x", ...args });
    expect(answer.text).toMatch(/exactly one of page, block and discussion_id/);
  },
);
