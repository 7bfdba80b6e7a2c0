import { InputError } from "@sophia-mcp/core/errors";
import { both } from "@sophia-mcp/core/names";
import { nearest } from "@sophia-mcp/core/nearest";
import type { NotionApi } from "./api.ts";
import { findSource } from "./find.ts";
import { optionsOf } from "./properties.ts";
import type { Property } from "./types.ts";

/** Types by the words people use for them. */
const types: Readonly<Record<string, string>> = {
  title: "title",
  text: "rich_text",
  rich_text: "rich_text",
  number: "number",
  select: "select",
  multi_select: "multi_select",
  status: "status",
  date: "date",
  people: "people",
  person: "people",
  files: "files",
  checkbox: "checkbox",
  url: "url",
  email: "email",
  phone: "phone_number",
  phone_number: "phone_number",
  formula: "formula",
  relation: "relation",
  rollup: "rollup",
  unique_id: "unique_id",
  created_time: "created_time",
  created_by: "created_by",
  last_edited_time: "last_edited_time",
  last_edited_by: "last_edited_by",
};

const forms =
  'Forms: "Name: title", "Price: number(euro)", "Stage: status(To do, Doing, Done)", "Tags: multi_select(a, b)", "Client: relation(Clients)", "Total: rollup(Orders, Amount, sum)", "Days: formula(dateBetween(prop(\\"Due\\"), now(), \\"days\\"))", "Due: date"';

/** `name: type(argument)` as a column's name and Notion's configuration of it. */
export async function columnConfig(
  api: NotionApi,
  column: string,
): Promise<readonly [name: string, config: Record<string, unknown>]> {
  const [, name = "", word = "", argument = ""] =
    /^([^:]{1,200}):\s*([a-z_ ]+?)\s*(?:\((.*)\))?$/is.exec(column.trim()) ?? [];
  const key = word.toLowerCase().replaceAll(" ", "_");
  const type = types[key];
  if (!type) {
    const near = key ? nearest(key, Object.keys(types)) : undefined;
    throw new InputError(
      `Column "${column.slice(0, 100)}" was not understood.${near ? ` Did you mean ${near}?` : ""} ${forms}. Types: ${Object.keys(types).join(", ")}.`,
    );
  }
  return [name.trim(), { [type]: await settings(api, type, argument.trim(), column) }];
}

async function settings(api: NotionApi, type: string, argument: string, column: string): Promise<unknown> {
  switch (type) {
    case "number":
      return argument ? { format: argument.toLowerCase().replaceAll(" ", "_") } : {};
    case "select":
    case "multi_select":
    case "status":
      return argument ? { options: list(argument).map((name) => ({ name })) } : {};
    case "formula":
      return { expression: argument };
    case "unique_id":
      return argument ? { prefix: argument } : {};
    case "relation":
      return { data_source_id: (await findSource(api, argument)).id, single_property: {} };
    case "rollup": {
      const [relation, property, calculation = "show_original"] = list(argument);
      if (!relation || !property)
        throw new InputError(`Column "${column}" needs a relation and a property. ${forms}.`);
      return { relation_property_name: relation, rollup_property_name: property, function: calculation };
    }
    default:
      return {};
  }
}

const list = (argument: string): string[] =>
  argument
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

export async function columnConfigs(
  api: NotionApi,
  columns: readonly string[],
): Promise<Record<string, unknown>> {
  return Object.fromEntries(await Promise.all(columns.map((column) => columnConfig(api, column))));
}

/** What a column takes, in a few words: options, the table it points to, an expression. */
export function describeColumn(property: Property, tables: ReadonlyMap<string, string>): string {
  const config = (property[property.type] ?? {}) as Record<string, unknown>;
  const options = optionsOf(property);
  if (options.length > 0) return options.map((option) => option.name).join(", ");
  switch (property.type) {
    case "relation":
      return both(tables.get(config.data_source_id as string) ?? "", config.data_source_id as string);
    case "rollup":
      return `${config.function as string} of ${config.rollup_property_name as string} over ${config.relation_property_name as string}`;
    case "formula":
      return (config.expression as string | undefined) ?? "";
    case "number":
      return config.format === "number" ? "" : ((config.format as string | undefined) ?? "");
    case "unique_id":
      return (config.prefix as string | null | undefined) ?? "";
    default:
      return "";
  }
}
