import { InputError } from "@sophia-mcp/core/errors";
import type { NotionApi } from "./api.ts";
import { both, idIn } from "./ids.ts";
import { type DataSource, type Page, plainText, type RichText } from "./types.ts";

const fold = (text: string): string => text.trim().toLowerCase();

export function pageTitle(page: Page): string {
  const title = Object.values(page.properties).find((property) => property.type === "title");
  return plainText(title?.title as RichText[] | undefined);
}

export const titleOf = (found: Page | DataSource): string =>
  found.object === "page" ? pageTitle(found) : plainText(found.title);

/** Whether an error means that nothing of this kind has the id. */
const isMissing = (error: unknown): boolean => error instanceof InputError && error.details.status === 404;

async function byTitle<T extends Page | DataSource>(
  api: NotionApi,
  given: string,
  kind: T["object"],
): Promise<T> {
  const { results } = await api.search({
    query: given,
    filter: { property: "object", value: kind },
    page_size: 100,
  });
  const exact = results.filter((one) => fold(titleOf(one)) === fold(given));
  const [only, ...others] = exact;
  if (only && others.length === 0) return only as T;
  const word = kind === "page" ? "page" : "data source";
  const list = (exact.length > 0 ? exact : results)
    .slice(0, 8)
    .map((one) => both(titleOf(one), one.id))
    .join(", ");
  const problem = exact.length > 1 ? `Several ${word}s are called` : `No shared ${word} is called`;
  throw new InputError(
    `${problem} "${given.slice(0, 100)}". ${list ? `Pass the id of one of ${list}.` : "notion_search_pages finds ids."}`,
  );
}

/**
 * The id of a page given by id, link or exact title.
 * @throws InputError with candidates when no page or several have the title
 */
export async function findPage(api: NotionApi, given: string): Promise<string> {
  return idIn(given) ?? (await byTitle<Page>(api, given, "page")).id;
}

/**
 * A data source by its id, its name, or the id or link of a database that has only one.
 * @throws InputError that names the data sources of a database with several
 */
export async function findSource(api: NotionApi, given: string): Promise<DataSource> {
  const id = idIn(given);
  if (id === undefined) return api.source((await byTitle<DataSource>(api, given, "data_source")).id);
  try {
    return await api.source(id);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const { data_sources: sources } = await api.database(id);
  const [only, ...others] = sources;
  if (only && others.length === 0) return api.source(only.id);
  const list = sources.map((source) => both(source.name, source.id)).join(", ");
  throw new InputError(`This database has ${sources.length} data sources: pass one of ${list}.`);
}

/** The database of an id that may also be that of one of its data sources. */
export async function findDatabase(api: NotionApi, given: string) {
  const id = idIn(given) ?? (await byTitle<DataSource>(api, given, "data_source")).parent.database_id ?? "";
  try {
    return await api.database(id);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const source = await api.source(id);
  return api.database(source.parent.database_id ?? id);
}

/** Titles of related pages, as many as can be had quickly; the rest are answered by id. */
export async function titles(
  api: NotionApi,
  ids: readonly string[],
  limit = 30,
): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)].slice(0, limit);
  const found = await Promise.all(
    wanted.map(async (id) => {
      const page = await api.cached(`title ${id}`, 60_000, () =>
        api.page(id, ["title"]).catch((error: unknown) => {
          // A related page may lie in a part of the workspace that is not shared.
          if (isMissing(error)) return undefined;
          throw error;
        }),
      );
      return [id, page ? pageTitle(page) : ""] as const;
    }),
  );
  return new Map(found);
}

/** Names of the data sources that relations point to; some may not be shared. */
export async function sourceNames(
  api: NotionApi,
  sources: readonly DataSource[],
): Promise<Map<string, string>> {
  const ids = sources.flatMap((source) =>
    Object.values(source.properties).flatMap(
      (property) => (property.relation as { data_source_id?: string } | undefined)?.data_source_id ?? [],
    ),
  );
  const found = await Promise.all(
    [...new Set(ids)].map(async (id) => {
      const name = await api.source(id).then(titleOf, (error: unknown) => {
        if (isMissing(error)) return "";
        throw error;
      });
      return [id, name] as const;
    }),
  );
  return new Map(found);
}
