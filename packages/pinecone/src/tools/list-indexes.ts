import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { indexInfo, indexShape } from "../index-info.ts";
import { defineTool } from "../tool.ts";

export const listIndexes = defineTool({
  name: "pinecone_list_indexes",
  title: "List indexes",
  description:
    "Returns the project's indexes with kind, metric, dimension, embedding model, tags and status. Kind integrated takes and finds text (pinecone_search_records); dense and sparse take vectors (pinecone_query_vectors). What one index holds is told by pinecone_get_index_stats.",
  access: "read",
  group: "core",
  scopes: ["ControlPlaneViewer"],
  input: z.object({
    query: z.string().max(100).default("").describe("Part of the name, tag, model or kind"),
    ...pageInput(100, 50),
  }),
  output: z.object({ indexes: z.array(indexShape), ...pageOutput }),
  async run({ input, api }) {
    const wanted = input.query.toLowerCase();
    const indexes = (await api.listIndexes()).map(indexInfo).filter(({ name, kind, model, tags }) => {
      const words = [name, kind, model ?? "", ...Object.entries(tags ?? {}).flat()];
      return words.some((word) => word.toLowerCase().includes(wanted));
    });
    // Pinecone tells all of them at once.
    const { rows, ...next } = await collect(input, async () => ({ rows: indexes }));
    return { indexes: rows, ...next };
  },
  render: (output) =>
    parts(
      table(
        output.indexes.map(({ tags, deletion_protection, ...index }) => ({
          ...index,
          deletion_protection: deletion_protection ? "on" : "",
          tags: Object.entries(tags ?? {}).map(([key, value]) => `${key}=${value}`),
        })),
        [
          "name",
          "kind",
          "metric",
          "dimension",
          "model",
          "text_field",
          "status",
          "deletion_protection",
          "tags",
          "url",
        ],
      ),
      nextPage(output),
    ),
});
