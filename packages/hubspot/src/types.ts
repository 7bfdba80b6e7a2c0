import { InputError } from "@sophia-mcp/core/errors";
import { nearest } from "@sophia-mcp/core/nearest";
import { ifPermitted } from "@sophia-mcp/core/permitted";
import type { HubSpotApi } from "./api.ts";

export interface ObjectType {
  /** As paths want it: `contacts`, or the id of a custom type. */
  name: string;
  /** `0-1`, `2-345`: part of links. */
  id: string;
  /** Properties shown when none are asked for. */
  columns: readonly string[];
  /** The property that names a record; some types have two. */
  title: readonly string[];
}

/** The columns to read so that each record can be named as well. */
export const withName = (type: ObjectType, columns: readonly string[]): string[] => [
  ...new Set([...columns, ...type.title, ...(type.name === "contacts" ? ["email"] : [])]),
];

const when = ["hs_timestamp", "hubspot_owner_id"];

/** HubSpot's own types. @see https://developers.hubspot.com/docs/guides/crm/understanding-the-crm#object-type-ids */
export const standardTypes: readonly ObjectType[] = [
  {
    name: "contacts",
    id: "0-1",
    title: ["firstname", "lastname"],
    columns: [
      "firstname",
      "lastname",
      "email",
      "phone",
      "jobtitle",
      "company",
      "lifecyclestage",
      "hubspot_owner_id",
    ],
  },
  {
    name: "companies",
    id: "0-2",
    title: ["name"],
    columns: [
      "name",
      "domain",
      "industry",
      "city",
      "country",
      "numberofemployees",
      "lifecyclestage",
      "hubspot_owner_id",
    ],
  },
  {
    name: "deals",
    id: "0-3",
    title: ["dealname"],
    columns: [
      "dealname",
      "amount",
      "deal_currency_code",
      "pipeline",
      "dealstage",
      "closedate",
      "hubspot_owner_id",
    ],
  },
  {
    name: "tickets",
    id: "0-5",
    title: ["subject"],
    columns: [
      "subject",
      "hs_pipeline",
      "hs_pipeline_stage",
      "hs_ticket_priority",
      "createdate",
      "hubspot_owner_id",
    ],
  },
  { name: "products", id: "0-7", title: ["name"], columns: ["name", "price", "hs_sku", "description"] },
  { name: "line_items", id: "0-8", title: ["name"], columns: ["name", "quantity", "price", "amount"] },
  {
    name: "quotes",
    id: "0-14",
    title: ["hs_title"],
    columns: ["hs_title", "hs_status", "hs_expiration_date"],
  },
  { name: "notes", id: "0-46", title: ["hs_note_body"], columns: [...when, "hs_note_body"] },
  {
    name: "tasks",
    id: "0-27",
    title: ["hs_task_subject"],
    columns: [...when, "hs_task_subject", "hs_task_status", "hs_task_priority", "hs_task_body"],
  },
  {
    name: "calls",
    id: "0-48",
    title: ["hs_call_title"],
    columns: [...when, "hs_call_title", "hs_call_direction", "hs_call_duration", "hs_call_body"],
  },
  {
    name: "emails",
    id: "0-49",
    title: ["hs_email_subject"],
    columns: [...when, "hs_email_subject", "hs_email_direction", "hs_email_text"],
  },
  {
    name: "meetings",
    id: "0-47",
    title: ["hs_meeting_title"],
    columns: [...when, "hs_meeting_title", "hs_meeting_start_time", "hs_meeting_end_time", "hs_meeting_body"],
  },
];

/** Words for a type that differ from its name by more than a plural. */
const synonyms: Readonly<Record<string, string>> = {
  company: "companies",
  people: "contacts",
  person: "contacts",
  account: "companies",
  accounts: "companies",
  opportunity: "deals",
  opportunities: "deals",
  case: "tickets",
  line_item: "line_items",
  email: "emails",
};

/**
 * Finds a type by name, singular or plural, by id, or a custom type by its name or label.
 * @throws InputError with the nearest known name
 */
export async function objectType(api: HubSpotApi, given: string): Promise<ObjectType> {
  const word = given.trim().toLowerCase().replaceAll(" ", "_");
  const standard = standardTypes.find(
    (type) =>
      type.name === word || type.id === word || type.name === `${word}s` || type.name === synonyms[word],
  );
  if (standard) return standard;
  const schemas = await ifPermitted(api.schemas());
  const custom = schemas?.find((schema) =>
    [
      schema.objectTypeId,
      schema.name,
      schema.fullyQualifiedName,
      schema.labels.singular,
      schema.labels.plural,
    ].some((name) => name?.toLowerCase().replaceAll(" ", "_") === word),
  );
  if (custom) return customType(custom.objectTypeId, custom.primaryDisplayProperty);
  // Without the scope for schemas, HubSpot still takes a custom type's id.
  if (!schemas && /^2-\d{1,12}$/.test(word)) return customType(word, undefined);
  const names = [...standardTypes, ...(schemas ?? [])].map((type) => type.name);
  const near = nearest(word, names);
  const unseen = schemas
    ? ""
    : " Custom types need the scope crm.schemas.custom.read, or an id such as 2-123.";
  throw new InputError(
    `HubSpot has no object type "${given}".${near ? ` Did you mean ${near}?` : ""} Known: ${names.join(", ")}.${unseen}`,
  );
}

function customType(id: string, titleProperty: string | undefined): ObjectType {
  const title = titleProperty ? [titleProperty] : [];
  return { name: id, id, title, columns: [...title, "hubspot_owner_id"] };
}
