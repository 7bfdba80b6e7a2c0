import { z } from "zod";
import { InputError } from "./errors.ts";

/** The input fields of every list: spread into a tool's input. */
export function pageInput(max = 100, initial = 20) {
  return {
    limit: z.int().min(1).max(max).default(initial).describe(`Rows to return, at most ${max}`),
    cursor: z.string().max(2000).optional().describe("next_cursor of the answer before"),
  };
}

/** The output field of every list: absent on the last page. */
export const pageOutput = { next_cursor: z.string().optional() };

export interface VendorPage<Row> {
  rows: readonly Row[];
  /** The vendor's own token of the next page; absent on the last. */
  next?: string;
}

interface Position {
  /** The vendor's token of the page to read. */
  at?: string;
  /** Rows of that page that were already handed out. */
  skip?: number;
}

/**
 * Follows a vendor's paging as far as `limit` needs and no further. Vendors may send short or empty pages before the
 * end; a page that is longer than needed is remembered by its token and an offset, so no row is lost or repeated.
 * @param fetchPage reads one page of about `size` rows; `token` is absent for the first
 */
export async function collect<Row>(
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  fetchPage: (token: string | undefined, size: number) => Promise<VendorPage<Row>>,
  maxPages = 10,
): Promise<{ rows: Row[]; next_cursor?: string }> {
  let position = cursor === undefined ? {} : decodeCursor(cursor);
  const rows: Row[] = [];
  for (let pages = 0; ; pages++) {
    const skip = position.skip ?? 0;
    // The page is asked for in the same size as before, or its token would point elsewhere.
    const page = await fetchPage(position.at, limit);
    const fresh = page.rows.slice(skip, skip + limit - rows.length);
    rows.push(...fresh);
    const used = skip + fresh.length;
    if (used < page.rows.length) return { rows, next_cursor: encodeCursor({ at: position.at, skip: used }) };
    if (page.next === undefined) return { rows };
    position = { at: page.next };
    if (rows.length >= limit || pages + 1 >= maxPages) return { rows, next_cursor: encodeCursor(position) };
  }
}

function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify([position.at ?? null, position.skip ?? 0])).toString("base64url");
}

function decodeCursor(cursor: string): Position {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(read) && read.length === 2) {
      const [at, skip] = read as unknown[];
      if ((at === null || typeof at === "string") && Number.isSafeInteger(skip) && (skip as number) >= 0) {
        return { ...(at === null ? {} : { at }), skip: skip as number };
      }
    }
  } catch {
    // Reported below, together with the other ways to be no cursor.
  }
  throw new InputError(
    '"cursor" is not a cursor of this tool: pass next_cursor of the answer before, unchanged.',
  );
}
