import { fields, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { indexInfo, indexShape } from "../index-info.ts";
import { indexParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const getIndex = defineTool({
  name: "pinecone_get_index",
  title: "Get index",
  description:
    "Returns one index with host, place, metric, dimension, embedding model, the field whose text is embedded, the fields of its schema, deletion protection and tags. How many records it holds is told by pinecone_get_index_stats.",
  access: "read",
  group: "core",
  scopes: ["ControlPlaneViewer"],
  input: z.object({ index: indexParam }),
  output: indexShape.extend({
    host: z.string(),
    deployment: z.string(),
    read_capacity: z.string().optional(),
    schema: z.array(z.object({ field: z.string(), type: z.string(), description: z.string().optional() })),
  }),
  async run({ input, api }) {
    const index = await api.describeIndex(input.index);
    const { deployment } = index;
    const place =
      deployment.deploymentType === "managed"
        ? `${deployment.cloud} ${deployment.region}`
        : deployment.environment;
    const schema = Object.entries(index.schema.fields).map(([field, definition]) => ({
      field,
      type: "type" in definition ? definition.type : "metadata",
      description: "description" in definition ? (definition.description ?? undefined) : undefined,
    }));
    return {
      ...indexInfo(index),
      host: index.privateHost ?? index.host,
      deployment: `${deployment.deploymentType}: ${place}`,
      ...(index.readCapacity ? { read_capacity: index.readCapacity.mode } : {}),
      schema,
    };
  },
  render: ({ schema, tags, ...index }) =>
    parts(
      fields({
        ...index,
        tags: Object.entries(tags ?? {}).map(([key, value]) => `${key}=${value}`),
      }),
      table(schema, ["field", "type", "description"]),
    ),
});
