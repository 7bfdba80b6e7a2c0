import { InputError, ToolError } from "@sophia-mcp/core/errors";
import type { NotionApi } from "./api.ts";
import type { Block, NewBlock } from "./types.ts";

/** Notion's limits of one request. @see https://developers.notion.com/reference/request-limits */
const maxList = 100;
const maxBlocks = 900;
const maxBytes = 450_000;
/** Levels of blocks below the first that one request may carry. */
const maxDepth = 2;

export type Place =
  | { type: "start" }
  | { type: "end" }
  | { type: "after_block"; after_block: { id: string } };

/**
 * Adds blocks below a page or block, in as many requests as Notion's limits ask for. What is too deep or too long for one
 * request goes below the block that was made for it.
 * @throws ToolError that names what was already added, when a later request fails
 */
export async function appendBlocks(
  api: NotionApi,
  parentId: string,
  blocks: readonly NewBlock[],
  place: Place,
  progress: (done: number) => void,
): Promise<Block[]> {
  const made: Block[] = [];
  for (let at = 0; at < blocks.length;) {
    const batch = takeBatch(blocks, at);
    const last = made.at(-1);
    const position: Place = last ? { type: "after_block", after_block: { id: last.id } } : place;
    try {
      const { results } = await api.appendChildren(
        parentId,
        batch.map((one) => one.request),
        position.type === "end" ? undefined : position,
      );
      made.push(...results);
      for (const [index, { later }] of batch.entries()) {
        const parent = results[index];
        if (parent && later.length > 0)
          await appendBlocks(api, parent.id, later, { type: "end" }, () => undefined);
      }
    } catch (error) {
      throw partly(error, made.length, blocks.length, last?.id);
    }
    at += batch.length;
    progress(made.length);
  }
  return made;
}

function partly(error: unknown, done: number, all: number, lastId: string | undefined): unknown {
  if (!(error instanceof ToolError) || done === 0) return error;
  return new ToolError(
    error.kind,
    `${error.message} ${done} of ${all} blocks were added before that, the last complete batch up to ${lastId}: list the blocks before you go on.`,
    { ...error.details, retryable: false, outcome: "unknown", cause: error },
  );
}

interface Sendable {
  request: Record<string, unknown>;
  /** Children that must wait for the block's id. */
  later: NewBlock[];
}

/** As many blocks from `at` on as one request takes. */
function takeBatch(blocks: readonly NewBlock[], at: number): Sendable[] {
  const batch: Sendable[] = [];
  let count = 0;
  let bytes = 0;
  for (const block of blocks.slice(at, at + maxList)) {
    const sendable = toRequest(block);
    const size = JSON.stringify(sendable.request).length;
    const blocksInIt = sendable.later.length === block.children.length ? 1 : sizeOf(block);
    if (batch.length > 0 && (count + blocksInIt > maxBlocks || bytes + size > maxBytes)) break;
    batch.push(sendable);
    count += blocksInIt;
    bytes += size;
  }
  return batch;
}

const sizeOf = (block: NewBlock): number => block.children.reduce((sum, child) => sum + sizeOf(child), 1);
const depthOf = (block: NewBlock): number =>
  Math.max(0, ...block.children.map((child) => 1 + depthOf(child)));
const widest = (block: NewBlock): number => Math.max(block.children.length, ...block.children.map(widest));

function toRequest(block: NewBlock): Sendable {
  // Columns do not count as a level.
  const deepest = block.type === "column_list" ? maxDepth + 1 : maxDepth;
  const fits = depthOf(block) <= deepest && widest(block) <= maxList && sizeOf(block) <= maxBlocks;
  if (fits) return { request: nested(block), later: [] };
  if (block.type === "table") {
    // A table is made with rows or not at all.
    const first = { ...block, children: block.children.slice(0, maxList) };
    return { request: nested(first), later: block.children.slice(maxList) };
  }
  if (block.type === "column_list") {
    throw new InputError(
      "A column holds at most 100 blocks here, nested one level: add deeper content afterwards below a block inside it.",
    );
  }
  return { request: nested({ ...block, children: [] }), later: block.children };
}

function nested({ type, value, children }: NewBlock): Record<string, unknown> {
  return { type, [type]: children.length > 0 ? { ...value, children: children.map(nested) } : value };
}
