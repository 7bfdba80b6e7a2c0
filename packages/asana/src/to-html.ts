import { decodeEntities, escapeText } from "@sophia-mcp/core/entities";
import type { Token, Tokens } from "marked";

/** Headings and rules are known in notes; comments and status updates have bold lines in their place. */
export type RichText = "notes" | "comment";

/**
 * Markdown as the XML that Asana accepts: a `<body>` with a handful of tags, no paragraphs and no line breaks but
 * plain line ends. What Asana has no tag for is said with those that it has.
 * @see https://developers.asana.com/docs/rich-text
 */
export async function toHtml(markdown: string, kind: RichText): Promise<string> {
  const { lexer } = await import("marked");
  return `<body>${blocks(lexer(markdown), kind, "body")}</body>`;
}

type Place = "body" | "item" | "quote";

function blocks(tokens: readonly Token[], kind: RichText, place: Place): string {
  let html = "";
  let textBefore = false;
  for (const token of tokens) {
    if (["space", "def", "checkbox"].includes(token.type)) continue;
    const { text, markup } = block(token, kind, place);
    if (text === undefined) html += markup;
    // Elements stand on lines of their own; between texts the line ends must be written.
    else html += `${textBefore ? (place === "body" ? "\n\n" : "\n") : ""}${text}`;
    textBefore = text !== undefined;
  }
  return html;
}

interface Block {
  /** Set for what is text on its own lines. */
  text?: string;
  markup?: string;
}

/** Lists may hold no other blocks than lists, quotes no lists: those are written as text there. */
function block(token: Token, kind: RichText, place: Place): Block {
  switch (token.type) {
    case "heading": {
      const { depth, tokens } = token as Tokens.Heading;
      if (kind === "comment" || place !== "body") return { text: `<strong>${inline(tokens)}</strong>` };
      const tag = depth === 1 ? "h1" : "h2";
      return { markup: `<${tag}>${escape(plain(tokens))}</${tag}>` };
    }
    case "code": {
      const { text } = token as Tokens.Code;
      return place === "item"
        ? { text: `<code>${escape(text)}</code>` }
        : { markup: `<pre>${escape(text)}</pre>` };
    }
    case "blockquote": {
      const { tokens } = token as Tokens.Blockquote;
      const content = blocks(tokens, kind, place === "item" ? "item" : "quote");
      return place === "body" ? { markup: `<blockquote>${content}</blockquote>` } : { text: content };
    }
    case "list":
      return list(token as Tokens.List, kind, place);
    case "hr":
      return kind === "notes" && place === "body" ? { markup: "<hr/>" } : { text: "---" };
    case "table":
      return tableBlock(token as Tokens.Table, place);
    default:
      return { text: inline([token]) };
  }
}

const mark = ({ task, checked }: Tokens.ListItem): string => (task ? `[${checked ? "x" : " "}] ` : "");

function list({ ordered, start, items }: Tokens.List, kind: RichText, place: Place): Block {
  if (place === "quote") {
    const lines = items.map(
      (item, index) =>
        `${ordered ? `${Number(start) + index}.` : "-"} ${mark(item)}${plain(item.tokens).trim()}`,
    );
    return { text: escape(lines.join("\n")) };
  }
  const tag = ordered ? "ol" : "ul";
  const rows = items.map((item) => `<li>${mark(item)}${blocks(item.tokens, kind, "item")}</li>`);
  return { markup: `<${tag}>${rows.join("")}</${tag}>` };
}

/** Asana's tables cannot be counted on outside of its own editor: rows become lines of fixed width text. */
function tableBlock({ header, rows }: Tokens.Table, place: Place): Block {
  const lines = [header, ...rows].map((row) => row.map((cell) => plain(cell.tokens)).join(" | "));
  const text = escape(lines.join("\n"));
  return place === "item" ? { text } : { markup: `<pre>${text}</pre>` };
}

const tags: Readonly<Record<string, string>> = { strong: "strong", em: "em", del: "s" };

function inline(tokens: readonly Token[]): string {
  return tokens.map((token) => inlineOne(token)).join("");
}

function inlineOne(token: Token): string {
  const tag = tags[token.type];
  if (tag && "tokens" in token) return `<${tag}>${inline(token.tokens ?? [])}</${tag}>`;
  switch (token.type) {
    case "br":
      return "\n";
    case "codespan":
      return `<code>${escape((token as Tokens.Codespan).text)}</code>`;
    case "link": {
      const { href, tokens } = token as Tokens.Link;
      return link(href, inline(tokens.filter((inner) => inner.type !== "link")));
    }
    case "image": {
      const { href, text } = token as Tokens.Image;
      return link(href, escape(text || href));
    }
    // The box of a task list is written by the list.
    case "checkbox":
      return "";
    case "html":
      return escape((token as Tokens.HTML).text.trim());
    default:
      if ("tokens" in token && token.tokens) return inline(token.tokens);
      return escape(decodeEntities("text" in token ? String(token.text) : token.raw));
  }
}

function link(href: string, content: string): string {
  return /^(https?:|mailto:)/i.test(href)
    ? `<a href="${escape(href).replaceAll('"', "&quot;")}">${content}</a>`
    : content;
}

/** The words of inline or block content without any marks. */
function plain(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === "br") return "\n";
      if (token.type === "checkbox") return "";
      if ("tokens" in token && token.tokens) return plain(token.tokens);
      return decodeEntities("text" in token ? String(token.text) : token.raw);
    })
    .join("");
}

/** XML knows no control characters but tab and line ends, not even escaped. */
const escape = (text: string): string =>
  escapeText(text.toWellFormed().replace(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, ""));
