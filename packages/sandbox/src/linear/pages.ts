import { outOfBounds } from "./errors.ts";
import { passes } from "./filters.ts";
import type { Reader } from "./relations.ts";
import type { Entity } from "./state.ts";

export type PageArguments = {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  orderBy?: "createdAt" | "updatedAt" | null;
  includeArchived?: boolean | null;
  includeDisabled?: boolean | null;
  filter?: Record<string, unknown> | null;
  sort?: readonly Record<string, SortBy | null>[] | null;
};

type SortBy = { order?: "Ascending" | "Descending" | null; nulls?: "first" | "last" | null };

const MOST = 250;
const USUAL = 50;

/** Relay paging, newest first: what is archived, and people who left, are shown only when asked for. */
export function paginate(reader: Reader, entities: readonly Entity[], args: PageArguments, ordered = false) {
  const size = checked("first", args.first) ?? checked("last", args.last) ?? USUAL;
  const key = args.orderBy ?? "createdAt";
  const shown = entities.filter(
    (entity) =>
      (args.includeArchived === true || entity.archivedAt === undefined) &&
      (entity.kind !== "User" || args.includeDisabled === true || entity["active"] === true) &&
      passes(reader, entity, args.filter),
  );
  if (!ordered) shown.sort((left, right) => (left[key] === right[key] ? 0 : left[key] < right[key] ? 1 : -1));
  // The first sort decides, so it is done last; each keeps what the one before put in order.
  for (const sort of (args.sort ?? []).toReversed()) {
    for (const [name, by] of Object.entries(sort)) if (by) shown.sort(inOrder(name, by));
  }
  const after = position(shown, args.after, -1) + 1;
  const before = position(shown, args.before, shown.length);
  const start = args.last && !args.first ? Math.max(after, before - size) : after;
  const nodes = shown.slice(start, Math.min(before, start + size));
  return {
    nodes,
    edges: nodes.map((node) => ({ node, cursor: cursorOf(node) })),
    totalCount: shown.length,
    pageInfo: {
      hasNextPage: start + nodes.length < shown.length,
      hasPreviousPage: start > 0,
      startCursor: nodes[0] ? cursorOf(nodes[0]) : null,
      endCursor: nodes.at(-1) ? cursorOf(nodes.at(-1) as Entity) : null,
    },
  };
}

function inOrder(name: string, { order, nulls }: SortBy): (left: Entity, right: Entity) => number {
  return (left, right) => {
    const [a, b] = [left[name] as string | number | undefined, right[name] as string | number | undefined];
    if (a === undefined || b === undefined) {
      return a === b ? 0 : (a === undefined) === (nulls === "first") ? -1 : 1;
    }
    return a === b ? 0 : a < b === (order !== "Descending") ? -1 : 1;
  };
}

function checked(name: string, given: number | null | undefined): number | undefined {
  if (given === undefined || given === null) return undefined;
  if (given > MOST) outOfBounds(name, "max", `must not be greater than ${MOST}`);
  if (given < 1) outOfBounds(name, "min", "must not be less than 1");
  return given;
}

/** Cursors of issues and of other records do not look alike at Linear either. */
const cursorOf = ({ kind, id }: Entity): string =>
  kind === "Issue" ? Buffer.from(JSON.stringify({ key: id })).toString("base64") : id;

function position(entities: readonly Entity[], cursor: string | null | undefined, otherwise: number): number {
  if (cursor === undefined || cursor === null) return otherwise;
  const index = entities.findIndex((entity) => cursorOf(entity) === cursor);
  return index >= 0
    ? index
    : outOfBounds(otherwise < 0 ? "after" : "before", "max", "is not a cursor of this list");
}
