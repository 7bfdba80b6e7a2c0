import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { defineTool } from "../tool.ts";

export const listItems = defineTool({
  name: "template_list_items",
  title: "List items",
  description: "Lists items, those whose name contains the query first to last by name, with their links.",
  access: "read",
  group: "core",
  scopes: [],
  input: z.object({
    query: z.string().max(200).optional().describe("Words in the name"),
    ...pageInput(),
  }),
  output: z.object({
    items: z.array(z.object({ id: z.string(), name: z.string(), url: z.string() })),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const { rows, ...next } = await collect(input, async (cursor, limit) => {
      const page = await api.items({ q: input.query, limit, cursor });
      return { rows: page.items, ...(page.next === undefined ? {} : { next: page.next }) };
    });
    return { items: rows, ...next };
  },
  render: (output) => parts(table(output.items, ["id", "name", "url"]), nextPage(output)),
});
