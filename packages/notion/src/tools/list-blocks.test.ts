import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let notion: Harness;
beforeAll(async () => {
  notion = await startHarness(server, { selection: { groups: ["all"] } });
});
afterAll(() => notion.close());

type Row = { id: string; type: string; level: number; text: string };
const gallery = "4a4a95a5-5f16-4c66-a988-6839d6c0cfbe";
const list = async (args: Record<string, unknown>) =>
  (await notion.call("notion_list_blocks", args)).structured as { blocks: Row[]; next_cursor?: string };

test("every kind of block has a line, with text, caption or address", async () => {
  const { blocks } = await list({ block: gallery });
  const of = (type: string) => blocks.find((block) => block.type === type)?.text;
  expect(of("bookmark")).toBe("Status page https://status.tessalane.example/");
  expect(of("image")).toBe("The image https://files.tessalane.example/hall.png");
  expect(of("equation")).toBe("e = mc^2");
  expect(of("code")).toContain("select 1;");
  expect(blocks.every((block) => block.level === 1)).toBe(true);
});

test("deeper levels follow the block that they are in", async () => {
  const { blocks } = await list({ block: gallery, depth: 3 });
  const outer = blocks.findIndex((block) => block.text === "Outer");
  expect(blocks.slice(outer, outer + 3).map(({ level, text }) => [level, text])).toEqual([
    [1, "Outer"],
    [2, "Middle"],
    [3, "Inner"],
  ]);
  expect(blocks.find((block) => block.type === "table_row")?.text).toBe("site | batch");
});

test("a page of more than 100 blocks is read to its end", async () => {
  const ids = new Set<string>();
  let cursor: string | undefined;
  let count = 0;
  do {
    const page = await list({
      block: "b734fe79-7257-449d-ad14-e3f7f1fce4b2",
      limit: 60,
      ...(cursor ? { cursor } : {}),
    });
    count += page.blocks.length;
    for (const block of page.blocks) ids.add(block.id);
    cursor = page.next_cursor;
  } while (cursor);
  expect(count).toBeGreaterThan(150);
  expect(ids.size).toBe(count);
});

test("a page may be named by its title", async () => {
  const { blocks } = await list({ block: "On-call rules", limit: 1 });
  expect(blocks[0]).toMatchObject({
    type: "paragraph",
    text: expect.stringMatching(/^One engineer a week/) as string,
  });
});
