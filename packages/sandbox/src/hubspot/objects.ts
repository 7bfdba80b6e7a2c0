import { type Answer, type Call, route } from "../emulator.ts";
import { typeById } from "./association-types.ts";
import { settleStage } from "./deal-stage.ts";
import { badRequest, conflict, type ErrorDetail, notFound } from "./errors.ts";
import { fieldsOf } from "./fields.ts";
import { asList, asRecord, asText, type Json } from "./json.ts";
import { objects } from "./scopes.ts";
import {
  type CrmRecord,
  findRecord,
  type HubSpotState,
  link,
  linked,
  newId,
  recordsOf,
  timestamp,
} from "./state.ts";
import { OBJECT_TYPES, type ObjectType, PORTAL_ID, typeOf } from "./types.ts";
import { checkValue } from "./values.ts";

type HubSpotCall = Call<HubSpotState>;

const BASE = "/crm/objects/2026-09/{objectType}";
const read = objects("read", "objectType");
const write = objects("write", "objectType");

/** Bodies of e-mails need a scope of their own; without it HubSpot leaves them out. */
const EMAIL_BODIES = ["hs_email_text", "hs_email_html"];

/** A record as HubSpot answers it: the properties asked for, null where there is none. */
export function present(
  type: ObjectType,
  record: CrmRecord,
  wanted: readonly string[],
  token: Call["token"],
): Json {
  const known = new Set(fieldsOf(type).map((field) => field.name));
  const names = new Set([
    ...(wanted.length > 0 ? wanted : type.defaults),
    "hs_object_id",
    type.createdProperty,
    type.modifiedProperty,
  ]);
  const closed = token.scopes.includes("sales-email-read") ? [] : EMAIL_BODIES;
  const shown = [...names].filter((name) => known.has(name)).sort();
  return {
    id: record.id,
    properties: Object.fromEntries(
      shown.map((name) => [name, closed.includes(name) ? null : record.properties[name] || null]),
    ),
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    archived: record.archivedAt !== undefined,
    ...(record.archivedAt === undefined ? {} : { archivedAt: record.archivedAt }),
  };
}

function getOne({ state, params, query, token }: HubSpotCall): Answer {
  const type = typeOf(params["objectType"]);
  const record = findRecord(state, type, params["objectId"] ?? "", query.get("idProperty"));
  const archived = query.get("archived") === "true";
  if (!record || (record.archivedAt !== undefined) !== archived) return notFound();
  const body = present(type, record, names(query, "properties"), token);
  const associations = names(query, "associations").map((name) => typeOf(name));
  if (associations.length === 0) return { body };
  const groups = associations.flatMap((to) => {
    const results = [...linked(state, { type, id: record.id }, to)].flatMap(([id, types]) =>
      types.map(({ label }) => ({ id, type: relation(type, to, label) })),
    );
    return results.length > 0 ? [[to.name, { results }] as const] : [];
  });
  return { body: { ...body, associations: Object.fromEntries(groups) } };
}

function relation(from: ObjectType, to: ObjectType, label: string | undefined): string {
  const plain = `${from.singular}_to_${to.singular}`;
  return label ? `${plain}_${label.toLowerCase().replaceAll(" ", "_")}` : plain;
}

/** HubSpot takes both `?properties=a,b` and `?properties=a&properties=b`. */
function names(query: URLSearchParams, key: string): string[] {
  return query
    .getAll(key)
    .flatMap((value) => value.split(","))
    .filter((value) => value !== "");
}

function getPage({ state, params, query, token }: HubSpotCall): Answer {
  const type = typeOf(params["objectType"]);
  const limit = Number(query.get("limit") ?? 10);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) badRequest("limit must be between 1 and 100");
  const archived = query.get("archived") === "true";
  const start = Number(query.get("after") ?? 0);
  const found = [...recordsOf(state, type).values()].filter(
    (record) => (record.archivedAt !== undefined) === archived && Number(record.id) > start,
  );
  const page = found.sort((left, right) => Number(left.id) - Number(right.id)).slice(0, limit);
  const wanted = names(query, "properties");
  const last = page.at(-1)?.id ?? "";
  return {
    body: {
      results: page.map((record) => present(type, record, wanted, token)),
      ...(found.length > limit
        ? { paging: { next: { after: last, link: `https://api.hubapi.com?after=${last}` } } }
        : {}),
    },
  };
}

function create({ state, params, body, token }: HubSpotCall): Answer {
  const type = typeOf(params["objectType"]);
  const input = asRecord(body) ?? badRequest("Invalid input JSON: an object with properties is needed");
  const record = createRecord(state, type, input);
  return { status: 201, body: present(type, record, Object.keys(record.properties), token) };
}

