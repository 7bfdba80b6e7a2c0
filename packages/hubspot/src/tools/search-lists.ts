import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { listShape, listShower } from "../lists.ts";
import { defineTool } from "../tool.ts";

const kindNames = ["manual", "snapshot", "dynamic"] as const;

export const searchLists = defineTool({
  name: "hubspot_search_lists",
  title: "Search lists",
  description:
    "Finds lists, which HubSpot also calls segments, by a word of their name, with object type, kind, size and link. Members of dynamic lists follow from filters; only manual and snapshot lists can be changed with hubspot_update_list_members.",
  access: "read",
  group: "lists",
  scopes: ["crm.lists.read"],
  input: z.object({
    query: z.string().max(200).optional().describe("Part of the name"),
    kinds: z.array(z.enum(kindNames)).max(3).default([]).describe("Only these kinds; default all"),
    ...pageInput(100),
  }),
  output: z.object({ total: z.int(), lists: z.array(listShape), ...pageOutput }),
  async run({ input, api }) {
    let total = 0;
    const { rows, ...next } = await collect(input, async (token, count) => {
      const page = await api.searchLists({
        query: input.query,
        processingTypes: input.kinds.map((kind) => kind.toUpperCase()),
        count,
        offset: Number(token ?? 0),
      });
      total = page.total;
      return { rows: page.lists, ...(page.hasMore ? { next: String(page.offset) } : {}) };
    });
    return { total, lists: rows.map(await listShower(api)), ...next };
  },
  render: (output) =>
    parts(
      `${output.total} found, ${output.lists.length} shown`,
      table(output.lists, ["id", "name", "object_type", "kind", "size", "updated_at", "url"]),
      nextPage(output),
    ),
});
