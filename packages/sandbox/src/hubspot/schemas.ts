import { type Answer, type Call, route } from "../emulator.ts";
import { ASSOCIATION_TYPES } from "./association-types.ts";
import { notFound } from "./errors.ts";
import { fieldsOf } from "./fields.ts";
import { presentField } from "./properties.ts";
import { fixed } from "./scopes.ts";
import { type HubSpotState, knownType } from "./state.ts";
import { CUSTOM_TYPES, findType, fullyQualifiedName, type ObjectType } from "./types.ts";

function present(type: ObjectType, at: string) {
  const capital = type.singular.charAt(0).toUpperCase() + type.singular.slice(1);
  return {
    id: type.typeId.slice(2),
    objectTypeId: type.typeId,
    name: type.name,
    fullyQualifiedName: fullyQualifiedName(type),
    labels: { singular: capital, plural: `${capital}s` },
    description: "What a customer pays for, month by month",
    primaryDisplayProperty: type.required[0],
    secondaryDisplayProperties: ["plan"],
    searchableProperties: type.searchable,
    requiredProperties: type.required,
    properties: fieldsOf(type).map((field, place) => presentField(type, field, place, at)),
    associations: ASSOCIATION_TYPES.filter(({ from }) => from === type.name).map(({ to, typeId }) => ({
      id: String(typeId),
      fromObjectTypeId: type.typeId,
      toObjectTypeId: knownType(to).typeId,
      name: `${type.singular}_to_${knownType(to).singular}`,
      createdAt: at,
      updatedAt: at,
    })),
    archived: false,
    createdAt: at,
    updatedAt: at,
  };
}

function list({ state }: Call<HubSpotState>): Answer {
  return { body: { results: CUSTOM_TYPES.map((type) => present(type, state.world.calendar.at(-300))) } };
}

function getOne({ state, params }: Call<HubSpotState>): Answer {
  const type = findType(params["objectType"] ?? "");
  return {
    body: type && CUSTOM_TYPES.includes(type) ? present(type, state.world.calendar.at(-300)) : notFound(),
  };
}

const BASE = "/crm-object-schemas/2026-09/schemas";
const read = fixed("crm.schemas.custom.read");

export const schemaRoutes = [
  route("GET", BASE, list, read),
  route("GET", `${BASE}/{objectType}`, getOne, read),
];