export function createRecord(state: HubSpotState, type: ObjectType, input: Json): CrmRecord {
  const properties = writable(state, type, asRecord(input["properties"]) ?? {});
  if (type.name === "deals") properties["pipeline"] ||= "default";
  const missing = type.required.filter((name) => !properties[name]);
  if (missing.length > 0) {
    badRequest(
      `Error creating ${type.singular.toUpperCase()}. Some required properties were not set.`,
      missing.map((name) => ({
        message: `Property "${name}" is required`,
        code: "REQUIRED_FIELD",
        context: { propertyName: [name] },
      })),
    );
  }
  checkUnique(state, type, properties, undefined);
  const ends = asList(input["associations"]).flatMap((item) =>
    associationEnds(state, type, asRecord(item) ?? {}),
  );
  const settled = settleStage(type, properties);
  const now = timestamp(state);
  const id = newId(state);
  const record: CrmRecord = {
    id,
    createdAt: now,
    updatedAt: now,
    archivedAt: undefined,
    properties: {
      ...properties,
      ...settled,
      hs_object_id: id,
      [type.createdProperty]: now,
      [type.modifiedProperty]: now,
    },
  };
  recordsOf(state, type).set(id, record);
  for (const end of ends) link(state, { type, id }, end.to, end.types);
  return record;
}

/** `{ to: { id }, types: [{ associationCategory, associationTypeId }] }`: the type id tells the other object. */
function associationEnds(state: HubSpotState, from: ObjectType, item: Json) {
  const id = asText(asRecord(item["to"])?.["id"]) ?? badRequest("associations need to.id");
  return asList(item["types"]).map((given) => {
    const spec = asRecord(given) ?? {};
    const to = OBJECT_TYPES.find((other) => hasType(from, other, spec));
    if (!to)
      return badRequest(
        `${String(spec["associationCategory"])} association type ${String(spec["associationTypeId"])} doesn't exist for ${from.name}`,
      );
    if (!recordsOf(state, to).has(id))
      badRequest(`The object with id ${id} of type ${to.name} does not exist`, [], "INVALID_OBJECT_IDS");
    return {
      to: { type: to, id },
      types: [typeById(from, to, spec["associationCategory"], spec["associationTypeId"])],
    };
  });
}

function hasType(from: ObjectType, to: ObjectType, spec: Json): boolean {
  try {
    typeById(from, to, spec["associationCategory"], spec["associationTypeId"]);
    return true;
  } catch {
    return false;
  }
}

/** Checks a write against the property definitions, and names everything that is wrong with it at once. */
function writable(state: HubSpotState, type: ObjectType, given: Json): Record<string, string> {
  const fields = new Map(fieldsOf(type).map((field) => [field.name, field]));
  const problems: ErrorDetail[] = [];
  const accepted: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = fields.get(name);
    if (!field) {
      problems.push({
        message: `Property "${name}" does not exist`,
        code: "PROPERTY_DOESNT_EXIST",
        in: name,
        context: { propertyName: [name] },
      });
    } else if (field.readOnly) {
      problems.push({
        message: `"${name}" is a read only property; its value cannot be set`,
        code: "READ_ONLY_VALUE",
        in: name,
        context: { propertyName: [name] },
      });
    } else {
      const checked = checkValue(
        field,
        asText(value) ?? (value === true || value === false ? String(value) : ""),
        state.owners,
      );
      if ("problem" in checked) problems.push(checked.problem);
      else accepted[name] = checked.value;
    }
  }
  if (problems.length > 0) {
    const listed = problems.map(({ message, code, in: name }) => ({
      isValid: false,
      message,
      error: code,
      name,
      localizedErrorMessage: message,
      portalId: PORTAL_ID,
    }));
    badRequest(`Property values were not valid: ${JSON.stringify(listed)}`, problems);
  }
  return accepted;
}

function checkUnique(
  state: HubSpotState,
  type: ObjectType,
  properties: Record<string, string>,
  self: string | undefined,
): void {
  for (const name of type.unique) {
    const value = properties[name];
    if (!value) continue;
    const other = findRecord(state, type, value, name);
    if (!other || other.id === self || other.archivedAt !== undefined) continue;
    const noun = type.singular.charAt(0).toUpperCase() + type.singular.slice(1);
    conflict(`${noun} already exists. Existing ID: ${other.id}`);
  }
}

function update({ state, params, query, body, token }: HubSpotCall): Answer {
  const type = typeOf(params["objectType"]);
  const record = findRecord(state, type, params["objectId"] ?? "", query.get("idProperty"));
  if (!record || record.archivedAt !== undefined) return notFound();
  const input = asRecord(body) ?? badRequest("Invalid input JSON: an object with properties is needed");
  const properties = writable(state, type, asRecord(input["properties"]) ?? {});
  checkUnique(state, type, properties, record.id);
  const settled = settleStage(type, { ...record.properties, ...properties });
  record.updatedAt = timestamp(state);
  Object.assign(record.properties, properties, settled, { [type.modifiedProperty]: record.updatedAt });
  return { body: present(type, record, [...Object.keys(properties), ...type.defaults], token) };
}

/** Archiving a record that is already gone succeeds as well. */
function archive({ state, params }: HubSpotCall): Answer {
  const type = typeOf(params["objectType"]);
  const record = recordsOf(state, type).get(params["objectId"] ?? "");
  if (record && record.archivedAt === undefined) record.archivedAt = timestamp(state);
  return { status: 204 };
}

export const objectRoutes = [
  route("GET", BASE, getPage, read),
  route("POST", BASE, create, write),
  route("GET", `${BASE}/{objectId}`, getOne, read),
  route("PATCH", `${BASE}/{objectId}`, update, write),
  route("DELETE", `${BASE}/{objectId}`, archive, write),
];
