import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import { filterParam, indexParam, namespaceParam, recordId, someFilter } from "../params.ts";
import { defineTool } from "../tool.ts";

export const deleteRecords = defineTool({
  name: "pinecone_delete_records",
  title: "Delete records",
  description:
    "Deletes records of a namespace by id, by metadata filter, or all of them; this cannot be undone. Ids that do not exist are no error. To delete all, repeat the namespace's name in all_in_namespace. Count what a filter fits with pinecone_update_record and dry_run. Deleted records may be found for some seconds more.",
  access: "destroy",
  group: "core",
  scopes: ["DataPlaneEditor"],
  idempotent: true,
  input: z.object({
    index: indexParam,
    namespace: namespaceParam,
    ids: z.array(recordId).min(1).max(1000).optional().describe("Records to delete"),
    filter: filterParam.optional(),
    all_in_namespace: z
      .string()
      .max(512)
      .optional()
      .describe("Deletes every record: must be the same as namespace"),
  }),
  output: z.object({ deleted: z.string(), namespace: z.string() }),
  async run({ input, api }) {
    const { index, namespace, ids, all_in_namespace: all } = input;
    const filter = someFilter(input.filter);
    if ([ids, filter, all].filter((way) => way !== undefined).length !== 1)
      throw new InputError("Pass exactly one of ids, a filter that is not empty, and all_in_namespace.");
    if (all !== undefined && all !== namespace) {
      throw new InputError(
        `all_in_namespace is "${all}", but namespace is "${namespace}": nothing was deleted. Both must be the same.`,
      );
    }
    await api.deleteRecords(index, {
      namespace,
      ...(ids ? { ids } : filter ? { filter } : { deleteAll: true }),
    });
    const deleted = ids ? `${new Set(ids).size} ids` : filter ? "all that fit the filter" : "all records";
    return { deleted, namespace };
  },
  render: ({ deleted, namespace }) => `Deleted ${deleted} in namespace ${namespace}.`,
});
