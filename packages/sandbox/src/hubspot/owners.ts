import { type Answer, type Call, route } from "../emulator.ts";
import type { Person } from "../world/people.ts";
import { badRequest, notFound } from "./errors.ts";
import { fixed } from "./scopes.ts";
import type { HubSpotState } from "./state.ts";

function present(person: Person, at: string) {
  return {
    id: person.hubspotOwnerId,
    email: person.email,
    type: "PERSON",
    firstName: person.firstName,
    lastName: person.lastName,
    // An archived owner has lost the user behind it.
    ...(person.active ? { userId: person.hubspotUserId } : {}),
    userIdIncludingInactive: person.hubspotUserId,
    createdAt: at,
    updatedAt: at,
    archived: !person.active,
    teams: [{ id: String(4_100_000 + person.team.length), name: person.team, primary: true }],
  };
}

function list({ state, query }: Call<HubSpotState>): Answer {
  const limit = Number(query.get("limit") ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) badRequest("limit must be between 1 and 500");
  const email = query.get("email")?.toLowerCase();
  const archived = query.get("archived") === "true";
  const start = Number(query.get("after") ?? 0);
  const found = state.world.people.filter(
    (person) => person.active !== archived && (!email || person.email === email),
  );
  const rest = found.filter((person) => Number(person.hubspotOwnerId) > start);
  const page = rest.slice(0, limit);
  const at = state.world.calendar.at(-400);
  const after = page.at(-1)?.hubspotOwnerId;
  return {
    body: {
      results: page.map((person) => present(person, at)),
      ...(rest.length > limit
        ? { paging: { next: { after, link: `https://api.hubapi.com?after=${after}` } } }
        : {}),
    },
  };
}

function getOne({ state, params, query }: Call<HubSpotState>): Answer {
  const id = params["ownerId"] ?? "";
  const byUser = query.get("idProperty") === "userId";
  const found = state.world.people.find(
    (person) => (byUser ? String(person.hubspotUserId) : person.hubspotOwnerId) === id,
  );
  return { body: found ? present(found, state.world.calendar.at(-400)) : notFound() };
}

export const ownerRoutes = [
  route("GET", "/crm/owners/2026-09", list, fixed("crm.objects.owners.read")),
  route("GET", "/crm/owners/2026-09/{ownerId}", getOne, fixed("crm.objects.owners.read")),
];
