import { InputError } from "@sophia-mcp/core/errors";
import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { recordShape, recordText } from "../format.ts";
import { filterParam, indexParam, namespaceParam, someFilter } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listRecords = defineTool({
  name: "pinecone_list_records",
  title: "List records by metadata",
  description:
    "Returns the records of a namespace whose metadata fits a filter, with all their fields and without similarity, page by page. Vectors are left out. For the records that fit a meaning use pinecone_search_records, for ids alone pinecone_list_record_ids. Serverless indexes only.",
  access: "read",
  group: "core",
  scopes: ["DataPlaneViewer"],
  more: "Pass a smaller limit with cursor.",
  input: z.object({
    index: indexParam,
    filter: filterParam,
    namespace: namespaceParam,
    ...pageInput(100),
  }),
  output: z.object({ records: z.array(recordShape), ...pageOutput }),
  async run({ input, api }) {
    const filter = someFilter(input.filter);
    if (!filter) throw new InputError("The filter is empty: pinecone_list_record_ids lists every record.");
    const { rows, ...next } = await collect(input, async (token, limit) => {
      const page = await api.fetchByMetadata(input.index, {
        namespace: input.namespace,
        limit,
        filter,
        ...(token === undefined ? {} : { paginationToken: token }),
      });
      const rows = Object.values(page.vectors ?? {}).map(({ id, metadata }) => ({
        id,
        fields: { ...metadata },
      }));
      return { rows, ...(page.pagination?.next ? { next: page.pagination.next } : {}) };
    });
    return { records: rows, ...next };
  },
  render: (output) => parts(recordText(output.records), nextPage(output)),
});
