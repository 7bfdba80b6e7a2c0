import { InputError } from "@sophia-mcp/core/errors";
import type { AsanaApi } from "./api.ts";
import { both, pick, userId } from "./names.ts";
import type { CustomField, Named } from "./records.ts";

type Stored = string | number | string[] | { date: string } | { date_time: string } | null;

/**
 * Turns fields given by name, with values by name, into what Asana stores.
 * @throws InputError for an unknown field or option, with the accepted ones
 * @see https://developers.asana.com/docs/custom-fields-guide
 */
export async function storedFields(
  api: AsanaApi,
  known: readonly CustomField[],
  given: Readonly<Record<string, string>>,
): Promise<Record<string, Stored>> {
  const stored: Record<string, Stored> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = pick(known, name, "custom field");
    stored[field.gid] = await storedValue(api, field, value.trim());
  }
  return stored;
}

async function storedValue(api: AsanaApi, field: CustomField, value: string): Promise<Stored> {
  if (field.is_value_read_only || field.is_formula_field)
    throw new InputError(`Custom field "${field.name}" is computed by Asana and cannot be set.`);
  const several = splitList(value);
  switch (field.type) {
    case "enum":
      return value === "" ? null : optionOf(field, value).gid;
    case "multi_enum":
      return several.map((one) => optionOf(field, one).gid);
    case "people":
      return Promise.all(several.map((one) => userId(api, one)));
    case "number":
      return value === "" ? null : numberOf(field, value);
    case "date":
      return value === "" ? null : dateOf(field, value);
    default:
      return value;
  }
}

const splitList = (value: string): string[] =>
  value
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");

export function optionOf(field: CustomField, value: string): Named {
  const enabled = (field.enum_options ?? []).filter((option) => option.enabled !== false);
  return pick(enabled, value, `option of ${field.name}`);
}

function numberOf(field: CustomField, value: string): number {
  const number = Number(value);
  if (Number.isFinite(number)) return number;
  throw new InputError(`"${value}" is no number for the custom field "${field.name}".`);
}

function dateOf(field: CustomField, value: string): { date: string } | { date_time: string } {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return { date: value };
  const time = Date.parse(value);
  if (/T/.test(value) && !Number.isNaN(time)) return { date_time: new Date(time).toISOString() };
  throw new InputError(
    `"${value}" is no date for the custom field "${field.name}": pass 2026-11-30 or 2026-11-30T09:00:00Z.`,
  );
}

/** The fields of the projects, or all of the workspace for tasks without one. */
export async function knownFields(
  api: AsanaApi,
  projectGid: string | undefined,
  workspaceGid: () => Promise<string>,
): Promise<CustomField[]> {
  if (projectGid === undefined) return api.everyCustomField(await workspaceGid());
  const settings = await api.fieldSettings(projectGid);
  return settings.map(({ custom_field: field }) => field);
}

/** Parameters of the search for tasks whose fields have these values. */
export function fieldFilters(
  known: readonly CustomField[],
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const field = pick(known, name, "custom field");
      const key = `custom_fields.${field.gid}`;
      if (value === "") return [`${key}.is_set`, "false"];
      if (field.type === "enum") return [`${key}.value`, optionOf(field, value).gid];
      if (field.type === "number") return [`${key}.value`, String(numberOf(field, value))];
      if (field.type === "date") return [`${key}.value`, value];
      if (field.type === "text") return [`${key}.contains`, value];
      throw new InputError(
        `Asana cannot search the custom field "${field.name}" by value (${field.type}); empty text finds tasks without one.`,
      );
    }),
  );
}

/** Name and value of the fields that have one. */
export function shownFields(fields: readonly CustomField[] | undefined): Record<string, string> | undefined {
  const filled = (fields ?? []).filter(
    ({ display_value: value }) => value !== null && value !== undefined && value !== "",
  );
  if (filled.length === 0) return undefined;
  // Two fields may have the same name: the id tells them apart.
  const names = filled.map(({ name }) => name);
  return Object.fromEntries(
    filled.map((field) => {
      const twice = names.indexOf(field.name) !== names.lastIndexOf(field.name);
      return [twice || !field.name ? both(field) : field.name, field.display_value ?? ""];
    }),
  );
}
