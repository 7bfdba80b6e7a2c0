import { pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { commentShape, commentTable, showComment } from "../format.ts";
import { findBlock } from "../find.ts";
import { collectPages } from "../paging.ts";
import { blockParam } from "../params.ts";
import { peopleNames } from "../people.ts";
import { defineTool } from "../tool.ts";

export const listComments = defineTool({
  name: "notion_list_comments",
  title: "List comments",
  description:
    "Returns the open comments of a page or of one block, oldest first; comments of a thread share a discussion_id, which notion_add_comment takes to reply. Notion's API leaves resolved comments out, and a page's list has no comments made on its blocks.",
  access: "read",
  group: "core",
  scopes: ["read comments"],
  input: z.object({ block: blockParam, ...pageInput() }),
  output: z.object({ comments: z.array(commentShape), ...pageOutput }),
  async run({ input, api }) {
    const id = await findBlock(api, input.block);
    const { rows, ...next } = await collectPages(input, (paging) => api.comments(id, paging));
    const name = rows.length > 0 ? await peopleNames(api) : undefined;
    return { comments: name ? rows.map((comment) => showComment(comment, name)) : [], ...next };
  },
  render: (output) => parts(commentTable(output.comments), nextPage(output)),
});
