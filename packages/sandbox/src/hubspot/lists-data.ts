import type { CrmList, HubSpotState } from "./state.ts";

/** Segments of each kind; only manual and snapshot lists take members by hand. */
export function seedLists({ world }: HubSpotState): CrmList[] {
  const { calendar, contacts, companies, deals } = world;
  const heroes = new Set(deals.slice(0, 4).flatMap((deal) => deal.contactKeys));
  const customers = companies.filter((company) => company.lifecycle === "customer");
  const rows: readonly (readonly [
    name: string,
    typeId: string,
    kind: CrmList["processingType"],
    members: readonly string[],
  ])[] = [
    [
      "Peak season webinar",
      "0-1",
      "MANUAL",
      contacts.filter((contact) => heroes.has(contact.key)).map((contact) => contact.hubspotId),
    ],
    [
      "All open leads",
      "0-1",
      "DYNAMIC",
      contacts.filter((contact) => contact.leadStatus === "OPEN").map((contact) => contact.hubspotId),
    ],
    ["Trade fair visitors", "0-1", "SNAPSHOT", contacts.slice(12, 30).map((contact) => contact.hubspotId)],
    ["Customers", "0-2", "DYNAMIC", customers.map((company) => company.hubspotId)],
    ["Reference customers", "0-2", "MANUAL", customers.slice(0, 3).map((company) => company.hubspotId)],
  ];
  return rows.map(([name, objectTypeId, processingType, members], index) => ({
    listId: String(211 + index),
    name,
    objectTypeId,
    processingType,
    members: new Map(members.map((id, place) => [id, calendar.at(-40 + (place % 30), 9, place % 60)])),
    createdAt: calendar.at(-90 + index),
    updatedAt: calendar.at(-9 + index),
  }));
}
