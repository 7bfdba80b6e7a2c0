import { type Answer, type Call, route } from "../emulator.ts";
import { readBlocks } from "./block-values.ts";
import { createBlocks, placeIn } from "./blocks.ts";
import { invalid, missing } from "./errors.ts";
import { parseMarkdown } from "./markdown-in.ts";
import { asJson, asList, asText, type Json, type NotionState, type Page, type Parent } from "./model.ts";
import { presentPage, readCover, readIcon, sourceOf, writeProperties } from "./page-shape.ts";
import { findProperty, valueOf } from "./properties.ts";
import { plain } from "./rich-text.ts";
import { asId, getDatabase, getPage, getSource, made, paged, standIn, touch, touchPageOf } from "./state.ts";
import { needs } from "./tokens.ts";

type NotionCall = Call<NotionState>;

function readParent(state: NotionState, given: unknown): Parent {
  const parent = asJson(given);
  if (parent.page_id !== undefined) return { type: "page_id", page_id: getPage(state, parent.page_id).id };
  if (parent.data_source_id !== undefined) {
    const { id, databaseId } = getSource(state, parent.data_source_id);
    return { type: "data_source_id", data_source_id: id, database_id: databaseId };
  }
  if (parent.database_id !== undefined) {
    const database = getDatabase(state, parent.database_id);
    const [only, ...others] = database.sources;
    if (only === undefined || others.length > 0) {
      invalid(
        "Databases with multiple data sources are not supported in this API version: pass data_source_id.",
      );
    }
    return { type: "data_source_id", data_source_id: only, database_id: database.id };
  }
  return { type: "workspace", workspace: true };
}

function hang(state: NotionState, page: Page, position: Json = {}): void {
  if (page.parent.type !== "page_id") return;
  const above = getPage(state, page.parent.page_id);
  standIn(state, page, "child_page", plain(page.title));
  above.children.splice(placeIn(above.children, position), 0, page.id);
  touchPageOf(state, above.id);
}

function create(call: NotionCall): Answer {
  const { state } = call;
  const body = asJson(call.body);
  const given = [body.children, body.content, body.markdown].filter((one) => one !== undefined);
  if (given.length > 1) invalid("body.markdown cannot be used together with body.children.");
  const template = asJson(body.template);
  const applied = template.type !== undefined && template.type !== "none";
  if (applied && given.length > 0) invalid("Cannot specify children when using a template.");
  const parent = readParent(state, body.parent);
  const page: Page = {
    ...made(state, "page"),
    parent,
    icon: readIcon(state, body.icon),
    cover: readCover(body.cover),
    locked: false,
    values: new Map(),
    title: [],
    children: [],
  };
  state.pages.set(page.id, page);
  number(state, page);
  writeProperties(state, page, body.properties);
  let drafts =
    body.markdown === undefined
      ? readBlocks(state, body.children ?? body.content, "body.children")
      : parseMarkdown(state, asText(body.markdown));
  const [first] = drafts;
  if (body.markdown !== undefined && page.title.length === 0 && first?.type === "heading_1") {
    page.title = first.value.rich_text as Page["title"];
    drafts = drafts.slice(1);
  }
  if (applied) drafts = parseMarkdown(state, templateText(state, page, template));
  page.children = createBlocks(state, { type: "page_id", page_id: page.id }, drafts);
  hang(state, page, asJson(body.position));
  return { body: presentPage(call, page, call.query.getAll("filter_properties")) };
}

function templateText(state: NotionState, page: Page, template: Json): string {
  const all = sourceOf(state, page)?.templates ?? [];
  const found = all.find((one) =>
    template.type === "default" ? one.isDefault : one.id === template.template_id,
  );
  return found?.markdown ?? missing("template", asText(template.template_id) || "default");
}

function number(state: NotionState, page: Page): void {
  const property = sourceOf(state, page)?.properties.find((one) => one.type === "unique_id");
  if (!property) return;
  const used = [...state.pages.values()].map((one) => Number(one.values.get(property.id) ?? 0));
  page.values.set(property.id, Math.max(...used) + 1);
}

function getOne(call: NotionCall): Answer {
  const page = getPage(call.state, call.params.id);
  return { body: presentPage(call, page, call.query.getAll("filter_properties")) };
}

