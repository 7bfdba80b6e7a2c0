import { decodeEntities } from "@sophia-mcp/core/entities";

const marks: Readonly<Record<string, string>> = { strong: "**", em: "*", s: "~~", code: "`" };

interface Writer {
  out: string;
  /** Open lists, outermost first, each with the number of its next item; undefined for bullets. */
  lists: { next: number | undefined; first: boolean }[];
  links: string[];
  quoteFrom: number[];
  inPre: boolean;
}

const token = /<(\/?)([a-z][a-z\d]{0,15})((?:\s[^<>]{0,4000})?\/?)>|[^<]+|</gi;

/** Asana's rich text as Markdown. Unknown tags are left out, their text is kept. */
export function toMarkdown(html: string): string {
  const writer: Writer = { out: "", lists: [], links: [], quoteFrom: [], inPre: false };
  for (const [whole, closing, name, attributes = ""] of html.matchAll(token)) {
    if (name === undefined) writer.out += decodeEntities(whole);
    else if (closing) close(writer, name.toLowerCase());
    else open(writer, name.toLowerCase(), attributes);
  }
  return writer.out.replace(/\n{3,}/g, "\n\n").trim();
}

function open(writer: Writer, name: string, attributes: string): void {
  const selfClosing = attributes.endsWith("/");
  switch (name) {
    case "h1":
    case "h2":
      writer.out += `\n\n${name === "h1" ? "#" : "##"} `;
      return;
    case "hr":
      writer.out += "\n\n---\n\n";
      return;
    case "br":
      writer.out += "\n";
      return;
    case "ul":
    case "ol":
      writer.lists.push({ next: name === "ol" ? 1 : undefined, first: true });
      return;
    case "li":
      startItem(writer);
      return;
    case "pre":
      writer.inPre = true;
      writer.out += "\n\n```\n";
      return;
    case "blockquote":
      writer.out += "\n\n";
      writer.quoteFrom.push(writer.out.length);
      return;
    case "td":
      if (!/(^|\n)$/.test(writer.out)) writer.out += " | ";
      return;
    case "a":
      openLink(writer, attributes, selfClosing);
      return;
    case "img":
      writer.out += `[image${attribute(attributes, "alt") ? `: ${attribute(attributes, "alt")}` : ""}]`;
      return;
    default:
      if (!writer.inPre) writer.out += marks[name] ?? "";
  }
}

function startItem(writer: Writer): void {
  const list = writer.lists.at(-1) ?? { next: undefined, first: true };
  const indent = "  ".repeat(Math.max(0, writer.lists.length - 1));
  // Only the outermost list stands apart from the text before it.
  const gap = list.first && writer.lists.length < 2 ? "\n\n" : "\n";
  const mark = list.next === undefined ? "-" : `${list.next}.`;
  writer.out = `${writer.out.trimEnd()}${gap}${indent}${mark} `;
  list.first = false;
  if (list.next !== undefined) list.next += 1;
}

function openLink(writer: Writer, attributes: string, selfClosing: boolean): void {
  const gid = attribute(attributes, "data-asana-gid");
  const href = attribute(attributes, "href") ?? (gid ? `https://app.asana.com/0/0/${gid}` : "");
  if (selfClosing) {
    writer.out += href;
    return;
  }
  writer.links.push(href);
  writer.out += "[";
}

function close(writer: Writer, name: string): void {
  switch (name) {
    case "h1":
    case "h2":
      writer.out += "\n\n";
      return;
    case "ul":
    case "ol":
      writer.lists.pop();
      if (writer.lists.length === 0) writer.out += "\n\n";
      return;
    case "pre":
      writer.inPre = false;
      writer.out += "\n```\n\n";
      return;
    case "blockquote":
      closeQuote(writer);
      return;
    case "tr":
    case "p":
      writer.out += "\n";
      return;
    case "a":
      writer.out += `](${writer.links.pop() ?? ""})`;
      return;
    default:
      if (!writer.inPre) writer.out += marks[name] ?? "";
  }
}

function closeQuote(writer: Writer): void {
  const from = writer.quoteFrom.pop() ?? writer.out.length;
  const quoted = writer.out.slice(from).trim().split("\n");
  writer.out = `${writer.out.slice(0, from)}${quoted.map((line) => `> ${line}`).join("\n")}\n\n`;
}

function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}="([^"]*)"`, "i").exec(attributes);
  return found?.[1] === undefined ? undefined : decodeEntities(found[1]);
}
