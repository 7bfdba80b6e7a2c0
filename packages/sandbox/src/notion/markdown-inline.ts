import { type Annotations, asText, type Json, type NotionState, type RichText } from "./model.ts";
import { link, mention, PLAIN, run } from "./rich-text.ts";

/** @see https://developers.notion.com/guides/data-apis/enhanced-markdown#escaping */
const SPECIAL = /[\\*~`$[\]<>{}|^]/g;

const escape = (text: string): string => text.replace(SPECIAL, String.raw`\$&`).replaceAll("\n", "<br>");

export function renderRuns(runs: readonly RichText[]): string {
  return runs.map(renderRun).join("");
}

function renderRun(one: RichText): string {
  const { annotations: style } = one;
  let text = style.code && one.type === "text" ? `\`${one.plain_text}\`` : renderBare(one);
  if (one.text?.link) text = `[${text}](${one.text.link.url})`;
  if (style.bold) text = `**${text}**`;
  if (style.italic) text = `*${text}*`;
  if (style.strikethrough) text = `~~${text}~~`;
  if (style.underline) text = `<span underline="true">${text}</span>`;
  if (style.color !== "default") text = `<span color="${shortColor(style.color)}">${text}</span>`;
  return text;
}

export const shortColor = (color: string): string => color.replace("_background", "_bg");
export const longColor = (color: string): string => color.replace(/_bg$/, "_background");

function renderBare(one: RichText): string {
  if (one.type === "equation") return `$\`${one.plain_text}\`$`;
  if (one.type === "text") return escape(one.plain_text);
  const { type, ...rest }: Json & { type: string } = one.mention ?? { type: "page" };
  const value = rest[type] as Json;
  if (type === "date") {
    const end = value.end ? ` end="${asText(value.end)}"` : "";
    return `<mention-date start="${asText(value.start)}"${end}/>`;
  }
  const url = type === "user" ? `user://${asText(value.id)}` : link(asText(value.id));
  return `<mention-${type} url="${url}">${escape(one.plain_text.replace(/^@/, ""))}</mention-${type}>`;
}

type Style = Partial<Annotations>;
type Reader = (found: RegExpExecArray, style: Style, url: string | null, state: NotionState) => RichText[];

const inside = String.raw`((?:\\.|\`[^\`]*\`|[^\\\`])+?)`;

const RULES: readonly (readonly [RegExp, Reader])[] = [
  [/\\([!-/:-@[-`{-~])/y, (found, style, url) => [run(found[1] ?? "", style, url)]],
  [/<br\s*\/?>/y, (_, style, url) => [run("\n", style, url)]],
  [
    /\$`([^`]+)`\$/y,
    (found, style) => {
      const expression = found[1] ?? "";
      const annotations = { ...PLAIN, ...style };
      return [
        { type: "equation", equation: { expression }, annotations, plain_text: expression, href: null },
      ];
    },
  ],
  [/`([^`]+)`/y, (found, style, url) => [run(found[1] ?? "", { ...style, code: true }, url)]],
  [new RegExp(String.raw`\*\*${inside}\*\*(?!\*)`, "ys"), styled({ bold: true })],
  [new RegExp(String.raw`~~${inside}~~`, "ys"), styled({ strikethrough: true })],
  [new RegExp(String.raw`\*(?![\s*])${inside}(?<![\s*])\*(?!\*)`, "ys"), styled({ italic: true })],
  [
    /\[((?:\\.|[^\\\]])*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)/y,
    (found, style, _, state) => parseRuns(state, found[1] ?? "", style, found[2] ?? null),
  ],
  [
    /<span ([^>]*)>(.*?)<\/span>/sy,
    (found, style, url, state) => {
      const given = attributes(found[1] ?? "");
      const color = given.color ? { color: longColor(given.color) } : {};
      const underline = given.underline === "true" ? { underline: true } : {};
      return parseRuns(state, found[2] ?? "", { ...style, ...color, ...underline }, url);
    },
  ],
  [
    /<mention-(user|page|database|date) ([^>]*?)(?:\/>|>(?:.*?)<\/mention-\1>)/sy,
    (found, style, _, state) => {
      const given = attributes(found[2] ?? "");
      const type = found[1] ?? "page";
      const value = type === "date" ? given : { id: idIn(given.url ?? "") };
      return [mention(state, { [type]: value }, { ...PLAIN, ...style })];
    },
  ],
];

function styled(extra: Style): Reader {
  return (found, style, url, state) => parseRuns(state, found[1] ?? "", { ...style, ...extra }, url);
}

/** `icon="x" color="red"` as an object. */
export function attributes(text: string): Record<string, string | undefined> {
  const found = [...text.matchAll(/([\w-]+)="([^"]*)"/g)];
  return Object.fromEntries(found.map(([, name = "", value = ""]) => [name, value]));
}

/** The id at the end of a page's address or of `user://`. */
export function idIn(url: string): string {
  const hex = /([0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12})(?!.*[0-9a-f]{32})/i.exec(url)?.[1] ?? "";
  return hex
    .replaceAll("-", "")
    .toLowerCase()
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function parseRuns(
  state: NotionState,
  text: string,
  style: Style = {},
  url: string | null = null,
): RichText[] {
  const runs: RichText[] = [];
  let bare = "";
  const flush = () => {
    // Like Notion, a long passage becomes several runs.
    for (let at = 0; at < bare.length; at += 2000) runs.push(run(bare.slice(at, at + 2000), style, url));
    bare = "";
  };
  for (let at = 0; at < text.length;) {
    const match = "\\<$`*~[".includes(text[at] ?? "") ? firstMatch(text, at) : undefined;
    if (!match) {
      bare += text[at];
      at += 1;
      continue;
    }
    const [found, reader] = match;
    const read = reader(found, style, url, state);
    const only = read[0];
    // An escaped character or a line break goes on in the same run.
    if (read.length === 1 && only?.type === "text" && sameStyle(only, style, url)) bare += only.plain_text;
    else {
      flush();
      runs.push(...read);
    }
    at += found[0].length;
  }
  flush();
  return runs;
}

function sameStyle(one: RichText, style: Style, url: string | null): boolean {
  return one.href === url && JSON.stringify(one.annotations) === JSON.stringify({ ...PLAIN, ...style });
}

function firstMatch(text: string, at: number): [RegExpExecArray, Reader] | undefined {
  for (const [pattern, reader] of RULES) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) return [found, reader];
  }
  return undefined;
}
