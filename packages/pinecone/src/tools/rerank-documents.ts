import { table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { rounded } from "../format.ts";
import { rerankParameters } from "../integrated.ts";
import { rerankModelParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const rerankDocuments = defineTool({
  name: "pinecone_rerank_documents",
  title: "Rerank documents",
  description:
    "Orders texts that you have by how well they answer a query, best first, with a score and the place each had. Use it for texts from other systems; pinecone_search_records reranks its own with rerank_model. Uses up rerank units.",
  access: "read",
  group: "core",
  scopes: [],
  input: z.object({
    query: z.string().min(1).max(10_000).describe("What the texts should answer"),
    documents: z.array(z.string().min(1).max(20_000)).min(1).max(100).describe("Texts to order"),
    limit: z.int().min(1).max(100).default(10).describe("Best texts to return"),
    model: rerankModelParam.default("bge-reranker-v2-m3"),
  }),
  output: z.object({
    documents: z.array(z.object({ position: z.int(), score: z.number(), text: z.string() })),
  }),
  async run({ input, api }) {
    const { query, documents, model } = input;
    const { data } = await api.rerank({
      model,
      query,
      documents: documents.map((text) => ({ text })),
      topN: Math.min(input.limit, documents.length),
      returnDocuments: false,
      ...rerankParameters(model),
    });
    return {
      documents: data.map(({ index, score }) => ({
        position: index,
        score: rounded(score),
        text: documents[index] ?? "",
      })),
    };
  },
  render: ({ documents }) => table(documents, ["score", "position", "text"]),
});
