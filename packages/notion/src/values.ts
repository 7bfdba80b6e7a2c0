import { both } from "@sophia-mcp/core/names";
import type { NotionApi } from "./api.ts";
import { relatedTitles } from "./find.ts";
import { everyPage } from "./paging.ts";
import { personName } from "./people.ts";
import {
  type Option,
  type Page,
  type Person,
  plainText,
  type PropertyValue,
  type RichText,
} from "./types.ts";

interface DateValue {
  start: string;
  end: string | null;
  time_zone?: string | null;
}

interface FileValue {
  name: string;
  type: string;
  external?: { url: string };
  file?: { url: string };
}

const date = (value: DateValue | null): string =>
  value === null ? "" : [value.start, value.end].filter(Boolean).join(" to ");

function file(value: FileValue): string {
  const url = value.external?.url ?? value.file?.url;
  return url && url !== value.name ? `${value.name} <${url}>` : value.name;
}

const several = (values: readonly string[]): string => values.filter((value) => value !== "").join("; ");

type Reader = (value: never, names: ReadonlyMap<string, string>) => string;

const readers: Readonly<Record<string, Reader>> = {
  title: (value: RichText[]) => plainText(value),
  rich_text: (value: RichText[]) => plainText(value),
  number: (value: number | null) => String(value ?? ""),
  select: (value: Option | null) => value?.name ?? "",
  status: (value: Option | null) => value?.name ?? "",
  multi_select: (value: Option[]) => several(value.map((option) => option.name)),
  date: (value: DateValue | null) => date(value),
  people: (value: Person[]) => several(value.map(personName)),
  files: (value: FileValue[]) => several(value.map(file)),
  checkbox: (value: boolean) => (value ? "yes" : "no"),
  relation: (value: { id: string }[], names) => several(value.map(({ id }) => both(names.get(id) ?? "", id))),
  created_by: (value: Person) => personName(value),
  last_edited_by: (value: Person) => personName(value),
  unique_id: (value: { prefix: string | null; number: number | null }) =>
    value.number === null ? "" : `${value.prefix ? `${value.prefix}-` : ""}${value.number}`,
  formula: (value: PropertyValue, names) => showValue(value, names),
  rollup: (value: PropertyValue, names) => showValue(value, names),
  array: (value: PropertyValue[], names) => several(value.map((one) => showValue(one, names))),
  verification: (value: { state: string } | null) => value?.state ?? "",
  place: (value: { name?: string | null; address?: string | null; lat: number; lon: number } | null) =>
    value === null
      ? ""
      : [value.name, value.address, `${value.lat}, ${value.lon}`].filter(Boolean).join(", "),
  boolean: (value: boolean | null) => (value === null ? "" : value ? "yes" : "no"),
};

/** Any property value as text: names for options, people and related pages, `start to end` for dates. */
export function showValue(property: PropertyValue, names: ReadonlyMap<string, string>): string {
  const value = property[property.type];
  if (value === null || value === undefined) return "";
  const reader = readers[property.type];
  if (reader) return reader(value as never, names);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

/** The properties of pages by name, empty ones left out, with the titles of related pages looked up. */
export async function showProperties(
  api: NotionApi,
  pages: readonly Page[],
): Promise<Record<string, string>[]> {
  const related = pages.flatMap((page) =>
    Object.entries(page.properties).map(([name, property]) => ({
      sourceId: page.parent.data_source_id,
      name,
      ids: relatedIds(property),
    })),
  );
  const names = await relatedTitles(api, related);
  return pages.map((page) => {
    const shown = Object.entries(page.properties).map(([name, property]) => [
      name,
      showValue(property, names),
    ]);
    return Object.fromEntries(shown.filter(([, text]) => text !== "")) as Record<string, string>;
  });
}

function relatedIds(property: PropertyValue): string[] {
  if (property.type === "relation") return (property.relation as { id: string }[]).map(({ id }) => id);
  const inner = property[property.type] as PropertyValue | null;
  return property.type === "rollup" && inner?.type === "array"
    ? (inner.array as PropertyValue[]).flatMap(relatedIds)
    : [];
}

/** Answers hold 25 entries of a relation; the page with all of them. */
export async function withWholeRelations(api: NotionApi, page: Page): Promise<Page> {
  const entries = await Promise.all(
    Object.entries(page.properties).map(async ([name, property]) => {
      if (property.has_more !== true || property.type !== "relation" || !property.id)
        return [name, property] as const;
      const { id } = property;
      const items = await everyPage(500, (paging) => api.pageProperty(page.id, id, paging));
      const relation = items.map((item) => item.relation);
      return [name, { ...property, relation }] as const;
    }),
  );
  return { ...page, properties: Object.fromEntries(entries) };
}
