import { parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { recordShape, recordText } from "../format.ts";
import { filterParam, rerankModelParam, someFilter } from "../params.ts";
import { merged, searchEach, sortedByModel, targetOf } from "../several.ts";
import { defineTool } from "../tool.ts";

export const searchIndexes = defineTool({
  name: "pinecone_search_indexes",
  title: "Search several indexes",
  description:
    "Searches up to 10 indexes or namespaces by text at once, drops repeated texts, and orders all of it by one reranking model, so that the scores compare. Each index must be of kind integrated. What could not be searched is named in failures; the rest is returned.",
  access: "read",
  group: "core",
  scopes: ["DataPlaneViewer"],
  more: "Pass a smaller limit.",
  input: z.object({
    indexes: z
      .array(
        z
          .string()
          .max(600)
          .regex(/^[a-z0-9][a-z0-9-]{0,44}(\/(?!\.{1,2}$).+)?$/, "must be index or index/namespace"),
      )
      .min(1)
      .max(10)
      .describe('Each as "index" or "index/namespace"'),
    query: z.string().min(1).max(10_000).describe("What to look for, in plain words"),
    limit: z.int().min(1).max(50).default(10).describe("Records to return, of all indexes together"),
    filter: filterParam.optional(),
    rerank_model: rerankModelParam.default("bge-reranker-v2-m3"),
  }),
  output: z.object({
    records: z.array(recordShape.extend({ index: z.string(), namespace: z.string() })),
    failures: z.array(z.object({ part: z.string(), error: z.string() })).optional(),
  }),
  async run({ input, api, progress }) {
    const targets = [...new Set(input.indexes)].map(targetOf);
    const { found, failures } = await searchEach(
      api,
      targets,
      { query: input.query, limit: input.limit, filter: someFilter(input.filter) },
      progress,
    );
    const sorted = await sortedByModel(api, input.rerank_model, input.query, merged(found), input.limit);
    const failed = [...failures, ...sorted.failures];
    return { records: sorted.records, ...(failed.length > 0 ? { failures: failed } : {}) };
  },
  render: ({ records, failures }) =>
    parts(
      recordText(records),
      failures && failures.map(({ part, error }) => `Not done: ${part}: ${error}`).join("\n"),
    ),
});
