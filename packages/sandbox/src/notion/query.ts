import { type Answer, type Call, route } from "../emulator.ts";
import { invalid } from "./errors.ts";
import { matches } from "./filters.ts";
import { asJson, asList, asText, type DataSource, type NotionState, type Page } from "./model.ts";
import { presentPage } from "./page-shape.ts";
import { findProperty, optionsOf, valueOf } from "./properties.ts";
import { getSource, paged } from "./state.ts";
import { needs } from "./tokens.ts";
import { wordsOf } from "./values.ts";

type NotionCall = Call<NotionState>;

export function rowsOf(state: NotionState, source: DataSource): Page[] {
  return [...state.pages.values()].filter(
    ({ parent }) => parent.type === "data_source_id" && parent.data_source_id === source.id,
  );
}

function query(call: NotionCall): Answer {
  const { state, token } = call;
  const source = getSource(state, call.params.id);
  const body = asJson(call.body);
  const context = { state, source, me: state.botId };
  const only = call.query.getAll("filter_properties");
  for (const name of only) {
    if (!findProperty(source, name))
      invalid(`query.filter_properties failed validation: could not find ${name}.`);
  }
  const rows = rowsOf(state, source)
    .filter((page) => page.inTrash === (body.in_trash === true))
    .filter((page) => body.filter === undefined || matches(context, page, asJson(body.filter)));
  const sorts = asList(body.sorts).map((one) => compare(state, source, asJson(one)));
  // Without a sort Notion's order is that of creation, newest first.
  rows.sort((left, right) => {
    for (const by of sorts) {
      const order = by(left, right);
      if (order !== 0) return order;
    }
    return right.createdAt.localeCompare(left.createdAt) || left.id.localeCompare(right.id);
  });
  const page = paged(rows, (one) => one.id, { cursor: body.start_cursor, size: body.page_size }, "body");
  const results = page.results.map((one) => presentPage({ state, token }, one, only));
  return { body: { ...page, results, type: "page_or_data_source", page_or_data_source: {} } };
}

type Order = (left: Page, right: Page) => number;

function compare(state: NotionState, source: DataSource, sort: Readonly<Record<string, unknown>>): Order {
  const sign = sort.direction === "descending" ? -1 : 1;
  const byTime = sort.timestamp === undefined ? undefined : sort.timestamp === "created_time";
  if (byTime !== undefined) {
    return (left, right) =>
      sign *
      (byTime ? left.createdAt.localeCompare(right.createdAt) : left.editedAt.localeCompare(right.editedAt));
  }
  const property = findProperty(source, asText(sort.property));
  if (!property) return invalid(`Could not find sort property with name or id: ${asText(sort.property)}`);
  const order = optionsOf(property).map((one) => one.name);
  const key = (page: Page): string | number | undefined => {
    const words = wordsOf(state, property, valueOf(state, page, property));
    if (order.length > 0) return words === "" ? undefined : order.indexOf(words);
    return words === "" ? undefined : Number.isNaN(Number(words)) ? words : Number(words);
  };
  return (left, right) => {
    const [a, b] = [key(left), key(right)];
    // Empty values come last in both directions.
    if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
    const plain = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
    return sign * plain;
  };
}

export const queryRoutes = [
  route<NotionState>("POST", "/v1/data_sources/{id}/query", query, needs("read_content")),
];
