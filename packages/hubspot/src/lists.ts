import { InputError } from "@sophia-mcp/core/errors";
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
  if (/^\d{1,20}$/.test(given)) return api.getList(given);
  const { lists } = await api.searchLists({ query: given, count: 50, offset: 0 });
  const named = lists.filter((list) => fold(list.name) === fold(given));
  if (named.length === 1 && named[0]) return named[0];
  const candidates = (named.length > 0 ? named : lists).slice(0, 10);
  const known = candidates.map((list) => `${list.name} [${list.listId}]`).join(", ");
  const problem = named.length > 1 ? `Several lists are called "${given}"` : `No list is called "${given}"`;
  throw new InputError(
    `${problem}. ${known ? `Pass an id: ${known}.` : "Find it with hubspot_search_lists."}`,
  );
}