function update(call: NotionCall): Answer {
  const { state } = call;
  const page = getPage(state, call.params.id);
  const body = asJson(call.body);
  const unlocks = body.is_locked === false || body.in_trash === false;
  if (page.inTrash && body.in_trash !== false)
    invalid("Can't edit block that is archived. You must unarchive the block before editing.");
  if (page.locked && !unlocks && body.in_trash !== true) invalid("Can't edit a page that is locked.");
  if (body.properties !== undefined) writeProperties(state, page, body.properties);
  if (body.icon !== undefined) page.icon = readIcon(state, body.icon);
  if (body.cover !== undefined) page.cover = readCover(body.cover);
  if (body.is_locked !== undefined) page.locked = body.is_locked === true;
  if (body.erase_content === true) page.children = [];
  if (body.in_trash !== undefined) trash(state, page, body.in_trash === true);
  touch(state, page);
  return { body: presentPage(call, page, call.query.getAll("filter_properties")) };
}

function trash(state: NotionState, page: Page, away: boolean): void {
  page.inTrash = away;
  const block = state.blocks.get(page.id);
  const above = page.parent.type === "page_id" ? state.pages.get(page.parent.page_id) : undefined;
  if (!block || !above) return;
  block.inTrash = away;
  above.children = above.children.filter((id) => id !== page.id);
  if (!away) above.children.push(page.id);
}

function move(call: NotionCall): Answer {
  const { state } = call;
  const page = getPage(state, call.params.id);
  const target = readParent(state, asJson(call.body).parent);
  for (let above: Parent = target; above.type === "page_id";) {
    if (above.page_id === page.id) invalid("A page cannot be moved below itself.");
    above = state.pages.get(above.page_id)?.parent ?? { type: "workspace", workspace: true };
  }
  const old = page.parent.type === "page_id" ? state.pages.get(page.parent.page_id) : undefined;
  if (old) old.children = old.children.filter((id) => id !== page.id);
  page.parent = target;
  // Values of columns which the new table does not have are gone.
  page.values = new Map();
  state.blocks.delete(page.id);
  number(state, page);
  hang(state, page);
  touch(state, page);
  return { body: presentPage(call, page) };
}

/** One property whole: lists beyond 25 entries come in pages. */
function property(call: NotionCall): Answer {
  const { state, params, query } = call;
  const page = getPage(state, params.id);
  const source = sourceOf(state, page);
  const found = source && findProperty(source, params.property ?? "");
  if (!found) return missing("property", params.property ?? "");
  const value = valueOf(state, page, found);
  const { id, type } = found;
  if (type !== "relation") return { body: { object: "property_item", id, type, [type]: value } };
  const rows = asList(value).map(asJson);
  const list = paged(rows, (one) => asText(one.id), {
    cursor: query.get("start_cursor"),
    size: query.get("page_size"),
  });
  const results = list.results.map((one) => ({ object: "property_item", id, type, relation: one }));
  return {
    body: {
      ...list,
      results,
      type: "property_item",
      property_item: { id, type, relation: {}, next_url: null },
    },
  };
}

function templates({ state, params, query }: NotionCall): Answer {
  const wanted = query.get("name")?.toLowerCase() ?? "";
  const all = getSource(state, params.id).templates.filter((one) => one.name.toLowerCase().includes(wanted));
  const page = paged(all, (one) => one.id, {
    cursor: query.get("start_cursor"),
    size: query.get("page_size"),
  });
  const shown = page.results.map(({ id, name, isDefault }) => ({
    id: asId(id, "id"),
    name,
    is_default: isDefault,
  }));
  return { body: { templates: shown, has_more: page.has_more, next_cursor: page.next_cursor } };
}

export const pageRoutes = [
  route<NotionState>("POST", "/v1/pages", create, needs("insert_content")),
  route<NotionState>("GET", "/v1/pages/{id}", getOne, needs("read_content")),
  route<NotionState>("PATCH", "/v1/pages/{id}", update, needs("update_content")),
  route<NotionState>("POST", "/v1/pages/{id}/move", move, needs("update_content")),
  route<NotionState>("GET", "/v1/pages/{id}/properties/{property}", property, needs("read_content")),
  route<NotionState>("GET", "/v1/data_sources/{id}/templates", templates, needs("read_content")),
];
