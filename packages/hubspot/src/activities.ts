import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import type { HubSpotRecord } from "./answers.ts";
import type { HubSpotApi } from "./api.ts";
import { associationsWith } from "./associate.ts";
import { readable, recordLink } from "./format.ts";
import { htmlOf } from "./html.ts";
import { storedProperties } from "./names.ts";
import { objectType } from "./types.ts";

interface Kind {
  /** The object type. */
  type: string;
  title?: string;
  body: string;
  /** What else is worth a line, in the order in which it is shown. */
  details: readonly string[];
}

export const kinds = {
  note: { type: "notes", body: "hs_note_body", details: [] },
  call: {
    type: "calls",
    title: "hs_call_title",
    body: "hs_call_body",
    details: ["hs_call_direction", "hs_call_status", "hs_call_duration"],
  },
  email: {
    type: "emails",
    title: "hs_email_subject",
    body: "hs_email_text",
    details: ["hs_email_direction", "hs_email_from_email", "hs_email_to_email", "hs_email_status"],
  },
  meeting: {
    type: "meetings",
    title: "hs_meeting_title",
    body: "hs_meeting_body",
    details: ["hs_meeting_outcome", "hs_meeting_location", "hs_meeting_end_time"],
  },
  task: {
    type: "tasks",
    title: "hs_task_subject",
    body: "hs_task_body",
    details: ["hs_task_type", "hs_task_status", "hs_task_priority"],
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as [KindName, ...KindName[]];

export const activityShape = z.object({
  id: z.string(),
  type: z.string(),
  time: z.string(),
  owner: z.string().optional(),
  title: z.string().optional(),
  details: z.string().optional(),
  body: z.string().optional(),
});

/** The columns that `showActivity` needs. */
export const activityColumns = ({ title, body, details }: Kind): string[] => [
  "hs_timestamp",
  "hubspot_owner_id",
  ...(title === undefined ? [] : [title]),
  body,
  ...details,
];

/** Words before the values that would not explain themselves. */
const prefixes: Readonly<Record<string, string>> = {
  hs_email_from_email: "from ",
  hs_email_to_email: "to ",
  hs_meeting_end_time: "until ",
};

/** @param most characters of the body that are shown */
export function showActivity(
  name: KindName,
  record: HubSpotRecord,
  label: (column: string, value: string) => string,
  most: number,
): z.input<typeof activityShape> {
  const kind: Kind = kinds[name];
  const value = (column: string): string | undefined => record.properties[column] || undefined;
  const labelled = (column: string): string[] => {
    const stored = value(column);
    if (stored === undefined) return [];
    if (column === "hs_call_duration") return [`${Math.round(Number(stored) / 60_000)} min`];
    return [`${prefixes[column] ?? ""}${label(column, stored)}`];
  };
  const body = readable(kind.body, value(kind.body) ?? "");
  return {
    id: record.id,
    type: name,
    time: value("hs_timestamp") ?? record.createdAt,
    owner: labelled("hubspot_owner_id")[0],
    title: kind.title && value(kind.title),
    details: kind.details.flatMap(labelled).join(", ") || undefined,
    body: (body.length > most ? `${body.slice(0, most)}… [${body.length} characters]` : body) || undefined,
  };
}

export const writtenShape = z.object({
  id: z.string(),
  time: z.string(),
  associated_with: z.array(z.string()),
  url: z.string(),
});

/** HubSpot's limit of a rich-text body. @see https://developers.hubspot.com/docs/api/crm/notes */
const longestBody = 65_536;

/**
 * Creates a note or task with its associations in one call.
 * @param given properties by name or label
 * @param body Markdown
 */
export async function addActivity(
  api: HubSpotApi,
  kind: Kind,
  given: Readonly<Record<string, string | undefined>>,
  body: string | undefined,
  associations: readonly string[],
): Promise<z.input<typeof writtenShape>> {
  const type = await objectType(api, kind.type);
  const html = body === undefined ? undefined : await htmlOf(body);
  if (html !== undefined && html.length > longestBody) {
    throw new InputError(
      `The text is too long: ${html.length} characters as HTML, HubSpot takes ${longestBody}.`,
    );
  }
  const named = Object.entries({ ...given, [kind.body]: html }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const stored = await storedProperties(api, type, Object.fromEntries(named));
  const created = await api.create(type.name, stored, await associationsWith(api, type, associations));
  return {
    id: created.id,
    time: created.properties.hs_timestamp ?? created.createdAt,
    associated_with: [...associations],
    url: (await recordLink(api, type))(created.id),
  };
}
