import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { indexParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listNamespaces = defineTool({
  name: "pinecone_list_namespaces",
  title: "List namespaces",
  description:
    "Returns the namespaces of an index by name, with the number of records in each. Records that were written without a namespace are in __default__. Pod-based indexes do not support this: use pinecone_get_index_stats.",
  access: "read",
  group: "core",
  scopes: ["DataPlaneViewer"],
  input: z.object({
    index: indexParam,
    prefix: z.string().max(512).optional().describe("Beginning of the name"),
    ...pageInput(100, 50),
  }),
  output: z.object({
    total: z.int().optional(),
    namespaces: z.array(z.object({ name: z.string(), records: z.int() })),
    ...pageOutput,
  }),
  async run({ input, api }) {
    let total: number | undefined;
    const { rows, ...next } = await collect(input, async (token, limit) => {
      const page = await api.listNamespaces(input.index, {
        limit,
        ...(token === undefined ? {} : { paginationToken: token }),
        ...(input.prefix ? { prefix: input.prefix } : {}),
      });
      total = page.totalCount;
      const rows = (page.namespaces ?? []).map(({ name = "", recordCount = 0 }) => ({
        name: name || "__default__",
        // Pinecone may tell large numbers as text.
        records: Number(recordCount),
      }));
      return { rows, ...(page.pagination?.next ? { next: page.pagination.next } : {}) };
    });
    return { ...(total === undefined ? {} : { total }), namespaces: rows, ...next };
  },
  render: (output) =>
    parts(
      output.total !== undefined && `${output.total} namespaces, ${output.namespaces.length} shown`,
      table(output.namespaces, ["name", "records"]),
      nextPage(output),
    ),
});
