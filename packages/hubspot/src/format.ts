import { table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { HubSpotRecord } from "./answers.ts";
import type { HubSpotApi } from "./api.ts";
import { textOf } from "./html.ts";
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
  return records.length === 0 ? [] : records.map(await shower(api, type, columns));
}

export async function showRecord(
  api: HubSpotApi,
  type: ObjectType,
  record: HubSpotRecord,
  columns: readonly string[],
): Promise<ShownRecord> {
  return (await shower(api, type, columns))(record);
}

async function shower(
  api: HubSpotApi,
  type: ObjectType,
  columns: readonly string[],
): Promise<(record: HubSpotRecord) => ShownRecord> {
  const [label, link] = await Promise.all([labels(api, type, columns), recordLink(api, type)]);
  return (record) => ({
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
  });
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
  const html = column.endsWith("_body") || /^\s*<(p|div|html|br|ul|ol|span|strong)[\s/>]/i.test(value);
  return html ? textOf(value) : value;
}

/** Records as rows: id, the columns in the order they were asked for, link. */
export function recordTable(records: readonly ShownRecord[]): string {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record.properties)))];
  const rows = records.map((record) => ({ id: record.id, ...record.properties, url: record.url }));
  return table<Record<string, string>>(rows, ["id", ...columns, "url"]);
}
