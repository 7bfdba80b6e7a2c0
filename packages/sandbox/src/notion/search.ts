import { type Answer, type Call, route } from "../emulator.ts";
import { presentSource } from "./databases.ts";
import { asJson, asText, type DataSource, type NotionState, type Page } from "./model.ts";
import { presentPage } from "./page-shape.ts";
import { plain } from "./rich-text.ts";
import { paged } from "./state.ts";
import { needs } from "./tokens.ts";

type Found = { id: string; editedAt: string; title: string; page?: Page; source?: DataSource };

/** By title only, as Notion does; the newest edit first. */
function search(call: Call<NotionState>): Answer {
  const { state } = call;
  const body = asJson(call.body);
  const filter = asJson(body.filter);
  const trashed = filter.in_trash === true;
  const words = asText(body.query).toLowerCase().split(/\s+/).filter(Boolean);
  const everything: Found[] = [
    ...[...state.pages.values()]
      .filter((page) => !page.unshared && page.inTrash === trashed)
      .map((page) => ({ id: page.id, editedAt: page.editedAt, title: plain(page.title), page })),
    ...[...state.sources.values()]
      .filter((source) => source.inTrash === trashed)
      .map((source) => ({ id: source.id, editedAt: source.editedAt, title: plain(source.title), source })),
  ];
  const found = everything.filter(
    (one) =>
      (filter.value === undefined || filter.value === (one.page ? "page" : "data_source")) &&
      words.every((word) => one.title.toLowerCase().includes(word)),
  );
  const sort = asJson(body.sort);
  const sign = sort.direction === "ascending" ? -1 : 1;
  const byRelevance = sort.property === "relevance" && words.length > 0;
  found.sort((left, right) =>
    byRelevance
      ? left.title.length - right.title.length
      : sign * right.editedAt.localeCompare(left.editedAt) || left.id.localeCompare(right.id),
  );
  const page = paged(found, (one) => one.id, { cursor: body.start_cursor, size: body.page_size }, "body");
  const results = page.results.map((one) =>
    one.page ? presentPage(call, one.page) : one.source && presentSource(state, one.source),
  );
  return { body: { ...page, results, type: "page_or_data_source", page_or_data_source: {} } };
}

export const searchRoutes = [route<NotionState>("POST", "/v1/search", search, needs("read_content"))];
