import { both, theOne, unlabel } from "@sophia-mcp/core/names";
import { z } from "zod";
import type { HubSpotList } from "./answers.ts";
import type { HubSpotApi } from "./api.ts";
import { fold } from "./names.ts";
import { standardTypes } from "./types.ts";

export const listShape = z.object({
  id: z.string(),
  name: z.string(),
  object_type: z.string(),
  kind: z.string(),
  size: z.int().optional(),
  updated_at: z.string().optional(),
  url: z.string(),
});

export const listParam = z.string().min(1).max(500).describe("List, by id or name");

/** Reads how to show lists: their links need the account. */
export async function listShower(
  api: HubSpotApi,
): Promise<(list: HubSpotList) => z.output<typeof listShape>> {
  const { portalId, uiDomain = "app.hubspot.com" } = await api.account();
  return (list) => {
    const size = list.size ?? list.additionalProperties?.hs_list_size;
    return {
      id: list.listId,
      name: list.name,
      object_type: standardTypes.find((type) => type.id === list.objectTypeId)?.name ?? list.objectTypeId,
      kind: list.processingType.toLowerCase(),
      ...(size === undefined ? {} : { size: Number(size) }),
      ...(list.updatedAt === undefined ? {} : { updated_at: list.updatedAt }),
      url: `https://${uiDomain}/contacts/${portalId}/objectLists/${list.listId}/filters`,
    };
  };
}

/**
 * A list by id or by its whole name.
 * @throws InputError with the lists whose names are near
 */
export async function findList(api: HubSpotApi, given: string): Promise<HubSpotList> {
  const wanted = unlabel(given, /^\d{1,20}$/);
  if (/^\d{1,20}$/.test(wanted)) return api.getList(wanted);
  const { lists } = await api.searchLists({ query: given, count: 50, offset: 0 });
  const named = lists.filter((list) => fold(list.name) === fold(given));
  return theOne(given, named, {
    what: "list",
    name: ({ name }) => name,
    show: ({ name, listId }) => both(name, listId),
    known: lists.slice(0, 10),
    hint: "hubspot_search_lists finds lists.",
  });
}
