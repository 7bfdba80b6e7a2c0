import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { blockId } from "../ids.ts";
import { blockText } from "../page-markdown.ts";
import { defineTool } from "../tool.ts";

export const deleteBlock = defineTool({
  name: "notion_delete_block",
  title: "Delete block",
  description:
    "Moves one block with everything inside it to the trash; a person can restore it from the page's history in Notion. Ids come from notion_list_blocks. The id of a page deletes the page.",
  access: "destroy",
  idempotent: true,
  group: "blocks",
  scopes: ["update content"],
  input: z.object({ block: z.string().min(32).max(500).describe("Block, by id or link") }),
  output: z.object({ id: z.string(), type: z.string(), text: z.string(), in_trash: z.boolean() }),
  async run({ input, api }) {
    const block = await api.deleteBlock(blockId(input.block));
    return { id: block.id, type: block.type, text: blockText(block).slice(0, 200), in_trash: block.in_trash };
  },
  render: (block) => fields(block),
});
