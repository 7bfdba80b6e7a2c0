import { type Answer, type Call, route } from "../emulator.ts";
import { notFound } from "./errors.ts";
import { type Field, fieldsOf } from "./fields.ts";
import type { Json } from "./json.ts";
import { schemas } from "./scopes.ts";
import type { HubSpotState } from "./state.ts";
import { type ObjectType, typeOf } from "./types.ts";

/** Properties that the company added itself. */
const OWN = new Set(["main_competitor", "tessalane_product", "engineering_issue"]);

export function presentField(type: ObjectType, field: Field, place: number, since: string): Json {
  const own = OWN.has(field.name) || (type.typeId.startsWith("2-") && !field.name.startsWith("hs_"));
  return {
    name: field.name,
    label: field.label,
    type: field.type,
    fieldType: field.fieldType,
    description: field.readOnly ? `${field.label}, set by HubSpot` : "",
    groupName: own ? `tessalane_${type.singular}` : `${type.singular}information`,
    options: field.options.map(({ label, value, hidden = false }, order) => ({
      label,
      value,
      hidden,
      displayOrder: order,
      description: "",
    })),
    displayOrder: place,
    calculated: false,
    externalOptions: field.owner,
    ...(field.owner ? { referencedObjectType: "OWNER" } : {}),
    hasUniqueValue: type.unique.includes(field.name),
    hidden: field.hidden,
    hubspotDefined: !own,
    formField: !field.readOnly && !field.hidden,
    archived: false,
    createdAt: since,
    updatedAt: since,
    modificationMetadata: {
      archivable: own,
      readOnlyDefinition: !own,
      readOnlyValue: field.readOnly,
      readOnlyOptions: !own,
    },
  };
}

function list({ state, params }: Call<HubSpotState>): Answer {
  const type = typeOf(params["objectType"]);
  const since = state.world.calendar.at(-500);
  return { body: { results: fieldsOf(type).map((field, place) => presentField(type, field, place, since)) } };
}

function getOne({ state, params }: Call<HubSpotState>): Answer {
  const type = typeOf(params["objectType"]);
  const name = params["propertyName"] ?? "";
  const fields = fieldsOf(type);
  const place = fields.findIndex((field) => field.name === name);
  const field = fields[place] ?? notFound(`Unable to find property ${name} for object type ${type.name}`);
  return { body: presentField(type, field, place, state.world.calendar.at(-500)) };
}

const BASE = "/crm/properties/2026-09/{objectType}";

export const propertyRoutes = [
  route("GET", BASE, list, schemas("objectType")),
  route("GET", `${BASE}/{propertyName}`, getOne, schemas("objectType")),
];
