import { type Answer, type Call, route } from "../emulator.ts";
import { createBlocks } from "./blocks.ts";
import { invalid } from "./errors.ts";
import { type Draft, parseMarkdown } from "./markdown-in.ts";
import { renderMarkdown, renderOne } from "./markdown-out.ts";
import { asJson, asList, asText, type Json, type NotionState, type Page, type Parent } from "./model.ts";
import { container, getPage, touch } from "./state.ts";
import { needs } from "./tokens.ts";

type NotionCall = Call<NotionState>;

function present(id: string, { markdown, truncated, unknown }: ReturnType<typeof renderMarkdown>): Json {
  return { object: "page_markdown", id, markdown, truncated, unknown_block_ids: unknown };
}

/** Also takes the id of a block that an earlier answer left out. */
function getOne({ state, params }: NotionCall): Answer {
  const target = container(state, params.id);
  const ids = target.page ? target.children : [target.id];
  return { body: present(target.id, renderMarkdown(state, ids, target.id)) };
}

function update(call: NotionCall): Answer {
  const { state, params } = call;
  const page = getPage(state, params.id);
  if (page.locked) invalid("Can't edit a page that is locked.");
  const body = asJson(call.body);
  const type = asText(body.type);
  const change = asJson(body[type]);
  const before = renderMarkdown(state, page.children).markdown;
  if (type === "insert_content") insert(state, page, before, change);
  else {
    const after =
      type === "update_content"
        ? replaceTexts(before, asList(change.content_updates).map(asJson))
        : type === "replace_content"
          ? asText(change.new_str)
          : replaceRange(before, change);
    rewrite(state, page, after, change.allow_deleting_content === true);
  }
  touch(state, page);
  return { body: present(page.id, renderMarkdown(state, page.children)) };
}

function insert(state: NotionState, page: Page, before: string, change: Json): void {
  const content = asText(change.content);
  if (change.after === undefined) {
    const ids = createBlocks(state, parentOf(page), parseMarkdown(state, content));
    if (asJson(change.position).type === "start") page.children.unshift(...ids);
    else page.children.push(...ids);
    return;
  }
  const [from, to] = rangeIn(before, asText(change.after));
  rewrite(state, page, `${before.slice(0, to)}\n${content}${before.slice(to)}`, from < 0);
}

function replaceTexts(before: string, updates: readonly Json[]): string {
  let text = before;
  for (const { old_str, new_str, replace_all_matches } of updates) {
    const old = asText(old_str);
    const count = old === "" ? 0 : text.split(old).length - 1;
    if (count === 0) invalid(`No match found for old_str: ${JSON.stringify(old.slice(0, 80))}.`);
    if (count > 1 && replace_all_matches !== true) {
      invalid(`${count} matches found for old_str: set replace_all_matches or pass a longer text.`);
    }
    text = text.replaceAll(old, () => asText(new_str));
  }
  return text;
}

/** `first words...last words` */
function rangeIn(text: string, selection: string): [number, number] {
  const [start = "", end = start] = selection.split("...");
  const from = text.indexOf(start);
  const last = from < 0 ? -1 : text.indexOf(end, from);
  if (last < 0) invalid(`No match found for the selection ${JSON.stringify(selection.slice(0, 80))}.`);
  return [from, last + end.length];
}

function replaceRange(before: string, change: Json): string {
  const [from, to] = rangeIn(before, asText(change.content_range));
  return before.slice(0, from) + asText(change.content) + before.slice(to);
}

const parentOf = (page: Page): Parent => ({ type: "page_id", page_id: page.id });

/** Blocks whose text stays keep their ids, and with them their comments. */
function rewrite(state: NotionState, page: Page, markdown: string, mayDelete: boolean): void {
  const drafts = parseMarkdown(state, markdown);
  const left = page.children.map((id) => ({ id, text: renderOne(state, id) }));
  const children = drafts.flatMap((draft) => {
    const text = textOf(state, draft);
    const index = left.findIndex((one) =>
      draft.keep === undefined ? one.text === text : one.id === draft.keep,
    );
    if (index >= 0) return left.splice(index, 1).map((one) => one.id);
    return createBlocks(state, parentOf(page), [draft]);
  });
  const lost = left.filter(({ id }) => state.blocks.get(id)?.type.startsWith("child_"));
  if (lost.length > 0 && !mayDelete) {
    invalid(
      `This would delete ${lost.length} child page(s) or database(s): ${lost.map((one) => one.id).join(", ")}. Set allow_deleting_content to do so.`,
    );
  }
  for (const { id } of lost) {
    const child = state.pages.get(id);
    if (child) child.inTrash = true;
  }
  page.children = children;
}

function textOf(state: NotionState, draft: Draft): string {
  if (draft.keep !== undefined) return "";
  const [id = ""] = createBlocks(state, { type: "workspace", workspace: true }, [draft]);
  const text = renderOne(state, id);
  state.blocks.delete(id);
  return text;
}

export const markdownRoutes = [
  route<NotionState>("GET", "/v1/pages/{id}/markdown", getOne, needs("read_content")),
  route<NotionState>("PATCH", "/v1/pages/{id}/markdown", update, needs("update_content")),
];
