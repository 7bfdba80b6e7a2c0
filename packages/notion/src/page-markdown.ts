import { InputError } from "@sophia-mcp/core/errors";
import type { NotionApi } from "./api.ts";
import { blockIdIn } from "./ids.ts";
import { type Block, plainText, type RichText } from "./types.ts";

export interface ReadMarkdown {
  text: string;
  /** Parts that could not be had: too many, or in pages that are not shared. */
  unread: string[];
  /** Blocks without a Markdown form, as `type: address [id]`. */
  others: string[];
}

/** Notion names what it left out by a tag with the block's link and, for a kind without Markdown, that kind. */
const left = /<unknown url="([^"]*)"(?: alt="([^"]*)")?\s*\/>/g;
/** Kinds of which there is nothing more to read. */
const kinds = /^(bookmark|embed|link_preview|breadcrumb|button|template|unsupported|form|ai_block)$/;
const maxParts = 20;

/**
 * A page's Markdown as far as character `end`: subtrees that Notion left out of a large page are read one by one and put
 * in their places. Tags of blocks without a Markdown form stay, since writing the page back without them deletes them.
 */
export async function readMarkdown(
  api: NotionApi,
  pageId: string,
  { end, transcript }: { end: number; transcript: boolean },
): Promise<ReadMarkdown> {
  const whole = await api.markdown(pageId, transcript);
  const unread: string[] = [];
  const others: string[] = [];
  const seen = new Set<string>();
  let text = whole.markdown;
  const part = async (id: string) => {
    seen.add(id);
    return seen.size > maxParts ? undefined : partOf(api, id);
  };
  for (let from = 0; ;) {
    left.lastIndex = from;
    const found = left.exec(text);
    if (!found || found.index >= end) break;
    const [tag, url = "", kind = ""] = found;
    from = found.index + tag.length;
    const id = blockIdIn(url);
    if (id === undefined || seen.has(id)) continue;
    const read = kinds.test(kind) ? undefined : await part(id);
    if (read === undefined) {
      if (kind && seen.size <= maxParts) others.push(await describe(api, id, kind));
      else unread.push(id);
      seen.add(id);
      continue;
    }
    const indent = /[^\n]*$/.exec(text.slice(0, found.index))?.[0] ?? "";
    const placed = /^\s*$/.test(indent) ? read.replaceAll("\n", `\n${indent}`) : read;
    text = text.slice(0, found.index) + placed + text.slice(from);
    // What was put in may leave out something itself.
    from = found.index;
  }
  for (const id of text.length < end ? whole.unknown_block_ids : []) {
    if (seen.has(id)) continue;
    const read = await part(id);
    if (read === undefined) unread.push(id);
    else text += `\n${read}`;
  }
  return { text, unread, others };
}

async function partOf(api: NotionApi, id: string): Promise<string | undefined> {
  try {
    const { markdown } = await api.markdown(id);
    // A part that is only itself again cannot be read this way.
    return markdown.startsWith("<unknown ") && markdown.includes(id.replaceAll("-", ""))
      ? undefined
      : markdown;
  } catch (error) {
    if (error instanceof InputError && error.details.status === 404) return undefined;
    throw error;
  }
}

async function describe(api: NotionApi, id: string, alt: string): Promise<string> {
  try {
    return `${alt}: ${blockText(await api.block(id))} [${id}]`.replace(":  [", " [");
  } catch (error) {
    if (error instanceof InputError && error.details.status === 404) return `${alt} [${id}]`;
    throw error;
  }
}

/** What a block says, in one line, whatever its type. */
export function blockText(block: Block): string {
  const value = (block[block.type] ?? {}) as Record<string, unknown>;
  const caption = plainText(value.caption as RichText[] | undefined);
  const cells = value.cells as RichText[][] | undefined;
  const words =
    plainText(value.rich_text as RichText[] | undefined) ||
    (value.title as string | undefined) ||
    (value.expression as string | undefined) ||
    cells?.map(plainText).join(" | ") ||
    "";
  const target = (value.external ?? value.file) as { url?: string } | undefined;
  const url = target?.url ?? (value.url as string | undefined);
  return [words, value.name, caption, url]
    .filter((part) => typeof part === "string" && part !== "")
    .join(" ");
}
