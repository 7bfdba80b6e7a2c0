import { decodeEntities, escapeAttribute, escapeText } from "@sophia-mcp/core/entities";
import { InputError } from "@sophia-mcp/core/errors";

/** Where a link in a note may lead; of any other only the text is kept. */
const linkable = /^(https?:\/\/|mailto:|tel:)/i;

/**
 * Markdown as HTML for HubSpot's rich-text properties. Only the tags that their editor knows come out: HTML inside the
 * Markdown is shown as text, headings become bold lines, images become links.
 * @throws InputError for quotes or lists that are nested thousands deep
 */
export async function htmlOf(markdown: string): Promise<string> {
  const { Marked } = await import("marked");
  const marked = new Marked({
    async: false,
    breaks: true,
    renderer: {
      html: ({ text }) => escapeText(text),
      heading({ tokens }) {
        return `<p><strong>${this.parser.parseInline(tokens)}</strong></p>\n`;
      },
      link({ href, tokens }) {
        return link(href, this.parser.parseInline(tokens));
      },
      image: ({ href, text }) => link(href, escapeText(text || href)),
      checkbox: ({ checked }) => (checked ? "[x] " : "[ ] "),
      code: ({ text }) => `<pre><code>${escapeText(text)}</code></pre>\n`,
    },
  });
  try {
    return (marked.parse(markdown) as string).trim();
  } catch (error) {
    // Quotes within quotes within quotes: the parser calls itself for each.
    if (error instanceof RangeError)
      throw new InputError("The Markdown is nested too deep.", { cause: error });
    throw error;
  }
}

function link(href: string, text: string): string {
  return linkable.test(href) ? `<a href="${escapeAttribute(href)}">${text}</a>` : text;
}

const block = /<(p|div|br|ul|ol|li|tr|h[1-6])\b/i;

/** The text of an HTML body, with a line for each block. Every pattern here is linear: bodies are anyone's text. */
export function textOf(html: string): string {
  // Line ends mean something only in text without tags.
  const flow = block.test(html) ? html.replace(/\s+/g, " ") : html;
  const text = flow
    .replace(/<(style|script)\b[^<>]*>[^<]*<\/\1>/gi, "")
    .replace(/<br\b[^<>]*>|<\/(p|div|li|tr|h[1-6]|blockquote|pre)>/gi, "\n")
    .replace(/<li\b[^<>]*>/gi, "\n- ")
    .replace(/<[/!a-z][^<>]*>/gi, "");
  return decodeEntities(text)
    .split("\n")
    .map((line) => line.trim())
    .filter((line, i, lines) => line !== "" || (lines[i - 1] !== "" && !lines[i + 1]?.startsWith("- ")))
    .join("\n")
    .trim();
}
