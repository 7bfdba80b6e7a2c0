import { fields } from "@sophia-mcp/core/render";
import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import { pageTitle } from "../find.ts";
import { idIn } from "../ids.ts";
import { defineTool } from "../tool.ts";

export const deletePage = defineTool({
  name: "notion_delete_page",
  title: "Delete or restore page",
  description:
    "Moves a page, with everything below it, to Notion's trash; restore: true brings it back. The trash is emptied after 30 days unless the workspace keeps it longer.",
  access: "destroy",
  idempotent: true,
  group: "core",
  scopes: ["update content"],
  input: z.object({
    page: z.string().min(32).max(500).describe("Page, by id or link"),
    restore: z.boolean().default(false).describe("Bring it back from the trash"),
  }),
  output: z.object({ id: z.string(), title: z.string(), url: z.string(), in_trash: z.boolean() }),
  async run({ input, api }) {
    const id = idIn(input.page);
    if (!id)
      throw new InputError(
        `"${input.page}" is no page id or link. notion_search_pages finds pages by title.`,
      );
    const page = await api.updatePage(id, { in_trash: !input.restore });
    return { id: page.id, title: pageTitle(page), url: page.url, in_trash: !input.restore };
  },
  render: (page) => fields(page),
});
