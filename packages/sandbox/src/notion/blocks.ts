import { type Answer, type Call, route } from "../emulator.ts";
import { readBlocks, readValue } from "./block-values.ts";
import { invalid } from "./errors.ts";
import type { Draft } from "./markdown-in.ts";
import { asJson, type Block, type Json, type NotionState, type Parent } from "./model.ts";
import { asId, container, getBlock, made, paged, pageOf, parentId, touch, touchPageOf } from "./state.ts";
import { needs } from "./tokens.ts";

type NotionCall = Call<NotionState>;

export function presentBlock(block: Block): Json {
  return {
    object: "block",
    id: block.id,
    parent: block.parent,
    created_time: block.createdAt,
    created_by: { object: "user", id: block.createdBy },
    last_edited_time: block.editedAt,
    last_edited_by: { object: "user", id: block.editedBy },
    has_children: block.children.length > 0,
    in_trash: block.inTrash,
    archived: block.inTrash,
    type: block.type,
    [block.type]: block.value,
  };
}

/** Puts drafts into the workspace and answers their ids, in order. */
export function createBlocks(
  state: NotionState,
  parent: Parent,
  drafts: readonly Draft[],
  at?: string,
  by?: string,
): string[] {
  return drafts.flatMap((draft) => {
    if (draft.keep !== undefined) return state.blocks.has(draft.keep) ? [draft.keep] : [];
    const block: Block = {
      ...made(state, "block", at, by),
      type: draft.type,
      value: draft.value,
      parent,
      children: [],
    };
    state.blocks.set(block.id, block);
    block.children = createBlocks(state, { type: "block_id", block_id: block.id }, draft.children, at, by);
    return [block.id];
  });
}

function children({ state, params, query }: NotionCall): Answer {
  const { children: ids } = container(state, params.id);
  const blocks = ids.flatMap((id) => state.blocks.get(id) ?? []);
  const page = paged(blocks, (block) => block.id, {
    cursor: query.get("start_cursor"),
    size: query.get("page_size"),
  });
  return { body: { ...page, results: page.results.map(presentBlock), type: "block", block: {} } };
}

function append({ state, params, body }: NotionCall): Answer {
  const target = container(state, params.id);
  const given = asJson(body);
  const drafts = readBlocks(state, given.children, "body.children");
  if (drafts.length === 0)
    invalid("body failed validation: body.children.length should be ≥ `1`, instead was `0`.");
  const position = asJson(given.position);
  const at = placeIn(target.children, position);
  const parent: Parent = target.page
    ? { type: "page_id", page_id: target.id }
    : { type: "block_id", block_id: target.id };
  const ids = createBlocks(state, parent, drafts);
  target.children.splice(at, 0, ...ids);
  touchPageOf(state, target.id);
  const results = ids.flatMap((id) => state.blocks.get(id) ?? []).map(presentBlock);
  return {
    body: { object: "list", results, next_cursor: null, has_more: false, type: "block", block: {} },
  };
}

export function placeIn(ids: readonly string[], position: Json): number {
  if (position.type === "start" || position.type === "page_start") return 0;
  if (position.type !== "after_block") return ids.length;
  const id = asId(asJson(position.after_block).id, "body.position.after_block.id");
  const index = ids.indexOf(id);
  if (index < 0) invalid(`Block ${id} is not a child of the given parent.`);
  return index + 1;
}

function update({ state, params, body }: NotionCall): Answer {
  const block = getBlock(state, params.id);
  const given = asJson(body);
  if (given.in_trash !== undefined)
    return given.in_trash === true ? remove(state, block) : invalid("Blocks cannot be restored here.");
  const changed = asJson(given[block.type]);
  const { children: _children, ...value } = readValue(state, block.type, changed, `body.${block.type}`);
  block.value = {
    ...block.value,
    ...Object.fromEntries(Object.keys(changed).map((key) => [key, value[key]])),
  };
  touch(state, block);
  touchPageOf(state, block.id);
  return { body: presentBlock(block) };
}

function remove(state: NotionState, block: Block): Answer {
  const above = parentId(block.parent) ?? "";
  const list = state.pages.get(above)?.children ?? state.blocks.get(above)?.children;
  list?.splice(list.indexOf(block.id), 1);
  touchPageOf(state, block.id);
  block.inTrash = true;
  const page = state.pages.get(block.id);
  if (page) page.inTrash = true;
  return { body: presentBlock(block) };
}

/** A block in the trash can still be read; deleting it twice answers it again. */
function deleteOne({ state, params }: NotionCall): Answer {
  const block = getBlock(state, params.id);
  if (pageOf(state, block.id)?.locked) invalid("Can't edit a page that is locked.");
  return block.inTrash ? { body: presentBlock(block) } : remove(state, block);
}

export const blockRoutes = [
  route<NotionState>(
    "GET",
    "/v1/blocks/{id}",
    ({ state, params }) => ({ body: presentBlock(getBlock(state, params.id)) }),
    needs("read_content"),
  ),
  route<NotionState>("PATCH", "/v1/blocks/{id}", update, needs("update_content")),
  route<NotionState>("DELETE", "/v1/blocks/{id}", deleteOne, needs("update_content")),
  route<NotionState>("GET", "/v1/blocks/{id}/children", children, needs("read_content")),
  route<NotionState>("PATCH", "/v1/blocks/{id}/children", append, needs("insert_content")),
];
