import type { Setting } from "../emulator.ts";
import type { World } from "../world/world.ts";
import { type AssociationType, defaultType } from "./association-types.ts";
import { seedLists } from "./lists-data.ts";
import { seedRecords } from "./records.ts";
import { findType, type ObjectType } from "./types.ts";

export type CrmRecord = {
  id: string;
  properties: Record<string, string>;
  createdAt: string;
  updatedAt: string;
  archivedAt: string | undefined;
};

export type CrmList = {
  listId: string;
  name: string;
  objectTypeId: string;
  processingType: "MANUAL" | "SNAPSHOT" | "DYNAMIC";
  /** Record id to the time it joined. */
  members: Map<string, string>;
  createdAt: string;
  updatedAt: string;
};

export type HubSpotState = {
  world: World;
  records: Map<string, Map<string, CrmRecord>>;
  /** `deals/31>contacts` to the associated ids with their types. */
  links: Map<string, Map<string, AssociationType[]>>;
  lists: CrmList[];
  owners: ReadonlySet<string>;
  nextId: number;
  /** Moves a second on with each write, so that orders by time are the same in every run. */
  clock: number;
  /** Requests so far, for the rate-limit headers. */
  used: number;
};

export function createState({ world, now }: Setting): HubSpotState {
  const state: HubSpotState = {
    world,
    records: new Map(),
    links: new Map(),
    lists: [],
    owners: new Set(world.people.map((person) => person.hubspotOwnerId)),
    nextId: 90_000_000_001,
    clock: now.getTime(),
    used: 0,
  };
  seedRecords(state);
  state.lists = seedLists(state);
  return state;
}

export function timestamp(state: HubSpotState): string {
  state.clock += 1000;
  return new Date(state.clock).toISOString();
}

export function newId(state: HubSpotState): string {
  state.nextId += 1;
  return String(state.nextId);
}

export function recordsOf(state: HubSpotState, type: ObjectType): Map<string, CrmRecord> {
  let records = state.records.get(type.name);
  if (!records) state.records.set(type.name, (records = new Map<string, CrmRecord>()));
  return records;
}

export function findRecord(
  state: HubSpotState,
  type: ObjectType,
  id: string,
  idProperty?: string | null,
): CrmRecord | undefined {
  if (!idProperty || idProperty === "hs_object_id") return recordsOf(state, type).get(id);
  const wanted = id.toLowerCase();
  return [...recordsOf(state, type).values()].find(
    (record) => record.properties[idProperty]?.toLowerCase() === wanted,
  );
}

type End = { type: ObjectType; id: string };

export function linked(state: HubSpotState, from: End, to: ObjectType): Map<string, AssociationType[]> {
  const key = `${from.type.name}/${from.id}>${to.name}`;
  let links = state.links.get(key);
  if (!links) state.links.set(key, (links = new Map<string, AssociationType[]>()));
  return links;
}

/** Associations are kept for both sides at once. */
export function link(
  state: HubSpotState,
  from: End,
  to: End,
  types: readonly AssociationType[] = [defaultType(from.type, to.type)],
): void {
  for (const type of types) {
    addType(linked(state, from, to.type), to.id, type);
    addType(linked(state, to, from.type), from.id, inverse(type));
  }
}

export function unlink(state: HubSpotState, from: End, to: End): void {
  linked(state, from, to.type).delete(to.id);
  linked(state, to, from.type).delete(from.id);
}

function addType(links: Map<string, AssociationType[]>, id: string, type: AssociationType): void {
  const known = links.get(id) ?? [];
  if (known.some((other) => other.typeId === type.typeId && other.category === type.category)) return;
  links.set(id, [...known, type]);
}

function inverse(type: AssociationType): AssociationType {
  const { from, to, typeId, inverseId, category } = type;
  const label =
    type.label === "Child Company"
      ? "Parent Company"
      : type.label === "Parent Company"
        ? "Child Company"
        : type.label;
  return { from: to, to: from, typeId: inverseId, inverseId: typeId, label, category };
}

export function knownType(name: string): ObjectType {
  const type = findType(name);
  if (!type) throw new Error(`the emulator has no object type ${name}`);
  return type;
}
