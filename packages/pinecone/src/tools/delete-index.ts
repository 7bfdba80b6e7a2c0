import { z } from "zod";
import { indexParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const deleteIndex = defineTool({
  name: "pinecone_delete_index",
  title: "Delete index",
  description:
    "Deletes an index with all its namespaces and records; this cannot be undone. Refused while deletion protection is on, which pinecone_update_index switches off. To empty an index and keep it use pinecone_delete_records or pinecone_delete_namespace.",
  access: "destroy",
  group: "indexes",
  scopes: ["ControlPlaneEditor"],
  idempotent: true,
  input: z.object({ index: indexParam }),
  output: z.object({ deleted: z.string() }),
  async run({ input, api }) {
    await api.deleteIndex(input.index);
    return { deleted: input.index };
  },
  render: ({ deleted }) => `Deleted index ${deleted}. It may be listed as Terminating for a while.`,
});
