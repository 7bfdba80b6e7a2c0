import { badRequest } from "./errors.ts";

const INLINE = ["strong", "em", "u", "s", "code", "a"];
const COMMENT_TAGS = ["body", ...INLINE, "ol", "ul", "li", "blockquote", "pre"];
const NOTE_TAGS = [...COMMENT_TAGS, "h1", "h2", "hr", "img"];
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  a: ["href", "data-asana-gid", "data-asana-dynamic", "data-asana-type", "data-asana-project"],
  img: ["data-asana-gid", "src", "alt"],
};
/** Elements that may not stand inside another. */
const NOT_INSIDE: Readonly<Record<string, readonly string[]>> = {
  li: ["blockquote", "pre", "h1", "h2", "hr"],
  blockquote: ["ol", "ul", "h1", "h2", "hr"],
  pre: [...INLINE, "ol", "ul", "h1", "h2", "hr", "blockquote"],
  h1: ["ol", "ul", "h2", "hr", "blockquote", "pre"],
  h2: ["ol", "ul", "h1", "hr", "blockquote", "pre"],
  ol: [],
  ul: [],
};

const TOKEN =
  /<(\/?)([A-Za-z][\w-]*)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<&]+|&(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/giy;

/**
 * Holds rich text against what Asana accepts: one `<body>`, well-formed, known tags with known attributes.
 * @see https://developers.asana.com/docs/rich-text
 */
export function checkHtml(field: string, html: string, kind: "notes" | "comment"): string {
  const tags = kind === "notes" ? NOTE_TAGS : COMMENT_TAGS;
  const open: string[] = [];
  let at = 0;
  TOKEN.lastIndex = 0;
  while (at < html.length) {
    const found = TOKEN.exec(html);
    if (!found) badRequest(`${field}: XML is invalid: unexpected text at ${at}`);
    at = TOKEN.lastIndex;
    const [, closing, name = "", attributes = "", selfClosing, text] = found;
    if (text !== undefined) {
      if (open.length === 0) badRequest(`${field}: XML is invalid: text outside of <body>`);
      continue;
    }
    if (!tags.includes(name)) badRequest(`${field}: XML is invalid: unsupported tag <${name}>`);
    if (closing) {
      if (open.pop() !== name) badRequest(`${field}: XML is invalid: unexpected </${name}>`);
      continue;
    }
    checkPlace(field, name, open, at === found[0].length);
    for (const [, attribute = ""] of attributes.matchAll(/\s+([\w-]+)=/g)) {
      if (!ATTRIBUTES[name]?.includes(attribute))
        badRequest(`${field}: XML is invalid: attribute ${attribute} on <${name}>`);
    }
    if (!selfClosing) open.push(name);
  }
  if (open.length > 0 || html === "") badRequest(`${field}: XML is invalid: <body> is not closed`);
  return html;
}

function checkPlace(field: string, name: string, open: readonly string[], first: boolean): void {
  if ((name === "body") !== (open.length === 0) || (name === "body" && !first))
    badRequest(`${field}: XML is invalid: <body> must be the root`);
  const parent = open.at(-1) ?? "";
  const inList = parent === "ol" || parent === "ul";
  if ((name === "li") !== inList) badRequest(`${field}: XML is invalid: <${name}> in <${parent}>`);
  if (open.some((outer) => NOT_INSIDE[outer]?.includes(name)))
    badRequest(`${field}: XML is invalid: <${name}> in <${parent}>`);
}

export function plainToHtml(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<body>${escaped}</body>`;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The plain text field that goes with a rich one. */
export function htmlToPlain(html: string): string {
  return html
    .replace(/<li>/g, "\n- ")
    .replace(/<\/(h1|h2|ul|ol|pre|blockquote)>|<hr\s*\/>/g, "\n")
    .replace(/<[^<>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? "")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .trim();
}
