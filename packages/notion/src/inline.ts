import { decodeEntities } from "@sophia-mcp/core/entities";
import type { Token, Tokens } from "marked";
import { idIn } from "./ids.ts";
import { textRuns } from "./rich-text.ts";
import type { RichTextRequest } from "./types.ts";

type Style = Record<string, boolean | string>;

/** Inline Markdown as runs of text with their annotations, links and mentions. */
export function inlineRuns(tokens: readonly Token[]): RichTextRequest[] {
  return withEquations(collect(tokens, {}, undefined));
}

function collect(tokens: readonly Tokens.Generic[], base: Style, url: string | undefined): RichTextRequest[] {
  const runs: RichTextRequest[] = [];
  // Inline HTML comes as single tags, so what they switch on stays on until they close.
  let style = base;
  let mention: { run: RichTextRequest; tag: string } | undefined;
  for (const token of tokens) {
    if (mention) {
      if (token.type === "html" && token.raw.startsWith(`</${mention.tag}`)) mention = undefined;
      continue;
    }
    if (token.type === "html") {
      const read = htmlTag(token.raw);
      if (read.run) {
        runs.push(read.run);
        if (read.tag && !token.raw.endsWith("/>")) mention = { run: read.run, tag: read.tag };
      } else if (read.text) runs.push(...textRuns(read.text, annotated(style), url));
      else style = read.closes ? base : { ...style, ...read.style };
      continue;
    }
    runs.push(...fromToken(token, style, url));
  }
  return runs;
}

function fromToken(token: Tokens.Generic, style: Style, url: string | undefined): RichTextRequest[] {
  const inner = (more: Style = {}, link = url) => collect(token.tokens ?? [], { ...style, ...more }, link);
  switch (token.type) {
    case "strong":
      return inner({ bold: true });
    case "em":
      return inner({ italic: true });
    case "del":
      return inner({ strikethrough: true });
    case "codespan":
      return textRuns(decodeEntities(token.text as string), annotated({ ...style, code: true }), url);
    case "br":
      return textRuns("\n", annotated(style), url);
    case "link":
      return inner({}, linkUrl(token.href as string));
    case "image":
      return textRuns(
        (token.text as string) || (token.href as string),
        annotated(style),
        linkUrl(token.href as string),
      );
    default:
      if (token.tokens) return inner();
      return textRuns(decodeEntities((token.text as string | undefined) ?? token.raw), annotated(style), url);
  }
}

/** Notion refuses a link that is no address; its text is kept. */
const linkUrl = (href: string): string | undefined =>
  /^(https?:|mailto:|\/)/i.test(href) ? href.slice(0, 2000) : undefined;

const annotated = (style: Style): Partial<RichTextRequest> =>
  Object.keys(style).length > 0 ? { annotations: style } : {};

interface Tag {
  style?: Style;
  closes?: boolean;
  text?: string;
  run?: RichTextRequest;
  tag?: string;
}

function htmlTag(raw: string): Tag {
  if (/^<br\s*\/?>$/i.test(raw)) return { text: "\n" };
  if (/^<\/(u|span)>$/i.test(raw)) return { closes: true };
  if (/^<u>$/i.test(raw)) return { style: { underline: true } };
  const span = /^<span\s+(.*)>$/i.exec(raw)?.[1];
  if (span !== undefined) {
    const color = /color="([^"]+)"/.exec(span)?.[1];
    const underline = /underline="true"/.test(span);
    return {
      style: {
        ...(color ? { color: color.replace(/_bg$/, "_background") } : {}),
        ...(underline ? { underline } : {}),
      },
    };
  }
  const [, kind = "", given = ""] = /^<mention-(user|page|database|date)\s+(.*?)\/?>$/.exec(raw) ?? [];
  if (!kind) return { text: "" };
  return { run: mention(kind, given), tag: `mention-${kind}` };
}

function mention(kind: string, given: string): RichTextRequest {
  const of = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(given)?.[1];
  if (kind === "date") {
    const end = of("end");
    return {
      type: "mention",
      mention: { type: "date", date: { start: of("start") ?? "", ...(end ? { end } : {}) } },
    };
  }
  const id = idIn(of("url") ?? "") ?? "";
  return { type: "mention", mention: { type: kind, [kind]: { id } } };
}

/** Notion writes an inline equation as code between dollar signs. */
function withEquations(runs: readonly RichTextRequest[]): RichTextRequest[] {
  const out = runs.map((run) => ({ ...run }));
  for (const [index, run] of out.entries()) {
    const before = out[index - 1]?.text;
    const after = out[index + 1]?.text;
    if (run.annotations?.code !== true || !before?.content.endsWith("$") || !after?.content.startsWith("$"))
      continue;
    before.content = before.content.slice(0, -1);
    after.content = after.content.slice(1);
    out[index] = { type: "equation", equation: { expression: run.text?.content ?? "" } };
  }
  return out.filter((run) => run.type !== "text" || run.text?.content !== "");
}
