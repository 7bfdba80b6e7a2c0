import { fields, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { fewValues } from "../format.ts";
import { defineTool } from "../tool.ts";

export const createEmbeddings = defineTool({
  name: "pinecone_create_embeddings",
  title: "Create embeddings",
  description:
    "Turns texts into vectors with a model that Pinecone hosts, for pinecone_query_vectors and pinecone_upsert_vectors. Use the model that filled the index. Nothing is stored; tokens are used up. The vectors are in the structured content; the text shows their first numbers. Indexes of kind integrated do not need this.",
  access: "read",
  group: "inference",
  scopes: [],
  more: "Pass fewer texts, or a smaller dimension.",
  input: z.object({
    texts: z.array(z.string().min(1).max(20_000)).min(1).max(96).describe("Texts to embed"),
    model: z
      .string()
      .min(1)
      .max(100)
      .describe("llama-text-embed-v2, multilingual-e5-large or pinecone-sparse-english-v0"),
    input_type: z.enum(["query", "passage"]).default("query").describe("passage for texts to be stored"),
    dimension: z.int().min(1).max(20_000).optional().describe("Where the model offers several"),
  }),
  output: z.object({
    model: z.string(),
    tokens: z.int().optional(),
    embeddings: z.array(
      z.object({
        values: z.array(z.number()).optional(),
        sparse_indices: z.array(z.number()).optional(),
        sparse_values: z.array(z.number()).optional(),
      }),
    ),
  }),
  async run({ input, api }) {
    const { data, model, usage } = await api.embed({
      model: input.model,
      inputs: input.texts.map((text) => ({ text })),
      parameters: {
        input_type: input.input_type,
        truncate: "END",
        ...(input.dimension === undefined ? {} : { dimension: input.dimension }),
      },
    });
    const embeddings = data.map((embedding) =>
      embedding.vectorType === "dense"
        ? { values: embedding.values.map(short) }
        : { sparse_indices: embedding.sparseIndices, sparse_values: embedding.sparseValues.map(short) },
    );
    return {
      model,
      ...(usage.totalTokens === undefined ? {} : { tokens: usage.totalTokens }),
      embeddings,
    };
  },
  render: ({ embeddings, ...rest }) =>
    parts(
      fields(rest),
      table(
        embeddings.map(({ values, sparse_indices: indices, sparse_values: weights }, place) => ({
          text: place + 1,
          numbers: (values ?? weights ?? []).length,
          indices: indices?.slice(0, fewValues),
          first: (values ?? weights ?? []).slice(0, fewValues),
        })),
        ["text", "numbers", "indices", "first"],
      ),
    ),
});

/** Pinecone keeps 32 bits a number; digits beyond them only fill the answer. */
const short = (value: number): number => Number(value.toPrecision(6));
