import { z } from "zod";
import { commentShape, commentText, showStory, storyFields } from "../comments.ts";
import { markdownParam, taskId, taskParam } from "../params.ts";
import { toHtml } from "../to-html.ts";
import { defineTool } from "../tool.ts";

export const addComment = defineTool({
  name: "asana_add_comment",
  title: "Add comment",
  description:
    "Comments on a task in Markdown: bold, italics, code, links, lists and quotes are kept, headings become bold. Followers of the task are notified, and the comment cannot be taken back here. Returns it as Asana shows it.",
  access: "write",
  group: "core",
  scopes: ["stories:write"],
  input: z.object({
    task: taskParam,
    text: markdownParam.min(1).describe("Comment in Markdown"),
    pinned: z.boolean().default(false).describe("Pin it to the top of the task"),
  }),
  output: commentShape,
  async run({ input, api }) {
    const data = {
      html_text: await toHtml(input.text, "comment"),
      ...(input.pinned ? { is_pinned: true } : {}),
    };
    return showStory(await api.addStory(taskId(input.task), data, storyFields));
  },
  render: (comment) => `Added comment\n${commentText(comment)}`,
});
