import { fields, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { NotionApi } from "./api.ts";
import { describeColumn } from "./columns.ts";
import { pageTitle, sourceNames } from "./find.ts";
import { propertiesOf } from "./properties.ts";
import {
  type Comment,
  type Database,
  type DataSource,
  type Page,
  type Parent,
  type Person,
  plainText,
} from "./types.ts";
import { showProperties } from "./values.ts";

/** A page as lists and writes answer it: property values as text, by name. */
export const pageShape = z.object({
  id: z.string(),
  title: z.string(),
  url: z.string(),
  parent: z.string().optional(),
  updated_at: z.string(),
  in_trash: z.boolean().optional(),
  properties: z.record(z.string(), z.string()),
});

export type ShownPage = z.output<typeof pageShape>;

export async function showPages(api: NotionApi, pages: readonly Page[]): Promise<ShownPage[]> {
  const properties = await showProperties(api, pages);
  return pages.map((page, index) => ({
    id: page.id,
    title: pageTitle(page),
    url: page.url,
    ...(parentText(page.parent) ? { parent: parentText(page.parent) } : {}),
    updated_at: page.last_edited_time,
    ...(page.in_trash ? { in_trash: true } : {}),
    properties: properties[index] ?? {},
  }));
}

export async function showPage(api: NotionApi, page: Page): Promise<ShownPage> {
  const [shown] = await showPages(api, [page]);
  return (
    shown ?? { id: page.id, title: "", url: page.url, updated_at: page.last_edited_time, properties: {} }
  );
}

/** `page 1f2e…`, `data source …`; nothing at the top of the workspace. */
export function parentText(parent: Parent): string | undefined {
  const type = parent.type.replace(/_id$/, "") as "page" | "block" | "database" | "data_source";
  const id = parent[`${type}_id`];
  return id ? `${type.replace("_", " ")} ${id}` : undefined;
}

export const renderPage = ({ properties, ...page }: ShownPage): string =>
  fields({
    ...properties,
    id: page.id,
    url: page.url,
    parent: page.parent,
    updated_at: page.updated_at,
    in_trash: page.in_trash,
  });

/** Rows of a data source: the title's column first, then the others, then id and link. */
export function rowTable(pages: readonly ShownPage[]): string {
  const columns = [...new Set(pages.flatMap((page) => Object.keys(page.properties)))];
  // The title is a property too, under a name of its own.
  const first = columns.filter((name) => pages.every((page) => (page.properties[name] ?? "") === page.title));
  const others = columns.filter((name) => !first.includes(name));
  const rows = pages.map(({ id, url, properties }) => ({ ...properties, id, url }));
  return table<Record<string, string>>(rows, [...first, ...others, "id", "url"]);
}

export const columnShape = z.object({ name: z.string(), type: z.string(), detail: z.string().optional() });

export const sourceShape = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.array(columnShape),
  templates: z.array(z.string()).optional(),
});

export type ShownSource = z.output<typeof sourceShape>;

/** Data sources with their columns: what filters, sorts and writes take. */
export async function showSources(api: NotionApi, sources: readonly DataSource[]): Promise<ShownSource[]> {
  const tables = await sourceNames(api, sources);
  return sources.map((source) => ({
    id: source.id,
    name: plainText(source.title),
    properties: propertiesOf(source).map((property) => {
      const detail = [describeColumn(property, tables), property.description].filter(Boolean).join(" - ");
      return { name: property.name, type: property.type, detail: detail || undefined };
    }),
  }));
}

export const renderSource = ({ id, name, properties, templates = [] }: ShownSource): string =>
  [
    `## ${name} [${id}]`,
    table(properties, ["name", "type", "detail"]),
    ...(templates.length > 0 ? [`Templates: ${templates.join(", ")}`] : []),
  ].join("\n");

export const databaseShape = z.object({
  id: z.string(),
  title: z.string(),
  url: z.string(),
  description: z.string().optional(),
  parent: z.string().optional(),
  in_trash: z.boolean().optional(),
  data_sources: z.array(sourceShape),
});

export function showDatabase(database: Database, sources: ShownSource[]): z.input<typeof databaseShape> {
  const description = plainText(database.description);
  const parent = parentText(database.parent);
  return {
    id: database.id,
    title: plainText(database.title),
    url: database.url,
    ...(description ? { description } : {}),
    ...(parent ? { parent } : {}),
    ...(database.in_trash ? { in_trash: true } : {}),
    data_sources: sources,
  };
}

export function renderDatabase({ data_sources, ...database }: z.output<typeof databaseShape>): string {
  return [fields(database), ...data_sources.map(renderSource)].join("\n\n");
}

export const commentShape = z.object({
  id: z.string(),
  discussion_id: z.string(),
  author: z.string(),
  created_at: z.string(),
  text: z.string(),
});

export function showComment(
  comment: Comment,
  name: (person: Person) => string,
): z.input<typeof commentShape> {
  const named = name(comment.created_by);
  const resolved = comment.display_name?.resolved_name;
  return {
    id: comment.id,
    discussion_id: comment.discussion_id,
    // A token that may not read people still gets the name that Notion shows beside the comment.
    author: named === comment.created_by.id && resolved ? resolved : named,
    created_at: comment.created_time,
    text: plainText(comment.rich_text),
  };
}

export const commentTable = (comments: readonly z.output<typeof commentShape>[]): string =>
  table(comments, ["created_at", "author", "text", "discussion_id", "id"]);
