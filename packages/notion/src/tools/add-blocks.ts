import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import { appendBlocks, type Place } from "../append.ts";
import { markdownBlocks } from "../blocks.ts";
import { findBlock } from "../find.ts";
import { blockId, linkTo } from "../ids.ts";
import { blockParam, markdownParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const addBlocks = defineTool({
  name: "notion_add_blocks",
  title: "Add blocks",
  description:
    "Adds Markdown as blocks inside a page or a block such as a toggle or list item, at the end, at the start or after a given block. Any length and depth: it is sent in as many requests as Notion's limits need. For plain additions to a page notion_update_page_content is quicker.",
  access: "write",
  group: "core",
  scopes: ["insert content"],
  input: z.object({
    block: blockParam,
    markdown: markdownParam.describe(
      "GitHub Markdown, also <details>, <callout>, <columns>, <bookmark url> and so on",
    ),
    position: z.enum(["end", "start"]).default("end").describe("Where to add"),
    after: z.string().max(500).optional().describe("Add after this child block instead, by id or link"),
  }),
  output: z.object({
    parent_id: z.string(),
    url: z.string(),
    added: z.int(),
    blocks: z.array(z.object({ id: z.string(), type: z.string() })),
  }),
  async run({ input, api, progress }) {
    const id = await findBlock(api, input.block);
    const blocks = await markdownBlocks(input.markdown);
    if (blocks.length === 0) throw new InputError("The markdown holds no blocks.");
    const place: Place = input.after
      ? { type: "after_block", after_block: { id: blockId(input.after) } }
      : { type: input.position };
    const made = await appendBlocks(api, id, blocks, place, (done) => progress(done, blocks.length));
    const shown = made.map((block) => ({ id: block.id, type: block.type }));
    return { parent_id: id, url: linkTo(id), added: made.length, blocks: shown };
  },
  render: ({ added, url, blocks }) =>
    `Added ${added} block${added === 1 ? "" : "s"} to ${url}\n${blocks
      .slice(0, 20)
      .map((block) => `${block.type} ${block.id}`)
      .join("\n")}`,
});
