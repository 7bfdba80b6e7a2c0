import type { Token, Tokens } from "marked";
import { inlineRuns } from "./inline.ts";
import { languageOf } from "./languages.ts";
import { maxRun, runGroups, textRuns } from "./rich-text.ts";
import { openContainer, splitContainers, type Part } from "./containers.ts";
import type { NewBlock, RichTextRequest } from "./types.ts";

type Lexer = (markdown: string) => Token[];

/**
 * Markdown as Notion's blocks: GitHub's dialect, with Notion's own tags for what that lacks (callout, details, columns,
 * video, bookmark and so on), nested to any depth.
 * @see https://developers.notion.com/guides/data-apis/enhanced-markdown
 */
export async function markdownBlocks(markdown: string): Promise<NewBlock[]> {
  const { lexer } = await import("marked");
  return fromText(markdown, (text) => lexer(text, { gfm: true }));
}

function fromText(markdown: string, lexer: Lexer): NewBlock[] {
  return splitContainers(markdown).flatMap((part) =>
    "text" in part
      ? lexer(part.text).flatMap((token) => fromToken(token as Tokens.Generic, lexer))
      : container(part, lexer),
  );
}

const make = (type: string, value: Record<string, unknown>, children: NewBlock[] = []): NewBlock => ({
  type,
  value,
  children,
});

/** A text longer than one block holds goes on in further blocks of its kind; children stay with the last. */
function textual(
  type: string,
  runs: readonly RichTextRequest[],
  extra: Record<string, unknown> = {},
  children: NewBlock[] = [],
): NewBlock[] {
  const groups = runGroups(runs);
  return groups.map((rich_text, index) =>
    make(type, { rich_text, ...extra }, index === groups.length - 1 ? children : []),
  );
}

function container(part: Extract<Part, { tag: string }>, lexer: Lexer): NewBlock[] {
  const { tag, attributes, inner } = part;
  const color = attributes.color ? { color: attributes.color.replace(/_bg$/, "_background") } : {};
  switch (tag) {
    case "details": {
      const [, summary = "", rest = inner] = /^\s*<summary>(.*?)<\/summary>\s*\n?(.*)$/s.exec(inner) ?? [];
      return textual("toggle", inlineOf(summary, lexer), color, fromText(openContainer(rest), lexer));
    }
    case "callout": {
      const icon = attributes.icon ? { icon: { type: "emoji", emoji: attributes.icon } } : {};
      return callout(fromText(inner, lexer), { ...color, ...icon });
    }
    case "columns":
      return [
        make(
          "column_list",
          {},
          fromText(inner, lexer).filter((block) => block.type === "column"),
        ),
      ];
    case "column":
      return [make("column", {}, fromText(inner, lexer))];
    default:
      return [make("synced_block", { synced_from: null }, fromText(inner, lexer))];
  }
}

/** The first paragraph is the callout's own text. */
function callout(blocks: readonly NewBlock[], extra: Record<string, unknown>): NewBlock[] {
  const [first, ...children] = blocks;
  const leads = first?.type === "paragraph" && first.children.length === 0;
  const rich_text = leads ? first.value.rich_text : [];
  return [make("callout", { rich_text, ...extra }, leads ? children : [...blocks])];
}

function inlineOf(text: string, lexer: Lexer): RichTextRequest[] {
  const [paragraph] = lexer(text);
  return inlineRuns((paragraph as Tokens.Paragraph | undefined)?.tokens ?? []);
}

function fromToken(token: Tokens.Generic, lexer: Lexer): NewBlock[] {
  switch (token.type) {
    case "heading":
      return textual(`heading_${Math.min(4, token.depth as number)}`, inlineRuns(token.tokens ?? []));
    case "paragraph":
    case "text":
      return paragraph(token);
    case "list":
      return (token as Tokens.List).items.flatMap((item) =>
        listItem(item, (token as Tokens.List).ordered, lexer),
      );
    case "blockquote":
      return quote(token as Tokens.Blockquote, lexer);
    case "code":
      return code(token as Tokens.Code);
    case "hr":
      return [make("divider", {})];
    case "table":
      return [table(token as Tokens.Table)];
    case "html":
      return html(token.raw);
    default:
      return [];
  }
}

