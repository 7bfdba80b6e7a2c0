import { table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { HubSpotApi, HubSpotRecord } from "./api.ts";
import { labels } from "./names.ts";
import type { ObjectType } from "./types.ts";

/** A record as every answer shows it: values as `Label [name]` where HubSpot stores a name. */
export const recordShape = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  updated_at: z.string(),
  properties: z.record(z.string(), z.string()),
});

export type ShownRecord = z.output<typeof recordShape>;

export async function showRecords(
  api: HubSpotApi,
  type: ObjectType,
  records: readonly HubSpotRecord[],
  columns: readonly string[],
): Promise<ShownRecord[]> {
  if (records.length === 0) return [];
  const [label, link] = await Promise.all([labels(api, type, columns), recordLink(api, type)]);
  return records.map((record) => ({
    id: record.id,
    name: recordName(type, record),
    url: link(record.id),
    updated_at: record.updatedAt,
    properties: Object.fromEntries(
      columns.flatMap((column) => {
        const value = record.properties[column];
        return value === null || value === undefined || value === ""
          ? []
          : [[column, label(column, readable(column, value))]];
      }),
    ),
  }));
}

export function recordName(type: ObjectType, record: HubSpotRecord): string {
  const text = type.title
    .map((property) => record.properties[property] ?? "")
    .join(" ")
    .trim();
  return readable("", text).slice(0, 120) || record.properties.email || `${type.name} ${record.id}`;
}

/** Links open the record in HubSpot's web application. */
export async function recordLink(api: HubSpotApi, type: ObjectType): Promise<(id: string) => string> {
  const { portalId, uiDomain = "app.hubspot.com" } = await api.account();
  return (id) => `https://${uiDomain}/contacts/${portalId}/record/${type.id}/${id}`;
}

/** Bodies of notes, e-mails and meetings are HTML; a model wants the text. */
export function readable(column: string, value: string): string {
  if (!column.endsWith("_body") && !/^\s*<(p|div|html|br|ul|span)[\s/>]/i.test(value)) return value;
  return value
    .replace(/<(style|script)\b[^>]*>[^<]*<\/\1>/gi, "")
    .replace(/<br\s*\/?>|<\/(p|div|li|tr|h[1-6])>/gi, "\n")
    .replace(/<li[^>]*>/gi, "- ")
    .replace(/<[^<>]*>/g, "")
    .replace(/&nbsp;/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Records as rows: id, the columns in the order they were asked for, link. */
export function recordTable(records: readonly ShownRecord[]): string {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record.properties)))];
  const rows = records.map((record) => ({ id: record.id, ...record.properties, url: record.url }));
  return table<Record<string, string>>(rows, ["id", ...columns, "url"]);
}
