import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { pageOf } from "../api.ts";
import { Comments, type ThreadRow } from "../documents/issues.ts";
import { commentBlocks, commentShape, showComment } from "../format.ts";
import { issueParam } from "../params.ts";
import { issueRef } from "../refs.ts";
import { defineTool } from "../tool.ts";

const threadedShape = commentShape.extend({
  reply_to: z.string().optional(),
  more_replies: z.boolean().optional(),
});

export const listComments = defineTool({
  name: "linear_list_comments",
  title: "List comments",
  description:
    "Returns the comments of an issue, the latest thread first, each followed by its replies in the order they were written; reply_to names the comment that is answered. limit counts threads. To answer one pass its id to linear_add_comment as reply_to.",
  access: "read",
  group: "core",
  scopes: ["read"],
  more: "Pass a smaller limit with cursor.",
  input: z.object({ issue: issueParam, ...pageInput(50) }),
  output: z.object({
    issue: z.string(),
    url: z.string(),
    comments: z.array(threadedShape),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const id = issueRef(input.issue);
    let about = { issue: id, url: "" };
    const { rows, ...next } = await collect(input, async (after, first) => {
      const { issue } = await api.query(Comments, { id, first, after }, `issue ${id}`);
      about = { issue: `${issue.identifier} ${issue.title}`, url: issue.url };
      return pageOf(issue.comments);
    });
    return { ...about, comments: rows.flatMap(showThread), ...next };
  },
  render: (output) =>
    parts(`${output.issue}\n${output.url}`, commentBlocks(output.comments) || "(no rows)", nextPage(output)),
});

function showThread(thread: ThreadRow): z.output<typeof threadedShape>[] {
  const replies = thread.children.nodes.toSorted((left, right) =>
    left.createdAt.localeCompare(right.createdAt),
  );
  const more = thread.children.pageInfo.hasNextPage ? { more_replies: true } : {};
  return [
    { ...showComment(thread), ...more },
    ...replies.map((reply) => Object.assign(showComment(reply), { reply_to: thread.id })),
  ];
}
