import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { indexInfo, indexShape } from "../index-info.ts";
import { indexParam } from "../params.ts";
import { untilReady } from "../ready.ts";
import { defineTool } from "../tool.ts";

export const createIndex = defineTool({
  name: "pinecone_create_index",
  title: "Create index",
  description:
    "Creates a serverless index and waits until it is ready. With model it embeds text by itself (kind integrated); with dimension it takes dense vectors of your own; with neither, sparse ones. Name, model, metric and dimension cannot be changed later. An index costs money as long as it exists.",
  access: "write",
  group: "indexes",
  scopes: ["ControlPlaneEditor"],
  input: z.object({
    name: indexParam.describe("Lower-case letters, digits and hyphens, at most 45"),
    model: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe("llama-text-embed-v2, multilingual-e5-large or pinecone-sparse-english-v0"),
    text_field: z
      .string()
      .min(1)
      .max(512)
      .default("text")
      .describe("With model: the field whose text is embedded"),
    dimension: z.int().min(1).max(20_000).optional().describe("Length of the vectors"),
    metric: z
      .enum(["cosine", "dotproduct", "euclidean"])
      .optional()
      .describe("Default: the model's, or cosine"),
    cloud: z.enum(["aws", "gcp", "azure"]).default("aws").describe("Where it runs"),
    region: z.string().min(1).max(60).default("us-east-1").describe("A region of the cloud"),
    deletion_protection: z.boolean().default(false).describe("Refuse to delete it until switched off"),
    tags: z.record(z.string().min(1).max(80), z.string().min(1).max(120)).optional().describe("Tag to value"),
  }),
  output: indexShape.extend({ ready: z.boolean() }),
  async run({ input, api, signal, progress }) {
    const { name, model, dimension, metric, cloud, region, tags } = input;
    const common = {
      name,
      deletionProtection: input.deletion_protection ? "enabled" : "disabled",
      ...(tags ? { tags } : {}),
    };
    if (model !== undefined) {
      await api.createIndexForModel({
        ...common,
        cloud,
        region,
        embed: {
          model,
          fieldMap: { text: input.text_field },
          ...(metric ? { metric } : {}),
          ...(dimension ? { dimension } : {}),
        },
      });
    } else {
      if (dimension === undefined && metric !== undefined && metric !== "dotproduct")
        throw new InputError("A sparse index has the metric dotproduct; a dense one needs its dimension.");
      await api.createIndex({
        ...common,
        schema: {
          fields: dimension
            ? { _values: { type: "dense_vector", dimension, metric: metric ?? "cosine" } }
            : { _sparse_values: { type: "sparse_vector" } },
        },
        deployment: { deploymentType: "managed", cloud, region },
      });
    }
    const index = await untilReady(api, name, signal, progress);
    return { ...indexInfo(index), ready: index.status.ready };
  },
  render: ({ ready, tags: _tags, ...index }) =>
    `${ready ? "Created" : "Created, but not ready yet: look again with pinecone_get_index."}\n${fields(index)}`,
});
