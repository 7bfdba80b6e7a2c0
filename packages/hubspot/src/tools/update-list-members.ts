import { InputError } from "@sophia-mcp/core/errors";
import { fields, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { findList, listParam, listShape, listShower } from "../lists.ts";
import { recordIdsParam } from "../params.ts";
import { recordIds } from "../records.ts";
import { defineTool } from "../tool.ts";
import { objectType } from "../types.ts";

export const updateListMembers = defineTool({
  name: "hubspot_update_list_members",
  title: "Update list members",
  description:
    "Adds records to a manual or snapshot list and removes others, in one call. Records that were in or out already are left as they are. Dynamic lists are refused: their members follow from filters.",
  access: "write",
  group: "lists",
  idempotent: true,
  scopes: ["crm.lists.read", "crm.lists.write"],
  input: z.object({
    list: listParam,
    add: recordIdsParam(500).default([]).describe("Records to add, by id; contacts by e-mail too"),
    remove: recordIdsParam(500).default([]).describe("Records to remove, in the same way"),
  }),
  output: z.object({
    list: listShape,
    added: z.array(z.string()),
    removed: z.array(z.string()),
    missing: z.array(z.string()),
  }),
  async run({ input, api }) {
    const list = await findList(api, input.list);
    if (list.processingType === "DYNAMIC") {
      throw new InputError(
        `${list.name} [${list.listId}] is a dynamic list: change its filters in HubSpot, or use a manual or snapshot list.`,
      );
    }
    const type = await objectType(api, list.objectTypeId);
    const [add, remove] = await Promise.all([
      recordIds(api, type, input.add),
      recordIds(api, type, input.remove),
    ]);
    const changed = await api.changeMembers(list.listId, add, remove);
    return {
      list: (await listShower(api))(list),
      added: changed.recordsIdsAdded ?? [],
      removed: changed.recordIdsRemoved ?? [],
      missing: changed.recordIdsMissing ?? [],
    };
  },
  render: ({ list, ...changed }) =>
    parts(`${list.name} [${list.id}]: ${list.url}`, fields(changed) || "The members are as asked already."),
});
