import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { commentShape, commentText, showStory, storyFields } from "../comments.ts";
import { taskId, taskParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listComments = defineTool({
  name: "asana_list_comments",
  title: "List comments",
  description:
    "Returns the comments on a task as Markdown with author and time, oldest first. include_system adds what Asana recorded: changed dates, moves, assignments. The latest comments also come with asana_get_task.",
  access: "read",
  group: "core",
  scopes: ["stories:read"],
  more: "Pass a smaller limit with cursor.",
  input: z.object({
    task: taskParam,
    include_system: z.boolean().default(false).describe("Changes recorded by Asana too"),
    ...pageInput(100),
  }),
  output: z.object({ comments: z.array(commentShape), ...pageOutput }),
  async run({ input, api }) {
    const id = taskId(input.task);
    const { rows, ...next } = await collect(input, async (token, size) => {
      // Most stories are changes: larger pages spare requests when only comments are wanted.
      const page = await api.stories(id, storyFields, token, input.include_system ? size : 100);
      return { ...page, rows: page.rows.filter(({ type }) => input.include_system || type === "comment") };
    });
    return { comments: rows.map(showStory), ...next };
  },
  render: (output) =>
    parts(output.comments.map(commentText).join("\n\n") || "No comments.", nextPage(output)),
});
