import { type Answer, type Call, route } from "../emulator.ts";
import { badRequest, notFound } from "./errors.ts";
import { asRecord, asText, asTexts } from "./json.ts";
import { fixed } from "./scopes.ts";
import { type CrmList, type HubSpotState, recordsOf, timestamp } from "./state.ts";
import { typeOf } from "./types.ts";

type HubSpotCall = Call<HubSpotState>;

function present(list: CrmList) {
  const { members, ...rest } = list;
  return {
    ...rest,
    processingStatus: "COMPLETE",
    listVersion: 1,
    createdById: "51730002",
    updatedById: "51730002",
    additionalProperties: { hs_list_size: String(members.size), hs_list_reference_count: "0" },
  };
}

function search({ state, body }: HubSpotCall): Answer {
  const request = asRecord(body) ?? {};
  const count = Number(request["count"] ?? 20);
  const offset = Number(request["offset"] ?? 0);
  if (count < 1 || count > 500) badRequest("count must be between 1 and 500");
  const text = (asText(request["query"]) ?? "").toLowerCase();
  const ids = asTexts(request["listIds"]);
  const kinds = asTexts(request["processingTypes"]);
  const found = state.lists.filter(
    (list) =>
      list.name.toLowerCase().includes(text) &&
      (ids.length === 0 || ids.includes(list.listId)) &&
      (kinds.length === 0 || kinds.includes(list.processingType)),
  );
  const end = offset + count;
  return {
    body: {
      total: found.length,
      offset: end,
      hasMore: end < found.length,
      lists: found.slice(offset, end).map(present),
    },
  };
}

function listOf({ state, params }: HubSpotCall): CrmList {
  const id = params["listId"] ?? "";
  return state.lists.find((list) => list.listId === id) ?? notFound(`List does not exist with ID ${id}.`);
}

function getOne(call: HubSpotCall): Answer {
  return { body: { list: { ...present(listOf(call)), size: listOf(call).members.size } } };
}

function memberships(call: HubSpotCall): Answer {
  const { query } = call;
  const limit = Number(query.get("limit") ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 250) badRequest("limit must be between 1 and 250");
  const members = [...listOf(call).members].sort(([left], [right]) => Number(left) - Number(right));
  const start = Number(query.get("after") ?? 0);
  const rest = members.filter(([id]) => Number(id) > start);
  const page = rest.slice(0, limit);
  return {
    body: {
      total: members.length,
      results: page.map(([recordId, membershipTimestamp]) => ({ recordId, membershipTimestamp })),
      ...(rest.length > limit ? { paging: { next: { after: page.at(-1)?.[0] } } } : {}),
    },
  };
}

function addAndRemove(call: HubSpotCall): Answer {
  const { state, body } = call;
  const list = listOf(call);
  if (list.processingType === "DYNAMIC") {
    badRequest(
      `List ${list.listId} is DYNAMIC: its members follow from its filters and cannot be changed by hand.`,
    );
  }
  const records = recordsOf(state, typeOf(list.objectTypeId));
  const request = asRecord(body) ?? {};
  const wanted = asTexts(request["recordIdsToAdd"]);
  const added = wanted.filter((id) => records.has(id) && !list.members.has(id));
  const removed = asTexts(request["recordIdsToRemove"]).filter((id) => list.members.has(id));
  const now = timestamp(state);
  for (const id of added) list.members.set(id, now);
  for (const id of removed) list.members.delete(id);
  list.updatedAt = now;
  return {
    body: {
      recordsIdsAdded: added,
      recordIdsRemoved: removed,
      recordIdsMissing: wanted.filter((id) => !records.has(id)),
    },
  };
}

const BASE = "/crm/lists/2026-09";
const read = fixed("crm.lists.read");

export const listRoutes = [
  route("POST", `${BASE}/search`, search, read),
  route("GET", `${BASE}/{listId}`, getOne, read),
  route("GET", `${BASE}/{listId}/memberships`, memberships, read),
  route("PUT", `${BASE}/{listId}/memberships/add-and-remove`, addAndRemove, fixed("crm.lists.write")),
];
