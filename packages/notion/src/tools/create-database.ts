import { z } from "zod";
import { afterWrite } from "../after-write.ts";
import { columnConfigs } from "../columns.ts";
import { findPage } from "../find.ts";
import { databaseShape, renderDatabase, showDatabase, showSources } from "../format.ts";
import { iconParam, picture } from "../params.ts";
import { textRuns } from "../rich-text.ts";
import { defineTool } from "../tool.ts";

export const createDatabase = defineTool({
  name: "notion_create_database",
  title: "Create database",
  description:
    "Creates a database with one data source below a page, its columns given as a list of lines, and returns both ids. A title column is added when none is given. Rows are added with notion_create_page.",
  access: "write",
  group: "schema",
  scopes: ["insert content"],
  input: z.object({
    parent_page: z.string().min(1).max(500).describe("Page to create it in, by id, link or exact title"),
    title: z.string().min(1).max(2000).describe("Title"),
    columns: z
      .array(z.string().min(3).max(4000))
      .max(100)
      .default([])
      .describe(
        'Such as "Name: title", "Stage: status(To do, Done)", "Price: number(euro)", "Tags: multi_select(a, b)", "Client: relation(Clients)", "Due: date"',
      ),
    description: z.string().max(2000).optional().describe("Shown below the title"),
    inline: z.boolean().default(false).describe("Show it inside the page instead of as a page of its own"),
    icon: iconParam.optional(),
  }),
  output: databaseShape,
  async run({ input, api }) {
    const configs = await columnConfigs(api, input.columns);
    const titled = Object.values(configs).some((config) => "title" in (config as object));
    const database = await api.createDatabase({
      parent: { type: "page_id", page_id: await findPage(api, input.parent_page) },
      title: textRuns(input.title),
      initial_data_source: { properties: titled ? configs : { Name: { title: {} }, ...configs } },
      ...(input.description ? { description: textRuns(input.description) } : {}),
      ...(input.inline ? { is_inline: true } : {}),
      ...(input.icon && input.icon !== "none" ? { icon: picture(input.icon) } : {}),
    });
    const made = database.data_sources.map(({ id, name }) => ({ id, name, properties: [] }));
    const sources = Promise.all(made.map(({ id }) => api.source(id))).then((found) =>
      showSources(api, found),
    );
    return showDatabase(database, await afterWrite(sources, made));
  },
  render: (database) => `Created\n${renderDatabase(database)}`,
});
