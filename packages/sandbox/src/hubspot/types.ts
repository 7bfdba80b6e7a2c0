import { badRequest } from "./errors.ts";

/** A kind of CRM record, standard or custom. */
export type ObjectType = {
  /** Plural, as in paths and scopes. */
  name: string;
  singular: string;
  typeId: string;
  /** Sent when a request names no properties. */
  defaults: readonly string[];
  /** What the `query` of a search looks into. */
  searchable: readonly string[];
  /** Creating without one of these is refused. */
  required: readonly string[];
  /** Properties whose value no two records share. */
  unique: readonly string[];
  createdProperty: string;
  modifiedProperty: string;
  scope: string;
};

export const PORTAL_ID = 48_120_044;

type Row = Pick<ObjectType, "name" | "singular" | "typeId"> & Partial<ObjectType>;

function objectType(row: Row): ObjectType {
  return {
    defaults: [],
    searchable: [],
    required: [],
    unique: [],
    createdProperty: "hs_createdate",
    modifiedProperty: "hs_lastmodifieddate",
    scope: `crm.objects.${row.name}`,
    ...row,
  };
}

/** HubSpot has no scopes of their own for activities: those of contacts open them. */
const ACTIVITY = { scope: "crm.objects.contacts", required: ["hs_timestamp"] };

export const OBJECT_TYPES: readonly ObjectType[] = [
  objectType({
    name: "contacts",
    singular: "contact",
    typeId: "0-1",
    defaults: ["createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"],
    searchable: ["firstname", "lastname", "email", "phone", "company", "hs_object_id"],
    unique: ["email"],
    createdProperty: "createdate",
    modifiedProperty: "lastmodifieddate",
  }),
  objectType({
    name: "companies",
    singular: "company",
    typeId: "0-2",
    defaults: ["createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"],
    searchable: ["name", "domain", "website", "phone", "hs_object_id"],
    createdProperty: "createdate",
  }),
  objectType({
    name: "deals",
    singular: "deal",
    typeId: "0-3",
    defaults: [
      "amount",
      "closedate",
      "createdate",
      "dealname",
      "dealstage",
      "hs_lastmodifieddate",
      "hs_object_id",
      "pipeline",
    ],
    searchable: ["dealname", "pipeline", "dealstage", "description", "dealtype", "hs_object_id"],
    required: ["dealname", "dealstage"],
    createdProperty: "createdate",
  }),
  objectType({
    name: "tickets",
    singular: "ticket",
    typeId: "0-5",
    defaults: [
      "content",
      "createdate",
      "hs_lastmodifieddate",
      "hs_object_id",
      "hs_pipeline",
      "hs_pipeline_stage",
      "hs_ticket_category",
      "hs_ticket_priority",
      "subject",
    ],
    searchable: ["subject", "content", "hs_pipeline_stage", "hs_ticket_category", "hs_object_id"],
    required: ["hs_pipeline_stage"],
    createdProperty: "createdate",
    scope: "tickets",
  }),
  objectType({
    name: "products",
    singular: "product",
    typeId: "0-7",
    defaults: ["createdate", "description", "hs_lastmodifieddate", "hs_object_id", "name", "price"],
    searchable: ["name", "description", "price", "hs_sku"],
    createdProperty: "createdate",
  }),
  objectType({
    name: "line_items",
    singular: "line_item",
    typeId: "0-8",
    defaults: ["amount", "createdate", "hs_lastmodifieddate", "hs_object_id", "hs_product_id", "quantity"],
    searchable: ["name", "description", "price"],
    createdProperty: "createdate",
  }),
  objectType({
    name: "quotes",
    singular: "quote",
    typeId: "0-14",
    defaults: [
      "hs_createdate",
      "hs_expiration_date",
      "hs_lastmodifieddate",
      "hs_object_id",
      "hs_quote_amount",
      "hs_status",
      "hs_title",
    ],
    searchable: ["hs_title", "hs_quote_number"],
    required: ["hs_title", "hs_expiration_date"],
  }),
  objectType({
    name: "tasks",
    singular: "task",
    typeId: "0-27",
    searchable: ["hs_task_subject", "hs_task_body"],
    ...ACTIVITY,
  }),
  objectType({ name: "notes", singular: "note", typeId: "0-46", searchable: ["hs_note_body"], ...ACTIVITY }),
  objectType({
    name: "meetings",
    singular: "meeting",
    typeId: "0-47",
    searchable: ["hs_meeting_title", "hs_meeting_body"],
    ...ACTIVITY,
  }),
  objectType({
    name: "calls",
    singular: "call",
    typeId: "0-48",
    searchable: ["hs_call_title", "hs_call_body"],
    ...ACTIVITY,
  }),
  objectType({
    name: "emails",
    singular: "email",
    typeId: "0-49",
    searchable: ["hs_email_subject", "hs_email_text"],
    ...ACTIVITY,
  }),
  objectType({
    name: "subscriptions",
    singular: "subscription",
    typeId: "2-38412207",
    defaults: ["hs_createdate", "hs_lastmodifieddate", "hs_object_id", "subscription_name"],
    searchable: ["subscription_name"],
    required: ["subscription_name"],
    scope: "crm.objects.custom",
  }),
];

export const CUSTOM_TYPES: readonly ObjectType[] = OBJECT_TYPES.filter((type) =>
  type.typeId.startsWith("2-"),
);

/** Accepts the plural, the singular, the type id and a custom type's full name, as HubSpot does. */
export function findType(given: string): ObjectType | undefined {
  const wanted = given.toLowerCase();
  return OBJECT_TYPES.find(
    (type) =>
      wanted === type.name ||
      wanted === type.singular ||
      wanted === type.typeId ||
      wanted === fullyQualifiedName(type),
  );
}

export function typeOf(given: string | undefined): ObjectType {
  return findType(given ?? "") ?? badRequest(`Unable to infer object type from: ${given ?? ""}`);
}

export function fullyQualifiedName(type: ObjectType): string {
  return `p${PORTAL_ID}_${type.name}`;
}
