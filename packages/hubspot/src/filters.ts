import { InputError } from "@sophia-mcp/core/errors";
import type { SearchFilter } from "./api.ts";

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

export function vendorFilter({ operator, values }: Filter, propertyName: string): SearchFilter {
  const [value, highValue] = values;
  if (operator.endsWith("IN")) return { propertyName, operator, values };
  return {
    propertyName,
    operator,
    ...(value === undefined ? {} : { value }),
    ...(highValue === undefined ? {} : { highValue }),
  };
}
