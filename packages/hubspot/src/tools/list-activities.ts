import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import {
  activityColumns,
  activityShape,
  kindNames,
  kinds,
  showActivity,
  type KindName,
} from "../activities.ts";
import type { HubSpotApi } from "../api.ts";
import { allAssociated } from "../associations.ts";
import { daySpan } from "../dates.ts";
import { recordLink } from "../format.ts";
import { labels } from "../names.ts";
import { idParam, objectTypeParam } from "../params.ts";
import { recordIdOf } from "../records.ts";
import { defineTool } from "../tool.ts";
import { objectType, type ObjectType } from "../types.ts";

/** Activities of each type whose time is read. Ids grow with time, so these are the newest. */
const mostOfAType = 500;
const shortBody = 300;

export const listActivities = defineTool({
  name: "hubspot_list_activities",
  title: "List activities",
  description:
    "Returns one timeline of a record's notes, calls, e-mails, meetings and tasks, newest first. Each has time, type, owner, title and text; what is planned for later comes first. Bodies of e-mails need the scope sales-email-read.",
  access: "read",
  group: "core",
  scopes: ["crm.objects.contacts.read", "sales-email-read"],
  more: "Pass a smaller limit, types, or since.",
  input: z.object({
    object_type: objectTypeParam,
    id: idParam,
    types: z.array(z.enum(kindNames)).min(1).max(5).default(kindNames).describe("Only these"),
    since: z.iso.date().optional().describe("Only from this day on, as 2026-11-01"),
    detail: z
      .enum(["concise", "full"])
      .default("concise")
      .describe(`full: whole texts, not ${shortBody} characters`),
    ...pageInput(100),
  }),
  output: z.object({
    total: z.int(),
    not_read: z.int().optional(),
    url: z.string(),
    activities: z.array(activityShape),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const type = await objectType(api, input.object_type);
    const id = await recordIdOf(api, type, input.id);
    const since = input.since === undefined ? 0 : (await daySpan(api, input.since)).start;
    const found = await Promise.all(input.types.map((name) => timesOf(api, type, id, name)));
    const timeline = found
      .flatMap((kind) => kind.times)
      .filter((entry) => Date.parse(entry.time) >= since)
      .sort(newestFirst);
    const notRead = found.reduce((sum, kind) => sum + kind.notRead, 0);
    const { rows, ...next } = await collect(input, async () => ({ rows: timeline }));
    const most = input.detail === "full" ? Infinity : shortBody;
    const shown = await Promise.all(
      input.types.map((name) => {
        const ids = rows.filter((row) => row.name === name).map((row) => row.id);
        return showKind(api, name, ids, most);
      }),
    );
    return {
      total: timeline.length,
      ...(notRead > 0 ? { not_read: notRead } : {}),
      url: (await recordLink(api, type))(id),
      activities: shown.flat().sort(newestFirst),
      ...next,
    };
  },
  render: (output) =>
    parts(
      `${output.total} activities, ${output.activities.length} shown: ${output.url}`,
      output.not_read !== undefined && `${output.not_read} older ones were not read.`,
      ...output.activities.map(({ id, type, time, owner, title, details, body }) =>
        [[time, `${type} ${id}`, owner, title, details].filter(Boolean).join(" | "), body]
          .filter(Boolean)
          .join("\n"),
      ),
      nextPage(output),
    ),
});

interface Timed {
  id: string;
  time: string;
}

const newestFirst = (one: Timed, other: Timed): number =>
  other.time.localeCompare(one.time) || other.id.localeCompare(one.id);

async function timesOf(api: HubSpotApi, from: ObjectType, id: string, name: KindName) {
  const type = await objectType(api, kinds[name].type);
  const ids = (await allAssociated(api, from, id, type)).map((other) => other.id);
  const newest = ids.toSorted((one, other) => Number(other) - Number(one)).slice(0, mostOfAType);
  const records = await api.read(type.name, newest, ["hs_timestamp"]);
  const times = records.map((record) => ({
    name,
    id: record.id,
    time: record.properties.hs_timestamp ?? record.createdAt,
  }));
  return { times, notRead: ids.length - newest.length };
}

async function showKind(api: HubSpotApi, name: KindName, ids: readonly string[], most: number) {
  if (ids.length === 0) return [];
  const type = await objectType(api, kinds[name].type);
  const columns = activityColumns(kinds[name]);
  const [records, label] = await Promise.all([api.read(type.name, ids, columns), labels(api, type, columns)]);
  return records.map((record) => showActivity(name, record, label, most));
}
