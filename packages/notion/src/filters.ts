import { InputError } from "@sophia-mcp/core/errors";
import type { NotionApi } from "./api.ts";
import { findPerson } from "./people.ts";
import { findProperty, flag, isoDate, numeric, optionName, propertiesOf, relatedPage } from "./properties.ts";
import type { DataSource, Property } from "./types.ts";

type Condition = Record<string, unknown>;

/** One line as it was written: a property, an operator, and what stands behind it. */
export interface Line {
  property: Property;
  operator: string;
  rest: string;
}

/** What may stand behind a property; the forms that end the line take no value. */
const operators: readonly (readonly [RegExp, string])[] = [
  [/^(?:is not set|is empty)$/i, "is not set"],
  [/^(?:is set|is not empty)$/i, "is set"],
  [/^this week$/i, "this week"],
  [/^past (week|month|year)$/i, "past"],
  [/^next (week|month|year)$/i, "next"],
  [/^(?:!=|is not\b)/i, "!="],
  [/^<=|^on or before\b/i, "<="],
  [/^>=|^on or after\b/i, ">="],
  [/^<|^before\b/i, "<"],
  [/^>|^after\b/i, ">"],
  [/^(?:=|is\b)/i, "="],
  [/^not in\b/i, "not in"],
  [/^in\b/i, "in"],
  [/^between\b/i, "between"],
  [/^(?:not contains|does not contain)\b/i, "not contains"],
  [/^contains\b/i, "contains"],
  [/^starts with\b/i, "starts with"],
  [/^ends with\b/i, "ends with"],
];

const forms =
  'Forms: "Status = Done", "Due before 2026-12-01", "Due next week", "Priority in High, Urgent", "Estimate between 3 and 8", "Name contains plan", "Owner = ada@example.com", "Due is not set"';

/** Every page has these times, whether or not a property shows them. */
const times: readonly Property[] = ["created_time", "last_edited_time"].map((name) => ({
  id: "",
  name,
  type: name,
}));

/**
 * Reads "property operator value". Names may hold spaces and words such as "in", so known ones are tried, longest first.
 * @throws InputError for an unknown property or a form that is not understood
 */
export function parseLine(source: DataSource, line: string): Line {
  const text = line.trim();
  const known = [...propertiesOf(source), ...times].sort((a, b) => b.name.length - a.name.length);
  for (const property of known) {
    const quoted = text.startsWith(`"${property.name}"`);
    const length = property.name.length + (quoted ? 2 : 0);
    if (!quoted && text.slice(0, length).toLowerCase() !== property.name.toLowerCase()) continue;
    const behind = text.slice(length);
    if (!/^\s|^[=<>!]/.test(behind)) continue;
    const read = parseOperator(behind.trim());
    if (read) return { property, ...read };
  }
  const [, name] =
    /^(.{1,100}?)\s*(?:[=<>!]|\s(?:is|in|not|between|contains|before|after|on|starts|ends)\s)/i.exec(text) ??
    [];
  if (name) findProperty(source, name.trim());
  throw new InputError(`Filter "${line.slice(0, 100)}" was not understood. ${forms}.`);
}

function parseOperator(text: string): { operator: string; rest: string } | undefined {
  for (const [pattern, operator] of operators) {
    const found = pattern.exec(text);
    if (!found) continue;
    const span = found[1]?.toLowerCase();
    if (span) return { operator: `${operator} ${span}`, rest: "" };
    const rest = text.slice(found[0].length).trim();
    return rest === "" && !alone.test(operator) ? undefined : { operator, rest };
  }
  return undefined;
}

/** Operators without a value. */
const alone = /^(is |this |past |next )/;

/** Ways to satisfy one line: any of the lists, each of conditions that must all hold. */
async function alternatives(api: NotionApi, { property, operator, rest }: Line): Promise<Condition[][]> {
  const make = (condition: Condition): Condition =>
    property.id === ""
      ? { timestamp: property.name, [property.type]: condition }
      : { property: property.name, [property.type]: condition };
  if (operator === "is set") return [[make({ is_not_empty: true })]];
  if (operator === "is not set") return [[make({ is_empty: true })]];
  const build = builders[property.type] ?? computed;
  if (operator === "between") {
    const [low, high, ...others] = rest.split(/\s+and\s+/i);
    if (!low || !high || others.length > 0) throw unfit(property, operator, rest);
    return [[make(await build(api, property, ">=", low)), make(await build(api, property, "<=", high))]];
  }
  if (operator === "in" || operator === "not in") {
    const values = rest
      .split(",")
      .map((value) => value.trim())
      .filter((value) => value !== "");
    const each = await Promise.all(
      values.map(async (value) => make(await build(api, property, operator === "in" ? "=" : "!=", value))),
    );
    return operator === "in" ? each.map((one) => [one]) : [each];
  }
  return [[make(await build(api, property, operator, rest))]];
}

type Builder = (
  api: NotionApi,
  property: Property,
  operator: string,
  value: string,
) => Promise<Condition> | Condition;

