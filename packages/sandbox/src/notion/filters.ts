import { invalid } from "./errors.ts";
import {
  asJson,
  asList,
  asText,
  type DataSource,
  type Json,
  type NotionState,
  type Page,
  type Property,
} from "./model.ts";
import { findProperty, optionsOf, valueOf } from "./properties.ts";
import { wordsOf } from "./values.ts";

type Context = { state: NotionState; source: DataSource; me: string };

/** Filters as Notion's queries carry them: groups two levels deep, and one condition a property. */
export function matches(context: Context, page: Page, filter: Json, depth = 0): boolean {
  if (depth > 2) invalid("body.filter: filters can be nested two levels deep.");
  const either = filter.or ?? filter.and;
  if (either !== undefined) {
    const results = asList(either).map((one) => matches(context, page, asJson(one), depth + 1));
    return filter.or === undefined ? results.every(Boolean) : results.some(Boolean);
  }
  if (filter.timestamp !== undefined) {
    const name = asText(filter.timestamp);
    const at = name === "created_time" ? page.createdAt : page.editedAt;
    return byDate(context, at, asJson(filter[name]));
  }
  const name = asText(filter.property);
  const property = findProperty(context.source, name);
  if (!property) return invalid(`Could not find property with name or id: ${name}`);
  const type = Object.keys(filter).find((key) => key !== "property" && key !== "type") ?? "";
  const expected = type === "text" ? "rich_text" : type;
  if (expected !== property.type) invalid(`database property ${property.type} does not match filter ${type}`);
  return condition(context, property, valueOf(context.state, page, property), asJson(filter[type]));
}

function condition(context: Context, property: Property, value: unknown, asked: Json): boolean {
  const { state, me } = context;
  const words = wordsOf(state, property, value);
  if (asked.is_empty === true) return words === "";
  if (asked.is_not_empty === true) return words !== "";
  switch (property.type) {
    case "number":
    case "unique_id":
      return byNumber(property.type === "number" ? value : asJson(value).number, asked);
    case "checkbox":
      return asked.equals === undefined ? value !== asked.does_not_equal : value === asked.equals;
    case "select":
    case "status":
      return byOption(property, words === "" ? [] : [words], asked);
    case "multi_select":
      return byOption(
        property,
        asList(value).map((one) => asText(asJson(one).name)),
        asked,
      );
    case "date":
    case "created_time":
    case "last_edited_time":
      return byDate(context, property.type === "date" ? words : String(value), asked);
    case "people":
    case "created_by":
    case "last_edited_by":
      return byId([value].flat().map(String), asked, (id) => (id === "me" ? me : id));
    case "relation":
      return byId(
        asList(value).map((one) => asText(asJson(one).id)),
        asked,
        (id) => id,
      );
    case "formula":
    case "rollup":
      return byComputed(context, value, words, asked);
    default:
      return byText(words, asked);
  }
}

function byText(words: string, asked: Json): boolean {
  const [operator = "", given] = Object.entries(asked)[0] ?? [];
  const [left, right] = [words.toLowerCase(), asText(given).toLowerCase()];
  switch (operator) {
    case "equals":
      return left === right;
    case "does_not_equal":
      return left !== right;
    case "contains":
      return left.includes(right);
    case "does_not_contain":
      return !left.includes(right);
    case "starts_with":
      return left.startsWith(right);
    case "ends_with":
      return left.endsWith(right);
    default:
      return invalid(`body.filter: ${operator} is not a text condition.`);
  }
}

function byNumber(value: unknown, asked: Json): boolean {
  const [operator = "", given] = Object.entries(asked)[0] ?? [];
  if (typeof value !== "number") return operator === "does_not_equal";
  const limit = Number(given);
  switch (operator) {
    case "equals":
      return value === limit;
    case "does_not_equal":
      return value !== limit;
    case "greater_than":
      return value > limit;
    case "less_than":
      return value < limit;
    case "greater_than_or_equal_to":
      return value >= limit;
    case "less_than_or_equal_to":
      return value <= limit;
    default:
      return invalid(`body.filter: ${operator} is not a number condition.`);
  }
}

function byOption(property: Property, names: readonly string[], asked: Json): boolean {
  const [operator = "", given] = Object.entries(asked)[0] ?? [];
  const wanted = [given].flat().map(String);
  const known = optionsOf(property).map((one) => one.name);
  const strange = wanted.find((name) => !known.includes(name));
  if (strange !== undefined && property.type === "status") {
    invalid(
      `status option "${strange}" not found for property "${property.name}". Available options: ${known.join(", ")}.`,
    );
  }
  const any = wanted.some((name) => names.includes(name));
  return operator === "equals" || operator === "contains" ? any : !any;
}

function byId(ids: readonly string[], asked: Json, resolve: (id: string) => string): boolean {
  const [operator = "", given] = Object.entries(asked)[0] ?? [];
  const has = ids.includes(resolve(asText(given)));
  return operator === "contains" ? has : !has;
}

const DAY = 86_400_000;
const RELATIVE: Readonly<Record<string, number>> = {
  today: 0,
  tomorrow: 1,
  yesterday: -1,
  one_week_ago: -7,
  one_week_from_now: 7,
  one_month_ago: -30,
  one_month_from_now: 30,
};
const SPANS: Readonly<Record<string, readonly [number, number]>> = {
  this_week: [-3, 3],
  past_week: [-7, 0],
  past_month: [-30, 0],
  past_year: [-365, 0],
  next_week: [0, 7],
  next_month: [0, 30],
  next_year: [0, 365],
};

function byDate({ state }: Context, value: string, asked: Json): boolean {
  const [operator = "", given] = Object.entries(asked)[0] ?? [];
  if (operator === "is_empty") return value === "";
  if (value === "") return false;
  const { calendar } = state.world;
  const day = value.slice(0, 10);
  const span = SPANS[operator];
  if (span) return day >= calendar.date(span[0]) && day <= calendar.date(span[1]);
  const text = asText(given);
  const relative = RELATIVE[text];
  const limit = relative === undefined ? text : calendar.date(relative);
  if (Number.isNaN(Date.parse(limit))) invalid(`body.filter: \`${text}\` should be a valid ISO 8601 date.`);
  // A limit without a time means the whole day.
  const [left, right] =
    limit.length === 10
      ? [Date.parse(day) / DAY, Date.parse(limit) / DAY]
      : [Date.parse(value), Date.parse(limit)];
  switch (operator) {
    case "equals":
      return left === right;
    case "before":
      return left < right;
    case "after":
      return left > right;
    case "on_or_before":
      return left <= right;
    case "on_or_after":
      return left >= right;
    default:
      return invalid(`body.filter: ${operator} is not a date condition.`);
  }
}

function byComputed(context: Context, value: unknown, words: string, asked: Json): boolean {
  const [kind = "", inner] = Object.entries(asked)[0] ?? [];
  const given = asJson(inner);
  if (kind === "number") return byNumber(words === "" ? null : Number(words), given);
  if (kind === "date") return byDate(context, words, given);
  if (kind === "checkbox") return asJson(value).boolean === given.equals;
  if (kind === "string") return byText(words, given);
  const [type = "", condition] = Object.entries(given)[0] ?? [];
  const parts = asList(asJson(value).array).map((one) =>
    wordsOf(context.state, { type: asText(asJson(one).type) }, asJson(one)[type]),
  );
  const hit = (part: string) => byText(part, asJson(condition));
  return kind === "every" ? parts.every(hit) : kind === "none" ? !parts.some(hit) : parts.some(hit);
}
