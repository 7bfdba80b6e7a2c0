import { badRequest } from "./errors.ts";
import { asList, asRecord, asText, type Json } from "./json.ts";
import type { AsanaState, CustomField, FieldValue } from "./state.ts";

type Option = CustomField["options"][number];

const present = (found: Option): Json => ({ ...found, resource_type: "enum_option" });

/** A field's value in all the forms in which Asana sends it. */
export function presentValue(state: AsanaState, field: CustomField, value: FieldValue): Json {
  const option = (gid: unknown) => field.options.find((candidate) => candidate.gid === gid);
  if (field.type === "enum") {
    const found = option(value);
    return { enum_value: found ? present(found) : null, display_value: found?.name ?? null };
  }
  if (field.type === "multi_enum") {
    const found = asList(value).flatMap((gid) => option(gid) ?? []);
    const names = found.map(({ name }) => name).join(", ");
    return { multi_enum_values: found.map(present), display_value: names === "" ? null : names };
  }
  if (field.type === "people") {
    const people = asList(value).flatMap(
      (gid) => state.world.people.find(({ asanaGid }) => asanaGid === gid) ?? [],
    );
    const names = people.map(({ name }) => name).join(", ");
    return {
      people_value: people.map(({ asanaGid, name }) => ({ gid: asanaGid, resource_type: "user", name })),
      display_value: names === "" ? null : names,
    };
  }
  if (field.type === "date") {
    const date = asRecord(value);
    return { date_value: date ?? null, display_value: asText(date?.["date_time"] ?? date?.["date"]) ?? null };
  }
  if (field.type === "number") {
    const shown = value === null ? null : Number(value).toFixed(field.precision ?? 0);
    return { number_value: value, display_value: shown };
  }
  return { text_value: value, display_value: value };
}

/** Reads `custom_fields` of a request: a map of field id to value. */
export function readValues(state: AsanaState, given: unknown): [string, FieldValue][] {
  return Object.entries(asRecord(given) ?? {}).map(([gid, value]) => {
    const field = state.fields.find((candidate) => candidate.gid === gid);
    if (!field) badRequest(`custom_fields: Custom field with ID ${gid} is not on given object`);
    if (field.readOnly) badRequest(`custom_fields: Custom field ${gid} is read-only`);
    return [gid, readValue(state, field, value)];
  });
}

function readValue(state: AsanaState, field: CustomField, value: unknown): FieldValue {
  const wrong = (): never =>
    badRequest(`custom_fields: ${field.gid}: ${JSON.stringify(value)} is not a valid ${field.type} value`);
  const known = (gid: unknown) =>
    field.options.some((option) => option.gid === gid) ? String(gid) : wrong();
  if (value === null || value === "") return null;
  switch (field.type) {
    case "number":
      return typeof value === "number" ? value : wrong();
    case "enum":
      return known(value);
    case "multi_enum":
      return Array.isArray(value) ? value.map(known) : wrong();
    case "people":
      return Array.isArray(value) ? value.map((one) => personGid(state, one) ?? wrong()) : wrong();
    case "date": {
      const { date, date_time: at } = asRecord(value) ?? {};
      if (typeof at === "string" && !Number.isNaN(Date.parse(at)))
        return { date: at.slice(0, 10), date_time: at };
      return typeof date === "string" && /^\d{4}-\d{2}-\d{2}$/.test(date) ? { date } : wrong();
    }
    default:
      return typeof value === "string" ? value : wrong();
  }
}

/** A user by id or e-mail address. */
export function personGid(state: AsanaState, given: unknown): string | undefined {
  return state.world.people.find(
    ({ asanaGid, email, active }) => active && (asanaGid === given || email === given),
  )?.asanaGid;
}
