import { uuidFor } from "../world/ids.ts";
import { invalid } from "./errors.ts";
import {
  asJson,
  asList,
  asText,
  type DataSource,
  type Json,
  type NotionState,
  type Property,
} from "./model.ts";
import { getSource } from "./state.ts";

const TYPES: ReadonlySet<string> = new Set([
  "title",
  "rich_text",
  "number",
  "select",
  "multi_select",
  "status",
  "date",
  "people",
  "files",
  "checkbox",
  "url",
  "email",
  "phone_number",
  "formula",
  "relation",
  "rollup",
  "unique_id",
  "created_time",
  "created_by",
  "last_edited_time",
  "last_edited_by",
  "button",
]);

/** Four characters, some of which must be escaped in an address: as Notion's are. */
export function propertyId(seed: string, type: string): string {
  if (type === "title") return "title";
  const hex = uuidFor(`notion:property:${seed}`);
  return encodeURIComponent(`${"<>|{@`"[Number.parseInt(hex[0] ?? "0", 16) % 6]}${hex.slice(1, 4)}`);
}

export function typeOfConfig(given: Json): string | undefined {
  return asText(given.type) || Object.keys(given).find((key) => TYPES.has(key));
}

const COLORS = ["gray", "blue", "green", "yellow", "red", "purple", "orange", "pink", "brown"];

function options(given: unknown, seed: string, old: readonly unknown[] = []): Json[] {
  return asList(given).map((one, index) => {
    const { id, name, color, description } = asJson(one);
    const known = old.map(asJson).find((other) => other.id === id || other.name === name);
    return {
      id: known?.id ?? uuidFor(`notion:option:${seed}:${asText(name)}`).slice(0, 4),
      name: name ?? known?.name,
      color: color ?? known?.color ?? COLORS[index % COLORS.length],
      description: description ?? null,
    };
  });
}

const STATUS = ["Not started", "In progress", "Done"];

/** Reads a column as a request describes it. */
export function readProperty(
  state: NotionState,
  seed: string,
  name: string,
  given: Json,
  old?: Property,
): Property {
  const type = typeOfConfig(given) ?? old?.type;
  if (type === undefined) return invalid(`body.properties.${name} should have a type.`);
  const id = old?.id ?? propertyId(`${seed}:${name}`, type);
  const description = asText(given.description) || (old?.description ?? null);
  const config = asJson(given[type]);
  return {
    id,
    name: asText(given.name) || name,
    type,
    description,
    config: readConfig(state, seed, name, type, config, old),
  };
}

function readConfig(
  state: NotionState,
  seed: string,
  name: string,
  type: string,
  config: Json,
  old?: Property,
): Json {
  const same = old?.type === type ? old.config : undefined;
  const listed = (given: unknown) => options(given, `${seed}:${name}`, asList(same?.options));
  switch (type) {
    case "select":
    case "multi_select":
      return { options: config.options === undefined && same ? same.options : listed(config.options) };
    case "status": {
      const asked = config.options ?? (same ? same.options : STATUS.map((one) => ({ name: one })));
      const all = listed(asked);
      const last = all.length - 1;
      const group = (title: string, color: string, from: number, to: number) => ({
        id: uuidFor(`notion:group:${seed}:${name}:${title}`),
        name: title,
        color,
        option_ids: all.slice(from, to).map((one) => one.id),
      });
      const groups = [
        group("To-do", "gray", 0, 1),
        group("In progress", "blue", 1, last),
        group("Complete", "green", last, last + 1),
      ];
      return { options: all, groups };
    }
    case "number":
      return { format: asText(config.format) || same?.format || "number" };
    case "relation": {
      const source = getSource(state, config.data_source_id);
      const dual =
        config.dual_property === undefined
          ? undefined
          : { synced_property_id: "back", synced_property_name: `Related to ${name}` };
      return {
        database_id: source.databaseId,
        data_source_id: source.id,
        ...(dual
          ? { type: "dual_property", dual_property: dual }
          : { type: "single_property", single_property: {} }),
      };
    }
    case "rollup":
      return {
        rollup_property_id: "roll",
        relation_property_id: "rela",
        rollup_property_name: "",
        relation_property_name: "",
        function: "count",
        ...config,
      };
    case "unique_id":
      return { prefix: asText(config.prefix) || null };
    case "formula":
      return { expression: asText(config.expression) };
    default:
      return {};
  }
}

export function readProperties(state: NotionState, seed: string, given: unknown): Property[] {
  const columns = Object.entries(asJson(given)).map(([name, one]) =>
    readProperty(state, seed, name, asJson(one)),
  );
  const titles = columns.filter((one) => one.type === "title").length;
  if (titles !== 1) invalid(`body.properties should have exactly one title property, instead had ${titles}.`);
  return columns;
}

/** Adds, changes, renames (`name`) and removes (null) columns. */
export function changeProperties(state: NotionState, source: DataSource, given: unknown): void {
  for (const [key, one] of Object.entries(asJson(given))) {
    const index = source.properties.findIndex((property) => property.name === key || property.id === key);
    const old = source.properties[index];
    if (one === null) {
      if (!old) invalid(`Could not find property with name or id: ${key}`);
      if (old.type === "title") invalid("Cannot delete the title property.");
      source.properties.splice(index, 1);
    } else if (old) {
      source.properties[index] = readProperty(state, source.id, old.name, asJson(one), old);
    } else {
      source.properties.push(readProperty(state, source.id, key, asJson(one)));
    }
  }
}

export function presentProperties(source: DataSource): Json {
  const shown = source.properties.map(({ id, name, type, description, config }) => [
    name,
    { id, name, type, description, [type]: config },
  ]);
  return Object.fromEntries(shown) as Json;
}
