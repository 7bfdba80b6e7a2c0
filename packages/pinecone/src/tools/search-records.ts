import { z } from "zod";
import { recordShape, recordText, rounded } from "../format.ts";
import { integratedIndex, rerankParameters } from "../integrated.ts";
import { filterParam, indexParam, namespaceParam, rerankModelParam, someFilter } from "../params.ts";
import { defineTool } from "../tool.ts";

export const searchRecords = defineTool({
  name: "pinecone_search_records",
  title: "Search records by text",
  description:
    "Finds the records of one namespace whose text means the same as the query, best first, with their fields and a score. Needs an index of kind integrated. rerank_model reads the candidates again and orders them better. For several indexes at once use pinecone_search_indexes, for vectors pinecone_query_vectors, for metadata alone pinecone_list_records.",
  access: "read",
  group: "core",
  scopes: ["DataPlaneViewer"],
  more: "Pass a smaller limit, or name the fields.",
  search: {
    query: "query",
    kind: "record",
    // Something always means nearly the same: only the best of it is worth a reader's time.
    arguments: { limit: 5 },
    results: "records",
    title: ["fields.title", "fields.name", "fields.subject", "fields.text", "fields.chunk_text", "id"],
    url: ["fields.url", "fields.link"],
    updated: ["fields.updated_at", "fields.created_at", "fields.started_at", "fields.date"],
    about: ["fields.section", "fields.company", "fields.chunk_text", "fields.text"],
    each: {
      tool: "pinecone_list_indexes",
      arguments: { query: "integrated" },
      results: "indexes",
      where: { kind: "integrated" },
      value: "name",
      into: "index",
      most: 5,
    },
  },
  input: z.object({
    index: indexParam,
    query: z.string().min(1).max(10_000).describe("What to look for, in plain words"),
    namespace: namespaceParam,
    limit: z.int().min(1).max(100).default(10).describe("Records to return"),
    filter: filterParam.optional(),
    fields: z
      .array(z.string().min(1).max(512))
      .max(100)
      .optional()
      .describe("Fields to return; default: all"),
    rerank_model: rerankModelParam.optional(),
    candidates: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe("Records for rerank_model to read; default 3 for each that is returned"),
  }),
  output: z.object({ records: z.array(recordShape) }),
  async run({ input, api }) {
    const info = await integratedIndex(api, input.index);
    const { limit, fields, rerank_model: model } = input;
    const textField = info?.text_field ?? "text";
    // The reranker can only read what is returned.
    const returned = fields && model ? [...new Set([...fields, textField])] : fields;
    const filter = someFilter(input.filter);
    const { result } = await api.search(input.index, input.namespace, {
      query: {
        topK: model ? Math.max(limit, input.candidates ?? Math.min(100, limit * 3)) : limit,
        inputs: { text: input.query },
        ...(filter ? { filter } : {}),
      },
      ...(returned ? { fields: returned } : {}),
      ...(model
        ? { rerank: { model, rankFields: [textField], topN: limit, ...rerankParameters(model) } }
        : {}),
    });
    const records = result.hits.map(({ _id, _score, fields }) => ({
      id: _id,
      score: rounded(_score),
      fields: { ...fields },
    }));
    return { records };
  },
  render: ({ records }) => recordText(records),
});
