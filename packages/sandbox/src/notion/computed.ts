import { asJson, asList, asText, type Json, type NotionState, type Page, type Property } from "./model.ts";

/** Values that Notion works out by itself; undefined for every other type. */
export function computed(state: NotionState, page: Page, property: Property): unknown {
  switch (property.type) {
    case "created_time":
      return page.createdAt;
    case "last_edited_time":
      return page.editedAt;
    case "created_by":
      return page.createdBy;
    case "last_edited_by":
      return page.editedBy;
    case "unique_id":
      return { prefix: property.config.prefix ?? null, number: page.values.get(property.id) ?? null };
    case "formula":
      return formula(state, page, asText(property.config.expression));
    case "rollup":
      return rollup(state, page, property.config);
    default:
      return undefined;
  }
}

function propertiesOf(state: NotionState, page: Page): Property[] {
  return page.parent.type === "data_source_id"
    ? (state.sources.get(page.parent.data_source_id)?.properties ?? [])
    : [];
}

function kept(state: NotionState, page: Page, name: string): unknown {
  const property = propertiesOf(state, page).find((one) => one.name === name);
  return property && page.values.get(property.id);
}

const DAY = 86_400_000;

/** Two of Notion's many functions: days to a date, and a number times another. */
function formula(state: NotionState, page: Page, expression: string): Json {
  const days = /^dateBetween\(prop\("([^"]+)"\), now\(\), "days"\)$/.exec(expression);
  if (days) {
    const start = asText(asJson(kept(state, page, days[1] ?? "")).start);
    const now = state.world.calendar.now.getTime();
    return { type: "number", number: start ? Math.trunc((Date.parse(start) - now) / DAY) : null };
  }
  const product = /^prop\("([^"]+)"\) \* (\d+(?:\.\d+)?)$/.exec(expression);
  if (!product) return { type: "unsupported", unsupported: {} };
  const factor = kept(state, page, product[1] ?? "");
  return { type: "number", number: typeof factor === "number" ? factor * Number(product[2]) : null };
}

function rollup(state: NotionState, page: Page, config: Json): Json {
  const name = asText(config.function);
  const linked = asList(kept(state, page, asText(config.relation_property_name))).flatMap(
    (one) => state.pages.get(asText(asJson(one).id)) ?? [],
  );
  if (name === "count") return { type: "number", number: linked.length, function: name };
  const values = linked.map((other) => kept(state, other, asText(config.rollup_property_name)) ?? null);
  if (name === "sum") {
    return {
      type: "number",
      number: values.reduce((sum: number, one) => sum + Number(one ?? 0), 0),
      function: name,
    };
  }
  const target =
    linked[0] && propertiesOf(state, linked[0]).find((one) => one.name === config.rollup_property_name);
  const type = target?.type ?? "number";
  const array = values.map((value) => ({
    type,
    [type]: type === "select" || type === "status" ? option(value) : value,
  }));
  return { type: "array", array, function: name || "show_original" };
}

function option(value: unknown): Json | null {
  if (value === null) return null;
  const { id, name, color } = asJson(value);
  return { id, name, color };
}
