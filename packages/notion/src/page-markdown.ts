import { InputError } from "@sophia-mcp/core/errors";
import type { NotionApi } from "./api.ts";
import { blockId } from "./ids.ts";
import { type Block, plainText, type RichText } from "./types.ts";

export interface ReadMarkdown {
  text: string;
  /** Parts that could not be had: too many, or in pages that are not shared. */
  unread: string[];
  /** Blocks without a Markdown form, as `type: address [id]`. */
  others: string[];
}

/** Notion names what it left out of the Markdown by a tag with the block's link and, for a kind without Markdown, that kind. */
const left = /<unknown url="([^"]*)"(?: alt="([^"]*)")?\s*\/>/g;
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
  let { markdown: text } = await api.markdown(pageId, transcript);
  const unread: string[] = [];
  const others: string[] = [];
  let parts = 0;
  let from = 0;
  for (;;) {
    left.lastIndex = from;
    const found = left.exec(text);
    if (!found || found.index >= end) break;
    const [tag, url = "", alt] = found;
    from = found.index + tag.length;
    const id = blockId(url);
    if (parts++ >= maxParts) unread.push(id);
    else if (alt) others.push(await describe(api, id, alt));
    else {
      const part = await partOf(api, id);
      if (part === undefined) unread.push(id);
      else {
        const indent = /[^\n]*$/.exec(text.slice(0, found.index))?.[0] ?? "";
        const placed = /^\s*$/.test(indent) ? part.replaceAll("\n", `\n${indent}`) : part;
        text = text.slice(0, found.index) + placed + text.slice(from);
        from = found.index;
      }
    }
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
