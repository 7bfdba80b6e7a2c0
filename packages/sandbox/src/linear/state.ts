import type { Setting } from "../emulator.ts";
import type { World } from "../world/world.ts";
import { seedIssues } from "./seed-issues.ts";
import { seedPlans } from "./seed-plans.ts";
import { seedWorkspace } from "./seed-workspace.ts";

/** A record of Linear's. Relations are kept as ids (`teamId`), and followed by `relations.ts`. */
export type Entity = {
  kind: string;
  id: string;
  createdAt: string;
  updatedAt: string;
  archivedAt?: string | undefined;
  [field: string]: unknown;
};

export type LinearState = {
  world: World;
  /** Moves a second on with each write, so that orders by time are the same in every run. */
  clock: number;
  tables: Map<string, Map<string, Entity>>;
  used: { requests: number; complexity: number };
  /** Complexity of the request at hand, for its header. */
  complexity: number;
};

export const HOUR = 3_600_000;
/** What a personal key may ask for in an hour. */
export const LIMITS = { requests: 5000, complexity: 3_000_000 } as const;

export const WORKSPACE = { name: "Tessalane", urlKey: "tessalane" } as const;
export const link = (path: string): string => `https://linear.app/${WORKSPACE.urlKey}/${path}`;

export function createState({ world, now }: Setting): LinearState {
  const state: LinearState = {
    world,
    clock: now.getTime(),
    tables: new Map(),
    used: { requests: 0, complexity: 0 },
    complexity: 0,
  };
  seedWorkspace(state);
  seedPlans(state);
  seedIssues(state);
  return state;
}

export function tableOf(state: LinearState, kind: string): Map<string, Entity> {
  let table = state.tables.get(kind);
  if (!table) state.tables.set(kind, (table = new Map<string, Entity>()));
  return table;
}

export const all = (state: LinearState, kind: string): Entity[] => [...tableOf(state, kind).values()];

/** The record with this id; none for an id that is not a text. */
export function find(state: LinearState, kind: string, id: unknown): Entity | undefined {
  return typeof id === "string" ? tableOf(state, kind).get(id) : undefined;
}

export function put(state: LinearState, kind: string, fields: Omit<Entity, "kind">): Entity {
  const entity = { ...fields, kind } as Entity;
  tableOf(state, kind).set(entity.id, entity);
  return entity;
}

export function tick(state: LinearState): string {
  state.clock += 1000;
  return new Date(state.clock).toISOString();
}

export const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** Twelve hexadecimal digits of an id, as Linear ends the addresses of projects and documents. */
export const slugId = (id: string): string => id.replaceAll("-", "").slice(0, 12);
