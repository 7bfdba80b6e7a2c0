import { InputError, ToolError } from "@sophia-mcp/core/errors";
import { both, theOne } from "@sophia-mcp/core/names";
import type { NotionApi } from "./api.ts";
import { blockIdIn, idIn } from "./ids.ts";
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
  return theOne(given, exact, {
    what: kind === "page" ? "shared page" : "shared data source",
    name: titleOf,
    show: (one) => both(titleOf(one), one.id),
    known: results.slice(0, 8),
    hint: "notion_search_pages finds ids.",
  }) as T;
}

/**
 * The id of a page given by id, link or exact title.
 * @throws InputError with candidates when no page or several have the title
 */
export async function findPage(api: NotionApi, given: string): Promise<string> {
  return idIn(given) ?? (await byTitle<Page>(api, given, "page")).id;
}

/** A block by id or link, or a page, which is a block too, also by its exact title. */
export async function findBlock(api: NotionApi, given: string): Promise<string> {
  return blockIdIn(given) ?? findPage(api, given);
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

/** Names of related things are a help, not a need: what cannot be had is answered by id, also after a write. */
const unnamed = (error: unknown): undefined => {
  if (!(error instanceof ToolError)) throw error;
};

const fewIds = 3;
const maxLookups = 12;

/**
 * Titles of the pages that relations point to. Many of one table are read by one query of that table, the others one by
 * one, at most twelve: Notion counts requests.
 * @param related relation properties as `data source, property name` with the ids in them
 */
export async function relatedTitles(
  api: NotionApi,
  related: readonly { sourceId: string | undefined; name: string; ids: readonly string[] }[],
): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  const columns = Map.groupBy(related, ({ sourceId, name }) => `${sourceId ?? ""} ${name}`);
  for (const [first, ...rest] of columns.values()) {
    const ids = new Set([first, ...rest].flatMap((one) => one?.ids ?? []));
    if (!first?.sourceId || ids.size <= fewIds) continue;
    const source = await api.source(first.sourceId).catch(unnamed);
    const target = (source?.properties[first.name]?.relation as { data_source_id?: string } | undefined)
      ?.data_source_id;
    if (target === undefined) continue;
    const rows = await api
      .cached(`titles ${target}`, () => api.query(target, { page_size: 100 }, ["title"]))
      .catch(unnamed);
    for (const page of rows?.results ?? []) known.set(page.id, pageTitle(page));
  }
  const missing = [...new Set(related.flatMap(({ ids }) => ids))].filter((id) => !known.has(id));
  await Promise.all(
    missing.slice(0, maxLookups).map(async (id) => {
      const page = await api.cached(`title ${id}`, () => api.page(id, ["title"])).catch(unnamed);
      if (page) known.set(id, pageTitle(page));
    }),
  );
  return known;
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
      const source = await api.source(id).catch(unnamed);
      return [id, source ? titleOf(source) : ""] as const;
    }),
  );
  return new Map(found);
}