function paragraph(token: Tokens.Generic): NewBlock[] {
  const tokens = (token.tokens ?? []) as Tokens.Generic[];
  const [only] = tokens;
  if (tokens.length === 1 && only?.type === "image") {
    return [make("image", external(only.href as string, textRuns((only.text as string | undefined) ?? "")))];
  }
  const equation = /^\$\$\s*([\s\S]*?)\s*\$\$$/.exec(token.raw.trim());
  if (equation) return [make("equation", { expression: equation[1] ?? "" })];
  // Notion's tags for one block stand on a line of their own and read as inline HTML.
  if (/^<[a-z_-]+[ />]/.test(token.raw)) {
    const blocks = html(token.raw);
    if (blocks.length > 0) return blocks;
  }
  return textual("paragraph", inlineRuns(tokens));
}

function listItem(item: Tokens.ListItem, ordered: boolean, lexer: Lexer): NewBlock[] {
  const tokens = (item.tokens as Tokens.Generic[]).filter(
    (token) => token.type !== "checkbox" && token.type !== "space",
  );
  const [first, ...rest] = tokens;
  const leads = first?.type === "text" || first?.type === "paragraph";
  const inline = leads ? (first.tokens ?? []) : [];
  const runs = inlineRuns((inline as Tokens.Generic[]).filter((token) => token.type !== "checkbox"));
  const children = (leads ? rest : tokens).flatMap((token) => fromToken(token, lexer));
  if (item.task) return textual("to_do", runs, { checked: item.checked === true }, children);
  return textual(ordered ? "numbered_list_item" : "bulleted_list_item", runs, {}, children);
}

/** GitHub's alerts are what Notion calls callouts. */
const alerts: Readonly<Record<string, readonly [emoji: string, color: string]>> = {
  NOTE: ["ℹ️", "blue_background"],
  TIP: ["💡", "green_background"],
  IMPORTANT: ["❗", "purple_background"],
  WARNING: ["⚠️", "yellow_background"],
  CAUTION: ["🛑", "red_background"],
};

function quote(token: Tokens.Blockquote, lexer: Lexer): NewBlock[] {
  const alert = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*\n?/.exec(token.text);
  const [emoji, color] = alerts[alert?.[1] ?? ""] ?? [];
  if (alert && emoji && color) {
    return callout(fromText(token.text.slice(alert[0].length), lexer), {
      icon: { type: "emoji", emoji },
      color,
    });
  }
  const [first, ...children] = (token.tokens as Tokens.Generic[]).flatMap((inner) => fromToken(inner, lexer));
  if (first?.type !== "paragraph")
    return [make("quote", { rich_text: [] }, first ? [first, ...children] : [])];
  return [make("quote", first.value, children)];
}

function code(token: Tokens.Code): NewBlock[] {
  return textual("code", textRuns(token.text), { language: languageOf(token.lang ?? "") });
}

function table(token: Tokens.Table): NewBlock {
  const rows = [token.header, ...token.rows].map((cells) =>
    make("table_row", { cells: cells.map((cell) => inlineRuns(cell.tokens).slice(0, 100)) }),
  );
  return make(
    "table",
    { table_width: token.header.length, has_column_header: true, has_row_header: false },
    rows,
  );
}

const external = (url: string, caption: readonly RichTextRequest[] = []): Record<string, unknown> => ({
  type: "external",
  external: { url: url.slice(0, maxRun) },
  ...(caption.length > 0 ? { caption } : {}),
});

const media =
  /^<(image|video|audio|pdf|file|bookmark|embed)\s+(?:src|url|href)="([^"]+)"[^>]*?(?:\/>|>(.*?)<\/\1>)\s*$/is;

/** Notion's tags for single blocks; any other HTML becomes its text. */
function html(raw: string): NewBlock[] {
  const text = raw.trim();
  const [, tag = "", url = "", caption = ""] = media.exec(text) ?? [];
  const type = tag.toLowerCase();
  if (type === "bookmark" || type === "embed")
    return [make(type, { url, ...(caption ? { caption: textRuns(caption) } : {}) })];
  if (type) return [make(type, external(url, textRuns(caption)))];
  if (/^<table_of_contents\b[^>]*\/?>$/.test(text)) return [make("table_of_contents", {})];
  if (/^<breadcrumb\s*\/>$/.test(text)) return [make("breadcrumb", {})];
  if (/^<empty-block\s*\/>$/.test(text)) return [make("paragraph", { rich_text: [] })];
  if (text.startsWith("<!--")) return [];
  const words = text.replace(/<[^<>]*>/g, "").trim();
  return words === "" ? [] : textual("paragraph", textRuns(words));
}
