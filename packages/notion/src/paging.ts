import { collect } from "@sophia-mcp/core/paging";
import type { List } from "./types.ts";

export interface Paging {
  page_size: number;
  start_cursor?: string;
}

type Read<T> = (paging: Paging) => Promise<List<T>>;

/** Follows Notion's cursors as far as a list's `limit` needs. */
export function collectPages<T>(input: { limit: number; cursor?: string | undefined }, read: Read<T>) {
  return collect(input, async (cursor, limit) => {
    const page = await read({ page_size: limit, ...(cursor ? { start_cursor: cursor } : {}) });
    return { rows: page.results, ...(page.next_cursor ? { next: page.next_cursor } : {}) };
  });
}

/** Everything there is, up to about `most` rows. */
export async function everyPage<T>(most: number, read: Read<T>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  // Pages are counted, not rows: filtered ones may be short or empty.
  for (let pages = 0; pages < most / 100; pages++) {
    const page: List<T> = await read({ page_size: 100, ...(cursor ? { start_cursor: cursor } : {}) });
    all.push(...page.results);
    cursor = page.next_cursor;
    if (cursor === null) break;
  }
  return all;
}
