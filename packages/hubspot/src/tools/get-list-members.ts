import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { recordLink } from "../format.ts";
import { findList, listParam, listShape, listShower } from "../lists.ts";
import { recordNames } from "../records.ts";
import { defineTool } from "../tool.ts";
import { objectType } from "../types.ts";

export const getListMembers = defineTool({
  name: "hubspot_get_list_members",
  title: "Get list members",
  description:
    "Returns a list and the records in it, with name, when each joined, and link. For other properties pass the ids to hubspot_get_objects.",
  access: "read",
  group: "lists",
  scopes: ["crm.lists.read", "crm.objects.{type}.read"],
  input: z.object({ list: listParam, ...pageInput(100) }),
  output: z.object({
    list: listShape,
    members: z.array(
      z.object({ id: z.string(), name: z.string(), joined_at: z.string().optional(), url: z.string() }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const list = await findList(api, input.list);
    const type = await objectType(api, list.objectTypeId);
    const { rows, ...next } = await collect(input, async (after, limit) => {
      const page = await api.listMembers(list.listId, { limit, after });
      return { rows: page.results, ...(page.paging?.next ? { next: page.paging.next.after } : {}) };
    });
    const [name, link, show] = await Promise.all([
      recordNames(
        api,
        type,
        rows.map((row) => row.recordId),
      ),
      recordLink(api, type),
      listShower(api),
    ]);
    const members = rows.map(({ recordId, membershipTimestamp }) => ({
      id: recordId,
      name: name(recordId),
      joined_at: membershipTimestamp,
      url: link(recordId),
    }));
    return { list: show(list), members, ...next };
  },
  render: ({ list, members, ...next }) =>
    parts(
      `${list.name} [${list.id}], ${list.kind} list of ${list.object_type}: ${list.url}`,
      table(members, ["id", "name", "joined_at", "url"]),
      nextPage(next),
    ),
});
