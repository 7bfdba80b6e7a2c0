import { fields, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { indexParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const getIndexStats = defineTool({
  name: "pinecone_get_index_stats",
  title: "Get index statistics",
  description:
    "Returns how many records an index holds, in all and in each namespace (largest first), with metric, dimension and fullness. Records just written may not be counted yet. For very many namespaces use pinecone_list_namespaces, which has pages.",
  access: "read",
  group: "core",
  scopes: ["DataPlaneViewer"],
  more: "pinecone_list_namespaces has pages.",
  input: z.object({ index: indexParam }),
  output: z.object({
    records: z.int(),
    metric: z.string().optional(),
    dimension: z.int().optional(),
    vector_type: z.string().optional(),
    fullness: z.number().optional(),
    namespaces: z.array(z.object({ name: z.string(), records: z.int() })),
  }),
  async run({ input, api }) {
    const stats = await api.stats(input.index);
    const namespaces = Object.entries(stats.namespaces ?? {}).map(([name, { vectorCount = 0 }]) => ({
      // Older indexes tell the default namespace by an empty name.
      name: name || "__default__",
      records: vectorCount,
    }));
    return {
      records: stats.totalVectorCount ?? 0,
      ...(stats.metric ? { metric: stats.metric } : {}),
      ...(stats.dimension ? { dimension: stats.dimension } : {}),
      ...(stats.vectorType ? { vector_type: stats.vectorType } : {}),
      ...(stats.indexFullness ? { fullness: stats.indexFullness } : {}),
      namespaces: namespaces.sort((left, right) => right.records - left.records),
    };
  },
  render: ({ namespaces, ...stats }) => parts(fields(stats), table(namespaces, ["name", "records"])),
});
