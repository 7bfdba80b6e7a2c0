import { InputError } from "@sophia-mcp/core/errors";
import type { SearchFilter } from "./answers.ts";
import type { HubSpotApi } from "./api.ts";
import { daySpan, isDay } from "./dates.ts";
import { propertyNamed, storedValue } from "./names.ts";
import type { ObjectType } from "./types.ts";

/** HubSpot's limits of one search. */
const maxGroups = 5;
const maxPerGroup = 6;

const symbols: Readonly<Record<string, string>> = {
  "=": "EQ",
  "!=": "NEQ",
  "<": "LT",
  "<=": "LTE",
  ">": "GT",
  ">=": "GTE",
};
const words: Readonly<Record<string, string>> = {
  between: "BETWEEN",
  in: "IN",
  "not in": "NOT_IN",
  contains: "CONTAINS_TOKEN",
  "not contains": "NOT_CONTAINS_TOKEN",
  "is set": "HAS_PROPERTY",
  "is not set": "NOT_HAS_PROPERTY",
};

export interface Filter {
  property: string;
  operator: string;
  values: string[];
}

/**
 * Reads "property operator value" lines; a line that is just OR begins the next group.
 * @throws InputError that shows the accepted forms
 */
export function parseFilters(lines: readonly string[]): Filter[][] {
  const groups: Filter[][] = [[]];
  for (const line of lines) {
    if (line.trim().toUpperCase() === "OR") groups.push([]);
    else groups.at(-1)?.push(parseFilter(line));
  }
  const filled = groups.filter((group) => group.length > 0);
  if (filled.length > maxGroups)
    throw new InputError(`HubSpot accepts at most ${maxGroups} groups between OR.`);
  if (filled.some((group) => group.length > maxPerGroup)) {
    throw new InputError(`HubSpot accepts at most ${maxPerGroup} filters in a group.`);
  }
  return filled;
}

function parseFilter(line: string): Filter {
  const found =
    /^([^=<>!]{1,200}?)\s*(!=|<=|>=|=|<|>)\s*(\S.*)$/s.exec(line) ??
    /^(.{1,200}?)\s+(is not set|is set|not in|in|between|not contains|contains)(?:\s+(\S.*))?$/is.exec(line);
  const [, property = "", sign = "", rest = ""] = found ?? [];
  const operator = symbols[sign] ?? words[sign.toLowerCase().replace(/\s+/g, " ")];
  const values = operator === undefined ? undefined : split(operator, rest.trim());
  if (operator === undefined || values === undefined) {
    throw new InputError(
      `Filter "${line.slice(0, 100)}" was not understood. Forms: "amount >= 1000", "Deal stage = Pilot", "closedate between 2026-01-01 and 2026-03-31", "lifecyclestage in lead, customer", "email contains acme", "phone is set".`,
    );
  }
  return { property: property.trim(), operator, values };
}

/** The values of a filter, or undefined when their number does not fit the operator. */
function split(operator: string, rest: string): string[] | undefined {
  if (operator.endsWith("HAS_PROPERTY")) return rest === "" ? [] : undefined;
  if (rest === "") return undefined;
  if (operator === "BETWEEN") {
    const bounds = rest.split(/\s+and\s+/i);
    return bounds.length === 2 ? bounds : undefined;
  }
  if (operator.endsWith("IN"))
    return rest
      .split(",")
      .map((value) => value.trim())
      .filter((value) => value !== "");
  return [rest];
}

/**
 * A filter as HubSpot wants it: internal name, stored values, and days as the time they take in the account's time zone.
 * @throws InputError for an unknown property, option, stage or owner
 */
export async function storedFilter(api: HubSpotApi, type: ObjectType, filter: Filter): Promise<SearchFilter> {
  // Such as associations.contact, which is no property: the ids of associated records.
  if (filter.property.startsWith("associations.")) return vendorFilter(filter);
  const property = await propertyNamed(api, type, filter.property);
  if (!property) return vendorFilter(filter);
  const values = filter.values.map((value) => storedValue(api, type, property, value));
  const stored = { ...filter, property: property.name, values: await Promise.all(values) };
  // Several texts are compared in lower case, one text in any.
  if (property.type === "string" && filter.operator.endsWith("IN")) {
    return vendorFilter({ ...stored, values: stored.values.map((value) => value.toLowerCase()) });
  }
  const days = property.type === "datetime" && stored.values.length > 0 && stored.values.every(isDay);
  return vendorFilter(days ? await inDays(api, stored) : stored);
}

/** HubSpot takes a day for its first moment: "<= 2026-03-31" would leave the 31st out, and "=" would find nothing. */
async function inDays(api: HubSpotApi, filter: Filter): Promise<Filter> {
  const spans = await Promise.all(filter.values.map((value) => daySpan(api, value)));
  const [start, end] = [spans[0]?.start ?? 0, spans.at(-1)?.end ?? 0];
  switch (filter.operator) {
    case "EQ":
    case "BETWEEN":
      return { ...filter, operator: "BETWEEN", values: [String(start), String(end - 1)] };
    case "LT":
    case "GTE":
      return { ...filter, values: [String(start)] };
    case "LTE":
      return { ...filter, operator: "LT", values: [String(end)] };
    case "GT":
      return { ...filter, operator: "GTE", values: [String(end)] };
    default:
      return filter;
  }
}

export function vendorFilter({ property, operator, values }: Filter): SearchFilter {
  const [value, highValue] = values;
  if (operator.endsWith("IN")) return { propertyName: property, operator, values };
  return {
    propertyName: property,
    operator,
    ...(value === undefined ? {} : { value }),
    ...(highValue === undefined ? {} : { highValue }),
  };
}
