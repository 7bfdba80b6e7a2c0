import { InputError } from "@sophia-mcp/core/errors";
import { collect, type VendorPage } from "@sophia-mcp/core/paging";

export interface PageQuery {
  page: number;
  per_page: number;
}

interface Listed<Data> {
  data: Data;
  headers: { link?: string | undefined };
}

/**
 * Reads one page of a numbered list. The token keeps the page's number and size together, because with another size
 * the number would point elsewhere; the last page is the one whose `Link` header names no next.
 */
export async function readPage<Data, Row>(
  token: string | undefined,
  size: number,
  read: (query: PageQuery) => Promise<Listed<Data>>,
  rows: (data: Data) => readonly Row[] | Promise<readonly Row[]>,
): Promise<VendorPage<Row>> {
  const [page = 1, perPage = Math.min(100, size)] = token === undefined ? [] : numbers(token);
  const { data, headers } = await read({ page, per_page: perPage });
  const more = /[?&]page=(\d{1,9})[^>]*>\s*;\s*rel="next"/.exec(headers.link ?? "")?.[1];
  return { rows: await rows(data), ...(more ? { next: `${more}.${perPage}` } : {}) };
}

/** As many pages as `limit` needs. */
export const collectPages = <Data, Row>(
  input: { limit: number; cursor?: string | undefined },
  read: (query: PageQuery) => Promise<Listed<Data>>,
  rows: (data: Data) => readonly Row[] | Promise<readonly Row[]>,
  maxPages?: number,
): ReturnType<typeof collect<Row>> =>
  collect(input, (token, size) => readPage(token, size, read, rows), maxPages);

function numbers(token: string): number[] {
  const read = /^(\d{1,9})\.(\d{1,3})$/.exec(token);
  if (!read) {
    throw new InputError(
      '"cursor" is not a cursor of this tool: pass next_cursor of the answer before, unchanged.',
    );
  }
  return [Number(read[1]), Number(read[2])];
}
