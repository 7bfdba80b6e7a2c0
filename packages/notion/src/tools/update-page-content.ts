import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { findPage } from "../find.ts";
import { linkTo } from "../ids.ts";
import { pageParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const updatePageContent = defineTool({
  name: "notion_update_page_content",
  title: "Edit page content",
  description:
    "Changes a page's text: append or prepend Markdown, replace a passage that notion_get_page showed (find, then markdown in its place), or replace everything. To insert in the middle, repeat the passage and add to it. Child pages and databases are kept unless allow_deleting is set; replaced blocks lose their comments.",
  access: "write",
  group: "core",
  scopes: ["update content"],
  input: z.object({
    page: pageParam,
    action: z.enum(["append", "prepend", "replace_text", "replace_all"]).describe("What to do with markdown"),
    markdown: z.string().max(400_000).describe("New Markdown; empty removes the passage"),
    find: z
      .string()
      .min(1)
      .max(20_000)
      .optional()
      .describe("For replace_text: exact passage of the page's Markdown"),
    all_matches: z.boolean().default(false).describe("For replace_text: every match, not just a single one"),
    allow_deleting: z.boolean().default(false).describe("Let a replacement delete child pages and databases"),
  }),
  output: z.object({ id: z.string(), url: z.string(), action: z.string(), total_chars: z.int() }),
  async run({ input, api }) {
    const change = changeOf(input);
    const id = await findPage(api, input.page);
    const after = await api.updateMarkdown(id, change);
    return { id, url: linkTo(id), action: input.action, total_chars: after.markdown.length };
  },
  render: (output) => fields(output),
});

interface Edit {
  action: "append" | "prepend" | "replace_text" | "replace_all";
  markdown: string;
  find?: string | undefined;
  all_matches: boolean;
  allow_deleting: boolean;
}

function changeOf(edit: Edit): Record<string, unknown> {
  const { action, markdown, find, allow_deleting: allow } = edit;
  if ((find === undefined) === (action === "replace_text")) {
    throw new InputError(
      action === "replace_text" ? "replace_text needs find." : `find is for replace_text, not for ${action}.`,
    );
  }
  const deleting = allow ? { allow_deleting_content: true } : {};
  switch (action) {
    case "append":
    case "prepend":
      if (markdown === "") throw new InputError(`${action} needs markdown.`);
      return {
        type: "insert_content",
        insert_content: { content: markdown, position: { type: action === "append" ? "end" : "start" } },
      };
    case "replace_text": {
      const update = { old_str: find, new_str: markdown };
      return {
        type: "update_content",
        update_content: {
          content_updates: [edit.all_matches ? { ...update, replace_all_matches: true } : update],
          ...deleting,
        },
      };
    }
    default:
      return { type: "replace_content", replace_content: { new_str: markdown, ...deleting } };
  }
}
