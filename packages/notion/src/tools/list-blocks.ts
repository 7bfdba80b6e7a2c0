import { pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { NotionApi } from "../api.ts";
import { findBlock } from "../find.ts";
import { blockText } from "../page-markdown.ts";
import { collectPages, everyPage } from "../paging.ts";
import { blockParam } from "../params.ts";
import { defineTool } from "../tool.ts";
import type { Block } from "../types.ts";

const longest = 200;

export const listBlocks = defineTool({
  name: "notion_list_blocks",
  title: "List blocks",
  description:
    "Returns the blocks of a page or block with their ids, types and the beginning of their text, to place or delete single blocks. depth 2 or more also returns blocks inside blocks. To read a page use notion_get_page.",
  access: "read",
  group: "blocks",
  scopes: ["read content"],
  more: "Pass a smaller limit with cursor, or depth 1.",
  input: z.object({
    block: blockParam,
    depth: z.int().min(1).max(4).default(1).describe("Levels of blocks"),
    ...pageInput(100, 50),
  }),
  output: z.object({
    blocks: z.array(
      z.object({
        id: z.string(),
        type: z.string(),
        level: z.int(),
        text: z.string(),
        has_children: z.boolean(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const id = await findBlock(api, input.block);
    const { rows, ...next } = await collectPages(input, (paging) => api.children(id, paging));
    const levels = await Promise.all(rows.map((block) => withChildren(api, block, 1, input.depth)));
    return { blocks: levels.flat(), ...next };
  },
  render: (output) =>
    parts(table(output.blocks, ["level", "type", "text", "has_children", "id"]), nextPage(output)),
});

type Row = { id: string; type: string; level: number; text: string; has_children: boolean };

async function withChildren(api: NotionApi, block: Block, level: number, depth: number): Promise<Row[]> {
  const text = blockText(block);
  const row: Row = {
    id: block.id,
    type: block.type,
    level,
    text: text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text,
    has_children: block.has_children,
  };
  // A child page's blocks are its own page's.
  if (level >= depth || !block.has_children || block.type.startsWith("child_")) return [row];
  const inside = await everyPage(300, (paging) => api.children(block.id, paging));
  const below = await Promise.all(inside.map((child) => withChildren(api, child, level + 1, depth)));
  return [row, ...below.flat()];
}
