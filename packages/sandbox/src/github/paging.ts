import type { Answer, Call } from "../emulator.ts";
import type { GitHubState } from "./state.ts";

/** One page by `page` and `per_page`, with the links to the others. */
export function paged<Row>(
  call: Call<GitHubState>,
  rows: readonly Row[],
  present: (row: Row) => unknown,
  wrap: (page: unknown[]) => unknown = (page) => page,
): Answer {
  const { page, size } = pageOf(call.query);
  const shown = rows.slice((page - 1) * size, page * size).map(present);
  const last = Math.max(1, Math.ceil(rows.length / size));
  const link = (to: number, rel: string) => {
    const query = new URLSearchParams(call.query);
    query.set("page", String(to));
    return `<${call.origin}${call.rawPath}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, "prev")] : []),
    ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
    ...(page > 1 ? [link(1, "first")] : []),
  ];
  return { body: wrap(shown), ...(links.length > 0 ? { headers: { link: links.join(", ") } } : {}) };
}

/** GitHub corrects sizes that it does not allow instead of refusing them. */
export function pageOf(query: URLSearchParams): { page: number; size: number } {
  const number = (name: string, otherwise: number) => {
    const value = Number(query.get(name) ?? otherwise);
    return Number.isInteger(value) && value > 0 ? value : otherwise;
  };
  return { page: number("page", 1), size: Math.min(100, number("per_page", 30)) };
}
