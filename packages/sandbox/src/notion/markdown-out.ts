import { asJson, asText, type Block, type NotionState, type RichText } from "./model.ts";
import { renderRuns, shortColor } from "./markdown-inline.ts";
import { link, plain } from "./rich-text.ts";

export type Rendered = { markdown: string; truncated: boolean; unknown: string[] };

/** What a page's Markdown leaves out; each is named in a tag and, when its content could be had, by id. */
const UNKNOWN: ReadonlySet<string> = new Set([
  "bookmark",
  "embed",
  "link_preview",
  "breadcrumb",
  "template",
  "unsupported",
]);

/**
 * Notion's enhanced Markdown, version 1: a line a block, children one tab deeper.
 * @see https://developers.notion.com/guides/data-apis/enhanced-markdown
 */
export function renderMarkdown(state: NotionState, ids: readonly string[], from?: string): Rendered {
  const out: Rendered = { markdown: "", truncated: false, unknown: [] };
  const lines = renderAll(state, ids, 0, out, from);
  return { ...out, markdown: lines.join("\n") };
}

export function renderOne(state: NotionState, id: string): string {
  return renderMarkdown(state, [id]).markdown;
}

function renderAll(
  state: NotionState,
  ids: readonly string[],
  depth: number,
  out: Rendered,
  from?: string,
): string[] {
  const lines: string[] = [];
  let number = 0;
  for (const id of ids) {
    const block = state.blocks.get(id);
    if (!block) continue;
    number = block.type === "numbered_list_item" ? number + 1 : 0;
    const tab = "\t".repeat(depth);
    lines.push(...renderBlock(state, block, number, out, from).map((line) => tab + line));
  }
  return lines;
}

function renderBlock(
  state: NotionState,
  block: Block,
  number: number,
  out: Rendered,
  from?: string,
): string[] {
  const { type, value } = block;
  if (UNKNOWN.has(type) || (block.heavy && block.id !== from)) return [unknown(state, block, out)];
  const inner = (depth = 1) => renderAll(state, block.children, depth, out, from);
  const runs = (value.rich_text ?? []) as RichText[];
  const text = renderRuns(runs);
  const color = asText(value.color);
  const colored = color && color !== "default" ? ` {color="${shortColor(color)}"}` : "";
  switch (type) {
    case "paragraph":
      return [text === "" ? "<empty-block/>" : text + colored, ...inner()];
    case "heading_1":
    case "heading_2":
    case "heading_3":
    case "heading_4": {
      const toggle = value.is_toggleable === true ? ' {toggle="true"}' : colored;
      return [`${"#".repeat(Number(type.at(-1)))} ${text}${toggle}`, ...inner()];
    }
    case "bulleted_list_item":
      return [`- ${text}${colored}`, ...inner()];
    case "numbered_list_item":
      return [`${number}. ${text}${colored}`, ...inner()];
    case "to_do":
      return [`- [${value.checked === true ? "x" : " "}] ${text}${colored}`, ...inner()];
    case "quote":
      return [`> ${text}${colored}`, ...inner()];
    case "toggle":
      return ["<details>", `<summary>${text}</summary>`, ...inner(), "</details>"];
    case "callout":
      return [
        `<callout${iconOf(value.icon)}${colorOf(color)}>`,
        ...(text ? [`\t${text}`] : []),
        ...inner(),
        "</callout>",
      ];
    case "code": {
      const code = runs.map((one) => one.plain_text).join("");
      return [`\`\`\`${asText(value.language)}`, ...code.split("\n"), "```"];
    }
    case "equation":
      return ["$$", asText(value.expression), "$$"];
    case "divider":
      return ["---"];
    case "table":
      return [
        `<table header-row="${value.has_column_header === true}">`,
        ...tableRows(state, block),
        "</table>",
      ];
    case "column_list":
      return ["<columns>", ...inner(), "</columns>"];
    case "column":
      return ["<column>", ...inner(), "</column>"];
    case "synced_block":
      return [`<synced_block url="${link(block.id)}">`, ...inner(), "</synced_block>"];
    case "table_of_contents":
      return [`<table_of_contents${colorOf(color)}/>`];
    case "child_page":
      return [`<page url="${link(block.id)}">${asText(value.title)}</page>`];
    case "child_database":
      return [`<database url="${link(block.id)}">${asText(value.title)}</database>`];
    case "link_to_page": {
      const target = asText(value.page_id) || asText(value.database_id);
      const kind = value.page_id === undefined ? "database" : "page";
      const title = state.pages.get(target)?.title ?? state.databases.get(target)?.title ?? [];
      return [`<mention-${kind} url="${link(target)}">${plain(title)}</mention-${kind}>`];
    }
    case "image":
      return [`![${renderRuns((value.caption ?? []) as RichText[])}](${fileUrl(value)})`];
    case "video":
    case "audio":
    case "pdf":
    case "file":
      return [
        `<${type} src="${fileUrl(value)}">${renderRuns((value.caption ?? []) as RichText[])}</${type}>`,
      ];
    default:
      return [unknown(state, block, out)];
  }
}

function unknown(state: NotionState, block: Block, out: Rendered): string {
  out.unknown.push(block.id);
  if (block.heavy) out.truncated = true;
  const alt = block.heavy ? "" : ` alt="${block.type}"`;
  const page = block.parent.type === "page_id" ? block.parent.page_id : block.id;
  return `<unknown url="${link(state.pages.has(page) ? page : block.id)}#${block.id.replaceAll("-", "")}"${alt}/>`;
}

const colorOf = (color: string): string =>
  color && color !== "default" ? ` color="${shortColor(color)}"` : "";

function iconOf(icon: unknown): string {
  const emoji = asText(asJson(icon).emoji);
  return emoji ? ` icon="${emoji}"` : "";
}

export function fileUrl(value: Readonly<Record<string, unknown>>): string {
  return asText(asJson(value.external).url) || asText(asJson(value.file).url);
}

function tableRows(state: NotionState, block: Block): string[] {
  return block.children.flatMap((id) => {
    const cells = (state.blocks.get(id)?.value.cells ?? []) as RichText[][];
    return ["<tr>", ...cells.map((cell) => `<td>${renderRuns(cell)}</td>`), "</tr>"];
  });
}
