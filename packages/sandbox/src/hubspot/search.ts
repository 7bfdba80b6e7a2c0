import { type Answer, type Call, route } from "../emulator.ts";
import { badRequest } from "./errors.ts";
import { fieldsOf, type FieldType } from "./fields.ts";
import { asList, asRecord, asText, asTexts, type Json } from "./json.ts";
import { present } from "./objects.ts";
import { objects } from "./scopes.ts";
import { type CrmRecord, type HubSpotState, linked, recordsOf } from "./state.ts";
import { findType, type ObjectType, typeOf } from "./types.ts";
import { toTime } from "./values.ts";

const MAX = { limit: 200, groups: 5, filters: 6, filtersInAll: 18, reach: 10_000, query: 3000 };

type Test = (record: CrmRecord) => boolean;

function search({ state, params, body, token }: Call<HubSpotState>): Answer {
  const type = typeOf(params["objectType"]);
  const request = asRecord(body) ?? badRequest("Invalid input JSON");
  const limit = numberIn(request, "limit", 10);
  if (limit < 1 || limit > MAX.limit) badRequest(`limit must be between 1 and ${MAX.limit}`);
  const start = numberIn(request, "after", 0);
  if (start + limit > MAX.reach)
    badRequest(`The search results may only be paged up to ${MAX.reach} objects`);
  const test = matcher(state, type, request);
  const found = [...recordsOf(state, type).values()].filter(
    (record) => record.archivedAt === undefined && test(record),
  );
  const sorted = found.sort(sorter(type, request));
  const end = start + limit;
  return {
    body: {
      total: found.length,
      results: sorted
        .slice(start, end)
        .map((record) => present(type, record, asTexts(request["properties"]), token)),
      ...(end < found.length ? { paging: { next: { after: String(end) } } } : {}),
    },
  };
}

function numberIn(request: Json, key: string, fallback: number): number {
  const given = request[key];
  if (given === undefined || given === null || given === "") return fallback;
  const value = Number(given);
  if (!Number.isInteger(value) || value < 0)
    badRequest(`${key} must be a whole number, not ${JSON.stringify(given)}`);
  return value;
}

/** Groups are alternatives; the filters of one group hold together; the text must match besides. */
function matcher(state: HubSpotState, type: ObjectType, request: Json): Test {
  const groups = asList(request["filterGroups"]).map((group) => asList(asRecord(group)?.["filters"]));
  const count = groups.reduce((sum, filters) => sum + filters.length, 0);
  if (groups.length > MAX.groups)
    badRequest(`The maximum number of filter groups is ${MAX.groups}, found ${groups.length}`);
  if (groups.some((filters) => filters.length > MAX.filters))
    badRequest(`The maximum number of filters in a group is ${MAX.filters}`);
  if (count > MAX.filtersInAll)
    badRequest(`The maximum number of filters is ${MAX.filtersInAll}, found ${count}`);
  const tests = groups.map((filters) =>
    filters.map((filter) => filterTest(state, type, asRecord(filter) ?? {})),
  );
  const text = textTest(type, asText(request["query"]) ?? "");
  return (record) =>
    text(record) && (tests.length === 0 || tests.some((group) => group.every((test) => test(record))));
}

function textTest(type: ObjectType, query: string): Test {
  if (query.length > MAX.query) badRequest(`The query may have at most ${MAX.query} characters`);
  const wanted = words(query);
  return (record) => {
    const held = type.searchable.flatMap((name) => words(record.properties[name] ?? ""));
    return wanted.every((word) => held.some((other) => other.startsWith(word)));
  };
}

