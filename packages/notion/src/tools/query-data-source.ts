import { pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { notionFilter } from "../filters.ts";
import { findSource } from "../find.ts";
import { pageShape, rowTable, showPages } from "../format.ts";
import { collectPages } from "../paging.ts";
import { sourceParam } from "../params.ts";
import { findProperty, titleProperty } from "../properties.ts";
import { defineTool } from "../tool.ts";
import type { DataSource } from "../types.ts";

export const queryDataSource = defineTool({
  name: "notion_query_data_source",
  title: "Query data source",
  description:
    "Returns rows of a database's data source with property values by name, filtered and sorted by Notion. All filters must hold; OR starts another group. Name the properties you need to keep the answer small. notion_get_database lists names and options; the text of a row comes from notion_get_page.",
  access: "read",
  group: "core",
  scopes: ["read content"],
  more: "Name fewer properties, or pass a smaller limit with cursor.",
  input: z.object({
    data_source: sourceParam,
    filters: z
      .array(z.string().min(2).max(1000))
      .max(50)
      .default([])
      .describe(
        'Such as "Status = Done", "Due before 2026-12-01", "Due next week", "Priority in High, Urgent", "Owner = ada@example.com", "Tags contains x", "Due is not set", OR',
      ),
    sorts: z
      .array(z.string().min(1).max(200))
      .max(10)
      .default([])
      .describe("Properties, created_time or last_edited_time, with - in front for descending"),
    properties: z
      .array(z.string().min(1).max(200))
      .max(100)
      .optional()
      .describe("Properties to return; default all"),
    in_trash: z.boolean().default(false).describe("Rows in the trash instead"),
    ...pageInput(),
  }),
  output: z.object({ rows: z.array(pageShape), ...pageOutput }),
  async run({ input, api }) {
    const source = await findSource(api, input.data_source);
    const filter = await notionFilter(api, source, input.filters);
    const sorts = input.sorts.map((given) => sortOf(source, given));
    const only = input.properties?.map((name) => findProperty(source, name).id) ?? [];
    const title = titleProperty(source)?.id;
    const wanted = only.length > 0 && title ? [...new Set([title, ...only])] : [];
    const body = {
      ...(filter ? { filter } : {}),
      ...(sorts.length > 0 ? { sorts } : {}),
      ...(input.in_trash ? { in_trash: true } : {}),
    };
    const { rows, ...next } = await collectPages(input, (paging) =>
      api.query(source.id, { ...body, ...paging }, wanted),
    );
    const shown = await showPages(api, rows);
    return { rows: shown.map(({ parent: _source, ...row }) => row), ...next };
  },
  render: (output) => parts(rowTable(output.rows), nextPage(output)),
});

function sortOf(source: DataSource, given: string): Record<string, string> {
  const direction = given.startsWith("-") ? "descending" : "ascending";
  const name = given.replace(/^[-+]/, "").trim();
  // A property of that name comes first: the two times are there without one.
  const own = Object.keys(source.properties).includes(name);
  if (!own && (name === "created_time" || name === "last_edited_time")) return { timestamp: name, direction };
  return { property: findProperty(source, name).name, direction };
}
