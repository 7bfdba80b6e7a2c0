import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import { findPage, findSource } from "../find.ts";
import { pageShape, renderPage, showPage } from "../format.ts";
import { pageParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const movePage = defineTool({
  name: "notion_move_page",
  title: "Move page",
  description:
    "Moves a page with everything below it to another page, or into a data source as a row. Values of properties that the new place lacks may be lost. Pass parent_page or data_source.",
  access: "write",
  idempotent: true,
  group: "core",
  scopes: ["update content"],
  input: z.object({
    page: pageParam,
    parent_page: z.string().max(500).optional().describe("Page to move it to, by id, link or exact title"),
    data_source: z
      .string()
      .max(500)
      .optional()
      .describe("Data source to move it to: id, name, or its database"),
  }),
  output: pageShape,
  async run({ input, api }) {
    const { parent_page, data_source } = input;
    if ((parent_page === undefined) === (data_source === undefined)) {
      throw new InputError("Pass either parent_page or data_source.");
    }
    const id = await findPage(api, input.page);
    const parent: Record<string, string> =
      data_source === undefined
        ? { page_id: await findPage(api, parent_page ?? "") }
        : { data_source_id: (await findSource(api, data_source)).id };
    return showPage(api, await api.movePage(id, parent));
  },
  render: (page) => `Moved "${page.title}"\n${renderPage(page)}`,
});
