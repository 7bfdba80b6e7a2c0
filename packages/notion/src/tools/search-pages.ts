import { pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { titleOf } from "../find.ts";
import { parentText } from "../format.ts";
import { collectPages } from "../paging.ts";
import { defineTool } from "../tool.ts";

export const searchPages = defineTool({
  name: "notion_search_pages",
  title: "Search pages and data sources",
  description:
    "Finds shared pages and data sources by words of their title; Notion's API does not search the text inside. Without query it lists everything, last edited first. New pages take some seconds to be found. To find rows by their properties use notion_query_data_source.",
  access: "read",
  group: "core",
  scopes: ["read content"],
  search: {
    query: "query",
    limit: "limit",
    kind: "page",
    results: "results",
    title: "title",
    url: "url",
    updated: "updated_at",
  },
  input: z.object({
    query: z.string().max(500).optional().describe("Words of the title"),
    type: z.enum(["page", "data_source", "any"]).default("any").describe("What to look for"),
    sort_by: z
      .enum(["newest", "oldest", "relevance"])
      .default("newest")
      .describe("By last edit, or by fit to query"),
    in_trash: z.boolean().default(false).describe("Look in the trash instead"),
    ...pageInput(),
  }),
  output: z.object({
    results: z.array(
      z.object({
        id: z.string(),
        type: z.string(),
        title: z.string(),
        parent: z.string().optional(),
        updated_at: z.string(),
        url: z.string(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const { query, type, sort_by, in_trash } = input;
    const filter = {
      ...(type === "any" ? {} : { property: "object", value: type }),
      ...(in_trash ? { in_trash } : {}),
    };
    const direction = sort_by === "oldest" ? "ascending" : "descending";
    const { rows, ...next } = await collectPages(input, (paging) =>
      api.search({
        ...(query ? { query } : {}),
        ...(Object.keys(filter).length > 0 ? { filter } : {}),
        sort:
          sort_by === "relevance" ? { property: "relevance" } : { timestamp: "last_edited_time", direction },
        ...paging,
      }),
    );
    const results = rows.map((one) => ({
      id: one.id,
      type: one.object,
      title: titleOf(one),
      parent: parentText(one.parent),
      updated_at: one.last_edited_time,
      url: one.url,
    }));
    return { results, ...next };
  },
  render: (output) =>
    parts(table(output.results, ["title", "type", "updated_at", "parent", "id", "url"]), nextPage(output)),
});
