import { InputError } from "@sophia-mcp/core/errors";
import { both, theOne } from "@sophia-mcp/core/names";
import { nearest } from "@sophia-mcp/core/nearest";
import type { NotionApi } from "./api.ts";
import { findPage, pageTitle } from "./find.ts";
import { idIn } from "./ids.ts";
import { findPerson } from "./people.ts";
import { textRuns } from "./rich-text.ts";
import type { DataSource, Option, Property } from "./types.ts";

const fold = (text: string): string => text.trim().toLowerCase();

export const propertiesOf = (source: DataSource): Property[] => Object.values(source.properties);

/**
 * A property by name or id.
 * @throws InputError with the nearest known name
 */
export function findProperty(source: DataSource, given: string): Property {
  const all = propertiesOf(source);
  const found =
    all.find((property) => fold(property.name) === fold(given)) ?? all.find(({ id }) => id === given);
  if (found) return found;
  const names = all.map((property) => property.name);
  const near = nearest(given, names);
  throw new InputError(
    `There is no property "${given}".${near ? ` Did you mean "${near}"?` : ""} Known: ${names.join(", ")}.`,
  );
}

export const titleProperty = (source: DataSource): Property | undefined =>
  propertiesOf(source).find((property) => property.type === "title");

export const optionsOf = (property: Property): Option[] =>
  (property[property.type] as { options?: Option[] } | undefined)?.options ?? [];

/** The exact name of an option given by name, whatever its case. */
export function optionName(property: Property, given: string): string {
  const options = optionsOf(property);
  const found = options.find((option) => fold(option.name) === fold(given) || option.id === given);
  if (found) return found.name;
  const names = options.map((option) => option.name).join(", ");
  throw new InputError(
    `${property.name} has no option "${given}". Accepted: ${names}. notion_update_data_source adds options.`,
  );
}

/** Values that answers join with "; ". A comma also separates where no value can hold one. */
const split = (given: string, separator: RegExp): string[] =>
  given
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");

export function flag(property: Property, given: string): boolean {
  if (/^(yes|true|1|checked|__yes__)$/i.test(given.trim())) return true;
  if (/^(no|false|0|unchecked|__no__)$/i.test(given.trim())) return false;
  throw new InputError(`"${given}" is neither yes nor no, which ${property.name} takes.`);
}

export function numeric(property: Property, given: string): number {
  const value = Number(given.trim());
  if (given.trim() !== "" && Number.isFinite(value)) return value;
  throw new InputError(`"${given}" is no number for ${property.name}.`);
}

export function isoDate(property: Property, given: string): string {
  const text = given.trim();
  if (/^\d{4}-\d{2}-\d{2}(T.+)?$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new InputError(
    `"${given}" is no date for ${property.name}: pass 2026-11-30 or 2026-11-30T09:00:00Z.`,
  );
}

/** The id of a page of the related table, given by id, link or exact title. */
export async function relatedPage(api: NotionApi, property: Property, given: string): Promise<string> {
  const id = idIn(given);
  if (id) return id;
  const { data_source_id: sourceId } = property.relation as { data_source_id?: string };
  if (!sourceId) return findPage(api, given);
  const source = await api.source(sourceId);
  const title = titleProperty(source);
  const filter = { property: title?.name ?? "title", title: { equals: given.trim() } };
  const { results } = await api.query(sourceId, { filter, page_size: 5 }, title ? [title.id] : []);
  return theOne(given, results, {
    what: `page that ${property.name} can point to`,
    name: pageTitle,
    show: (page) => both(pageTitle(page), page.id),
    known: [],
    hint: `notion_query_data_source with ${sourceId} shows them.`,
  }).id;
}

/**
 * One value as Notion stores it. Empty text clears.
 * @throws InputError for a value that does not fit, with the accepted ones
 */
async function stored(api: NotionApi, property: Property, given: string): Promise<unknown> {
  const empty = given.trim() === "";
  switch (property.type) {
    case "title":
    case "rich_text":
      return textRuns(given);
    case "number":
      return empty ? null : numeric(property, given);
    case "select":
    case "status":
      return empty ? null : { name: optionName(property, given) };
    case "multi_select":
      return split(given, /[;,]/).map((name) => ({ name: optionName(property, name) }));
    case "date": {
      if (empty) return null;
      const [start = "", end] = given.split(/\s+to\s+|\s*→\s*/);
      return { start: isoDate(property, start), ...(end ? { end: isoDate(property, end) } : {}) };
    }
    case "people":
      return Promise.all(split(given, /[;,]/).map(async (one) => ({ id: await findPerson(api, one) })));
    case "relation":
      return Promise.all(
        split(given, /[;\n]/).map(async (one) => ({ id: await relatedPage(api, property, one) })),
      );
    case "checkbox":
      return flag(property, given);
    case "url":
    case "email":
    case "phone_number":
      return empty ? null : given.trim();
    case "files":
      return split(given, /[;\n]/).map(externalFile);
    default:
      throw new InputError(
        `${property.name} is a ${property.type}: Notion computes it, it cannot be written.`,
      );
  }
}

/** `name <url>`, as answers show files, or the address alone. */
function externalFile(given: string): { name: string; external: { url: string } } {
  const [, name, marked] = /^(.*?)\s*<(https?:[^<>]+)>$/.exec(given) ?? [];
  const url = marked ?? given;
  if (!URL.canParse(url))
    throw new InputError(`"${given}" is no link to a file. notion_add_file uploads files.`);
  return { name: (name || url.split("/").at(-1) || url).slice(0, 100), external: { url } };
}

/** Properties given by name with values as text, as a page's create or update takes them. */
export async function storedProperties(
  api: NotionApi,
  source: DataSource,
  given: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  const entries = await Promise.all(
    Object.entries(given).map(async ([name, value]) => {
      const property = findProperty(source, name);
      return [property.name, { [property.type]: await stored(api, property, value) }] as const;
    }),
  );
  return Object.fromEntries(entries);
}
