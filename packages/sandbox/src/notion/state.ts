import { uuidFor } from "../world/ids.ts";
import { invalid, missing } from "./errors.ts";
import type { Block, Database, DataSource, Kept, NotionState, Page, Parent } from "./model.ts";

export function timestamp(state: NotionState): string {
  state.clock += 1000;
  return new Date(state.clock).toISOString();
}

export function newId(state: NotionState, kind: string): string {
  state.nextId += 1;
  return uuidFor(`notion:${kind}:${state.nextId}`);
}

export function made(state: NotionState, kind: string, at = timestamp(state), by = state.botId) {
  return {
    id: newId(state, kind),
    createdAt: at,
    createdBy: by,
    editedAt: at,
    editedBy: by,
    inTrash: false,
  };
}

/** Ids are accepted with and without dashes. */
export function asId(given: unknown, where: string): string {
  const hex = typeof given === "string" ? given.replaceAll("-", "").toLowerCase() : "";
  if (!/^[0-9a-f]{32}$/.test(hex)) {
    invalid(
      `${where} failed validation: ${where} should be a valid uuid, instead was \`${JSON.stringify(given)}\`.`,
    );
  }
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function getPage(state: NotionState, given: unknown): Page {
  const id = asId(given, "path.page_id");
  const page = state.pages.get(id);
  if (!page || page.unshared) missing("page", id);
  return page;
}

export function getBlock(state: NotionState, given: unknown): Block {
  const id = asId(given, "path.block_id");
  return state.blocks.get(id) ?? missing("block", id);
}

export function getSource(state: NotionState, given: unknown): DataSource {
  const id = asId(given, "path.data_source_id");
  return state.sources.get(id) ?? missing("data_source", id);
}

export function getDatabase(state: NotionState, given: unknown): Database {
  const id = asId(given, "path.database_id");
  return state.databases.get(id) ?? missing("database", id);
}

/** Whatever has blocks inside: a page, or a block. */
export function container(
  state: NotionState,
  given: unknown,
): { id: string; children: string[]; page: boolean } {
  const id = asId(given, "path.block_id");
  const page = state.pages.get(id);
  if (page && !page.unshared) return Object.assign(page, { page: true });
  const block = state.blocks.get(id);
  if (block) return Object.assign(block, { page: false });
  return missing("block", id);
}

export function touch(state: NotionState, thing: { editedAt: string; editedBy: string }): void {
  thing.editedAt = timestamp(state);
  thing.editedBy = state.botId;
}

/** Marks the page that a block stands on as edited. */
export function touchPageOf(state: NotionState, id: string): void {
  const page = pageOf(state, id);
  if (page) touch(state, page);
}

export function pageOf(state: NotionState, id: string): Page | undefined {
  let current = id;
  for (let depth = 0; depth < 60; depth += 1) {
    const page = state.pages.get(current);
    if (page) return page;
    const parent = state.blocks.get(current)?.parent;
    if (!parent) return undefined;
    current = parentId(parent) ?? "";
  }
  return undefined;
}

/** Undefined at the top of the workspace. */
export function parentId(parent: Parent): string | undefined {
  if (parent.type === "page_id") return parent.page_id;
  if (parent.type === "block_id") return parent.block_id;
  if (parent.type === "database_id") return parent.database_id;
  return parent.type === "data_source_id" ? parent.data_source_id : undefined;
}

/** A page or database below a page also stands there as a block of the same id. */
export function standIn(
  state: NotionState,
  thing: Kept & { parent: Parent },
  type: string,
  title: string,
): void {
  const { id, createdAt, createdBy, editedAt, editedBy, inTrash, parent } = thing;
  const kept = { id, createdAt, createdBy, editedAt, editedBy, inTrash };
  state.blocks.set(id, { ...kept, parent, type, value: { title }, children: [] });
}

type Listed<T> = { object: "list"; results: T[]; next_cursor: string | null; has_more: boolean };

/** One page of a list; a cursor is the id of the first row of the next page. */
export function paged<T>(
  rows: readonly T[],
  idOf: (row: T) => string,
  given: { cursor?: unknown; size?: unknown },
  where = "query",
): Listed<T> {
  const size = given.size === undefined || given.size === null ? 100 : Number(given.size);
  if (!Number.isInteger(size) || size < 1 || size > 100) {
    invalid(
      `${where}.page_size should be less than or equal to \`100\`, instead was \`${String(given.size)}\`.`,
    );
  }
  const start = given.cursor ? rows.findIndex((row) => idOf(row) === given.cursor) : 0;
  if (start < 0) invalid(`The start_cursor provided is invalid: ${String(given.cursor)}`);
  const next = rows[start + size];
  return {
    object: "list",
    results: rows.slice(start, start + size),
    next_cursor: next === undefined ? null : idOf(next),
    has_more: next !== undefined,
  };
}
