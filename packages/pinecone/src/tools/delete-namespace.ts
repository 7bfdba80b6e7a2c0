import { z } from "zod";
import { indexParam, wholeNamespaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const deleteNamespace = defineTool({
  name: "pinecone_delete_namespace",
  title: "Delete namespace",
  description:
    "Deletes a namespace with all its records; this cannot be undone. The records are named by pinecone_list_record_ids and counted by pinecone_list_namespaces. To delete some of them use pinecone_delete_records.",
  access: "destroy",
  group: "indexes",
  scopes: ["DataPlaneEditor"],
  idempotent: true,
  input: z.object({ index: indexParam, namespace: wholeNamespaceParam }),
  output: z.object({ deleted: z.string(), index: z.string() }),
  async run({ input, api }) {
    await api.deleteNamespace(input.index, input.namespace);
    return { deleted: input.namespace, index: input.index };
  },
  render: ({ deleted, index }) => `Deleted namespace ${deleted} of index ${index}.`,
});