function unfit(property: Property, operator: string, value: string): InputError {
  return new InputError(
    `"${operator} ${value.slice(0, 60)}" does not fit ${property.name}, which is a ${property.type}. ${forms}.`,
  );
}

/** A builder that only renames the operator. */
function plain(
  names: Readonly<Record<string, string>>,
  read: (property: Property, value: string) => unknown,
): Builder {
  return (_, property, operator, value) => {
    const name = names[operator];
    if (!name) throw unfit(property, operator, value);
    return { [name]: read(property, value) };
  };
}

const same = { "=": "equals", "!=": "does_not_equal" };
const text = plain(
  {
    ...same,
    contains: "contains",
    "not contains": "does_not_contain",
    "starts with": "starts_with",
    "ends with": "ends_with",
  },
  (_, value) => value,
);
const number = plain(
  {
    ...same,
    "<": "less_than",
    "<=": "less_than_or_equal_to",
    ">": "greater_than",
    ">=": "greater_than_or_equal_to",
  },
  // Numbers of a unique id are written with their prefix.
  (property, value) => numeric(property, property.type === "unique_id" ? value.replace(/^.*-/, "") : value),
);
const choice = plain(same, optionName);
const choices = plain(
  { "=": "contains", "!=": "does_not_contain", contains: "contains", "not contains": "does_not_contain" },
  optionName,
);

/** Words that Notion understands instead of a date. */
const relative = /^(today|tomorrow|yesterday|one[ _](week|month)[ _](ago|from[ _]now))$/i;

const dateOperators: Readonly<Record<string, string>> = {
  "=": "equals",
  "<": "before",
  ">": "after",
  "<=": "on_or_before",
  ">=": "on_or_after",
};

const date: Builder = (_, property, operator, value) => {
  if (alone.test(operator)) return { [operator.replace(" ", "_")]: {} };
  const name = dateOperators[operator];
  if (!name) throw unfit(property, operator, value);
  return {
    [name]: relative.test(value) ? value.toLowerCase().replaceAll(" ", "_") : isoDate(property, value),
  };
};

/** Conditions on things that are named by id, which is looked up first. */
const linked =
  (find: (api: NotionApi, property: Property, value: string) => Promise<string>): Builder =>
  async (api, property, operator, value) => {
    if (operator !== "=" && operator !== "!=" && !operator.endsWith("contains"))
      throw unfit(property, operator, value);
    const no = operator === "!=" || operator === "not contains";
    return { [no ? "does_not_contain" : "contains"]: await find(api, property, value) };
  };

const person = linked((api, _, value) =>
  // Notion's own word for the integration or the person whose token it is.
  value.toLowerCase() === "me" ? Promise.resolve("me") : findPerson(api, value),
);

/** Formulas and rollups do not say what they result in, so the value decides. */
const computed: Builder = async (api, property, operator, value) => {
  if (property.type !== "formula" && property.type !== "rollup") throw unfit(property, operator, value);
  const formula = property.type === "formula";
  if (formula && /^(yes|no|true|false)$/i.test(value)) return { checkbox: { equals: flag(property, value) } };
  if (/^-?\d+(\.\d+)?$/.test(value)) return { number: await number(api, property, operator, value) };
  if (/^\d{4}-\d{2}/.test(value) || relative.test(value))
    return { date: await date(api, property, operator, value) };
  const condition = await text(api, property, operator, value);
  return formula ? { string: condition } : { any: { rich_text: condition } };
};

const builders: Readonly<Record<string, Builder>> = {
  title: text,
  rich_text: text,
  url: text,
  email: text,
  phone_number: text,
  number,
  unique_id: number,
  checkbox: plain(same, flag),
  select: choice,
  status: choice,
  multi_select: choices,
  date,
  created_time: date,
  last_edited_time: date,
  people: person,
  created_by: person,
  last_edited_by: person,
  relation: linked(relatedPage),
};

const maxConditions = 100;

/**
 * Lines of one group must all hold, and OR begins the next group: Notion nests filters two levels deep, which is this.
 * @returns undefined for no lines
 */
export async function notionFilter(
  api: NotionApi,
  source: DataSource,
  lines: readonly string[],
): Promise<Condition | undefined> {
  const written: string[][] = [[]];
  for (const line of lines) {
    if (line.trim().toUpperCase() === "OR") written.push([]);
    else written.at(-1)?.push(line);
  }
  const groups: Condition[][] = [];
  for (const group of written.filter((one) => one.length > 0)) {
    const ways = await Promise.all(group.map((line) => alternatives(api, parseLine(source, line))));
    // A line with several ways ("in") multiplies its group.
    groups.push(
      ...ways.reduce<Condition[][]>(
        (all, way) => all.flatMap((one) => way.map((more) => [...one, ...more])),
        [[]],
      ),
    );
    if (groups.flat().length > maxConditions) {
      throw new InputError(
        `These filters come to more than ${maxConditions} conditions: narrow the "in" lists.`,
      );
    }
  }
  const joined = groups.map((group) => (group.length === 1 && group[0] ? group[0] : { and: group }));
  return joined.length > 1 ? { or: joined } : joined[0];
}
