import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import { recordShape, recordText, rounded, shownVector, vectorShape } from "../format.ts";
import { checkDimension } from "../integrated.ts";
import { filterParam, indexParam, namespaceParam, recordId, someFilter } from "../params.ts";
import { defineTool } from "../tool.ts";
import { sparseOf } from "../vectors.ts";

export const queryVectors = defineTool({
  name: "pinecone_query_vectors",
  title: "Query by vector",
  description:
    "Finds the records nearest to a vector, to a stored record (id), or to sparse values, with score and metadata. On dotproduct indexes dense and sparse values together make a hybrid query. With metric euclidean a lower score is nearer. To search by text use pinecone_search_records, or make a vector with pinecone_create_embeddings.",
  access: "read",
  group: "core",
  scopes: ["DataPlaneViewer"],
  more: "Pass a smaller limit, or leave include_values out.",
  input: z.object({
    index: indexParam,
    vector: z
      .array(z.number().min(-1e30).max(1e30))
      .max(20_000)
      .optional()
      .describe("As long as the index's dimension"),
    id: recordId.optional().describe("Stored record to look near, instead of a vector"),
    sparse_indices: z
      .array(z.int().min(0).max(4_294_967_295))
      .max(2048)
      .optional()
      .describe("Sparse positions"),
    sparse_values: z
      .array(z.number().min(-1e30).max(1e30))
      .max(2048)
      .optional()
      .describe("One for each sparse index"),
    namespace: namespaceParam,
    limit: z.int().min(1).max(1000).default(10).describe("Records to return"),
    filter: filterParam.optional(),
    include_values: z.boolean().default(false).describe("Return the vectors too"),
  }),
  output: z.object({ records: z.array(recordShape.extend(vectorShape)) }),
  async run({ input, api }) {
    const { id, vector } = input;
    const sparseVector = sparseOf(
      "sparse_indices and sparse_values",
      input.sparse_indices,
      input.sparse_values,
    );
    if ((id !== undefined) === (vector !== undefined || sparseVector !== undefined))
      throw new InputError("Pass either id, or vector and/or sparse_indices with sparse_values.");
    checkDimension(await api.info(input.index), vector, "vector");
    const filter = someFilter(input.filter);
    const { matches = [] } = await api.query(input.index, {
      namespace: input.namespace,
      topK: input.limit,
      includeMetadata: true,
      includeValues: input.include_values,
      ...(id === undefined ? {} : { id }),
      ...(vector ? { vector } : {}),
      ...(sparseVector ? { sparseVector } : {}),
      ...(filter ? { filter } : {}),
    });
    const records = matches.map(({ id, score = 0, metadata, ...vector }) => {
      const shown = { id, score: rounded(score), fields: { ...metadata } };
      return input.include_values ? Object.assign(shown, shownVector(vector, true)) : shown;
    });
    return { records };
  },
  render: ({ records }) => recordText(records),
});
