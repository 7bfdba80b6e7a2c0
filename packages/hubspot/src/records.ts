import { InputError } from "@sophia-mcp/core/errors";
import { ifPermitted } from "@sophia-mcp/core/permitted";
import type { HubSpotRecord } from "./answers.ts";
import type { HubSpotApi } from "./api.ts";
import { recordName } from "./format.ts";
import { withName, type ObjectType } from "./types.ts";

const isId = (text: string): boolean => /^\d{1,20}$/.test(text);

/**
 * Ids of records that were given by id, or contacts by e-mail address, in the order given.
 * @throws InputError for anything else, and for an address that no contact has
 */
export async function recordIds(
  api: HubSpotApi,
  type: ObjectType,
  given: readonly string[],
): Promise<string[]> {
  const emails = type.name === "contacts" ? given.filter((one) => one.includes("@")) : [];
  const found = emails.length > 0 ? await api.read(type.name, emails, ["email"], "email") : [];
  const byEmail = new Map(found.map((record) => [record.properties.email?.toLowerCase(), record.id]));
  return given.map((one) => {
    const id = isId(one) ? one : byEmail.get(one.toLowerCase());
    if (id !== undefined) return id;
    if (emails.includes(one)) throw new InputError(`No contact has the e-mail address ${one}.`);
    const accepted = type.name === "contacts" ? "digits, or a contact's e-mail address" : "digits";
    throw new InputError(`"${one}" is no record id of ${type.name}: pass ${accepted}.`);
  });
}

export async function recordIdOf(api: HubSpotApi, type: ObjectType, given: string): Promise<string> {
  return (await recordIds(api, type, [given]))[0] ?? given;
}

/** @throws InputError when there is no such record */
export async function existingRecord(
  api: HubSpotApi,
  type: ObjectType,
  id: string,
  columns: readonly string[],
): Promise<HubSpotRecord> {
  const [record] = await api.read(type.name, [id], withName(type, columns));
  if (record) return record;
  throw new InputError(
    `HubSpot has no record ${id} of ${type.name}, or the token cannot see it. Find the id with hubspot_search_objects.`,
    { status: 404 },
  );
}

/** Names by id. Records that are gone or hidden are named by their id. */
export async function recordNames(
  api: HubSpotApi,
  type: ObjectType,
  ids: readonly string[],
): Promise<(id: string) => string> {
  const records = await api.read(type.name, [...new Set(ids)], withName(type, []));
  const names = new Map(records.map((record) => [record.id, recordName(type, record)]));
  return (id) => names.get(id) ?? `${type.name} ${id}`;
}

/**
 * Records by the values of a property that HubSpot keeps unique. It does not keep the domain of companies unique when
 * they come by API, nor reads by it: there they are searched for, which finds a new one after some seconds.
 */
export async function recordsBy(
  api: HubSpotApi,
  type: ObjectType,
  property: string,
  values: readonly string[],
  columns: readonly string[],
): Promise<HubSpotRecord[]> {
  const read = withName(type, [...columns, property]);
  if (type.name !== "companies" || property !== "domain") return api.read(type.name, values, read, property);
  const filters = [{ propertyName: property, operator: "IN", values: values.map(bareDomain) }];
  const found = await api.search(type.name, { filterGroups: [{ filters }], properties: read, limit: 200 });
  return found.results;
}

/** The record that already has a value which should be unique among these properties. */
export async function duplicateOf(
  api: HubSpotApi,
  type: ObjectType,
  stored: Readonly<Record<string, string>>,
  columns: readonly string[],
): Promise<HubSpotRecord | undefined> {
  const defined = (await ifPermitted(api.properties(type.name))) ?? [];
  const unique = defined.filter((property) => property.hasUniqueValue).map((property) => property.name);
  if (type.name === "contacts") unique.push("email");
  if (type.name === "companies") unique.push("domain");
  for (const property of new Set(unique)) {
    const value = stored[property];
    const [found] = value ? await recordsBy(api, type, property, [value], columns) : [];
    if (found) return found;
  }
  return undefined;
}

/** As HubSpot stores it: without protocol, www and path. */
export const bareDomain = (given: string): string =>
  given
    .trim()
    .toLowerCase()
    .replace(/^(https?:\/\/)?(www\.)?/, "")
    .replace(/\/.*$/s, "");