function words(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

function filterTest(state: HubSpotState, type: ObjectType, filter: Json): Test {
  const name = asText(filter["propertyName"]) ?? badRequest("A filter needs a propertyName");
  const operator = asText(filter["operator"]) ?? badRequest(`The filter on ${name} needs an operator`);
  const associated = /^associations\.(.+)$/.exec(name)?.[1];
  const field = fieldsOf(type).find((known) => known.name === name);
  if (!field && !associated) {
    badRequest("There was a problem with the request.", [
      {
        message: `Property "${name}" does not exist on ${type.name}`,
        code: "PROPERTY_DOESNT_EXIST",
        context: { propertyName: [name] },
      },
    ]);
  }
  const held = associated
    ? associatedIds(state, type, associated)
    : (record: CrmRecord) => [record.properties[name] ?? ""];
  const kind = associated ? "enumeration" : (field?.type ?? "string");
  const matches = operation(operator, kind, filter, name);
  return (record) => matches(held(record));
}

/** `associations.contact` filters by the ids of associated records. */
function associatedIds(state: HubSpotState, type: ObjectType, name: string): (record: CrmRecord) => string[] {
  const to = findType(name) ?? badRequest(`Unable to infer object type from: ${name}`);
  return (record) => [...linked(state, { type, id: record.id }, to).keys()];
}

type Held = (held: readonly string[]) => boolean;

function any(test: (value: string) => boolean): Held {
  return (held) => held.some((value) => value !== "" && test(value));
}

function not(test: Held): Held {
  return (held) => !test(held);
}

function operation(operator: string, type: FieldType, filter: Json, name: string): Held {
  const one = (key: string) =>
    asText(filter[key]) ?? badRequest(`The filter ${operator} on ${name} needs ${key}`);
  const many = () => {
    const values = asTexts(filter["values"]);
    if (values.length === 0) badRequest(`The filter ${operator} on ${name} needs values`);
    return values;
  };
  const compared = (key: string, test: (order: number) => boolean) => {
    const wanted = one(key);
    return any((value) => test(compare(type, value, wanted)));
  };
  switch (operator) {
    case "EQ":
      return compared("value", (order) => order === 0);
    case "NEQ":
      return not(compared("value", (order) => order === 0));
    case "LT":
      return compared("value", (order) => order < 0);
    case "LTE":
      return compared("value", (order) => order <= 0);
    case "GT":
      return compared("value", (order) => order > 0);
    case "GTE":
      return compared("value", (order) => order >= 0);
    case "BETWEEN": {
      const low = compared("value", (order) => order >= 0);
      const high = compared("highValue", (order) => order <= 0);
      return (held) => low(held) && high(held);
    }
    case "IN": {
      const wanted = many();
      return any((value) => wanted.some((other) => compare(type, value, other) === 0));
    }
    case "NOT_IN": {
      const wanted = many();
      return not(any((value) => wanted.some((other) => compare(type, value, other) === 0)));
    }
    case "HAS_PROPERTY":
      return any(() => true);
    case "NOT_HAS_PROPERTY":
      return not(any(() => true));
    case "CONTAINS_TOKEN":
      return any(tokenTest(one("value")));
    case "NOT_CONTAINS_TOKEN":
      return not(any(tokenTest(one("value"))));
    default:
      return badRequest(`Invalid input JSON: ${operator} is not an operator`, [
        { message: `${operator} is not an operator`, code: "INVALID_OPERATOR" },
      ]);
  }
}

function compare(type: FieldType, held: string, wanted: string): number {
  if (type === "number") return Math.sign(Number(held) - Number(wanted));
  if (type === "date" || type === "datetime")
    return Math.sign((toTime(held) ?? 0) - (toTime(wanted) ?? badRequest(`${wanted} is not a date`)));
  const [left, right] = [held.toLowerCase(), wanted.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Tokens are whole words; `*` stands for any rest. All words of the value must be there. */
function tokenTest(value: string): (held: string) => boolean {
  const patterns = value
    .toLowerCase()
    .split(/[^\p{L}\p{N}*]+/u)
    .filter((token) => token !== "")
    .map((token) => new RegExp(`^${token.replaceAll("*", ".*")}$`, "u"));
  return (held) => {
    const tokens = [...words(held), held.toLowerCase()];
    return patterns.every((pattern) => tokens.some((token) => pattern.test(token)));
  };
}

/** A sort is a property's name, with a leading minus for descending, or an object that says the same. */
function sorter(type: ObjectType, request: Json): (left: CrmRecord, right: CrmRecord) => number {
  const sorts = asList(request["sorts"]);
  if (sorts.length > 1) badRequest("Only one sort may be given");
  const given = asRecord(sorts[0]);
  const text = given ? (asText(given["propertyName"]) ?? "") : (asText(sorts[0]) ?? "");
  const descending = given ? given["direction"] === "DESCENDING" : text.startsWith("-");
  const name = given ? text : text.replace(/^-/, "");
  const field = fieldsOf(type).find((known) => known.name === name);
  if (name !== "" && !field) badRequest(`Property "${name}" does not exist and cannot be sorted by`);
  return (left, right) => {
    const order = field
      ? bySort(field.type, left.properties[name] ?? "", right.properties[name] ?? "", descending)
      : 0;
    return order || Number(left.id) - Number(right.id);
  };
}

/** Records without a value come last in either direction. */
function bySort(type: FieldType, left: string, right: string, descending: boolean): number {
  if (left === "" || right === "") return left === right ? 0 : left === "" ? 1 : -1;
  return descending ? -compare(type, left, right) : compare(type, left, right);
}

export const searchRoutes = [
  route("POST", "/crm/objects/2026-09/{objectType}/search", search, objects("read", "objectType")),
];
