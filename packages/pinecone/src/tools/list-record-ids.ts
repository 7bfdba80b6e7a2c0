import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { indexParam, namespaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listRecordIds = defineTool({
  name: "pinecone_list_record_ids",
  title: "List record ids",
  description:
    "Returns the ids of the records in a namespace, optionally only those that begin with a prefix such as a document's id, page by page. Serverless indexes only. The records themselves come from pinecone_get_records.",
  access: "read",
  group: "core",
  scopes: ["DataPlaneViewer"],
  input: z.object({
    index: indexParam,
    namespace: namespaceParam,
    prefix: z.string().max(512).optional().describe("Beginning of the ids"),
    ...pageInput(100, 100),
  }),
  output: z.object({ ids: z.array(z.string()), ...pageOutput }),
  async run({ input, api }) {
    const { rows, ...next } = await collect(input, async (token, limit) => {
      const page = await api.listIds(input.index, {
        namespace: input.namespace,
        limit,
        ...(input.prefix ? { prefix: input.prefix } : {}),
        ...(token === undefined ? {} : { paginationToken: token }),
      });
      return {
        rows: (page.vectors ?? []).map(({ id = "" }) => id),
        ...(page.pagination?.next ? { next: page.pagination.next } : {}),
      };
    });
    return { ids: rows, ...next };
  },
  render: (output) => parts(output.ids.length > 0 ? output.ids.join("\n") : "(no records)", nextPage(output)),
});
