import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { findPage } from "../find.ts";
import { commentShape, showComment } from "../format.ts";
import { blockId, idIn } from "../ids.ts";
import { peopleNames } from "../people.ts";
import { defineTool } from "../tool.ts";

export const addComment = defineTool({
  name: "notion_add_comment",
  title: "Add comment",
  description:
    "Comments on a page or a block, or replies to a thread, in the integration's name. Pass exactly one of page, block and discussion_id. Comments cannot be withdrawn with these tools.",
  access: "write",
  group: "core",
  scopes: ["insert comments"],
  input: z.object({
    text: z.string().min(1).max(10_000).describe("Inline Markdown"),
    page: z.string().max(500).optional().describe("Page, by id, link or exact title"),
    block: z.string().max(500).optional().describe("Block, by id or link"),
    discussion_id: z.string().max(100).optional().describe("Thread to reply to, from notion_list_comments"),
  }),
  output: commentShape,
  async run({ input, api }) {
    const { text, page, block, discussion_id: discussion } = input;
    if ([page, block, discussion].filter((one) => one !== undefined).length !== 1) {
      throw new InputError("Pass exactly one of page, block and discussion_id.");
    }
    const target =
      discussion !== undefined
        ? { discussion_id: idIn(discussion) ?? discussion }
        : block !== undefined
          ? { parent: { block_id: blockId(block) } }
          : { parent: { page_id: await findPage(api, page ?? "") } };
    // Looked up before the write: a failure afterwards would look like a comment that was not made.
    const name = await peopleNames(api);
    return showComment(await api.addComment({ ...target, markdown: text }), name);
  },
  render: (comment) => `Commented\n${fields(comment)}`,
});
