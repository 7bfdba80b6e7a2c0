import { escapeText } from "@sophia-mcp/core/entities";

/** Names for the ids that stand in a text. */
export interface Names {
  user(id: string): string;
  channel(id: string): string;
}

const bareIds: Names = { user: (id) => id, channel: (id) => id };

/** Everything in code stays as it is; capturing, so that split keeps it at the odd places. */
const code = /(```[\s\S]*?```|`[^`\n]+`)/;
const between = (text: string, change: (text: string) => string): string =>
  text
    .split(code)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join("");

const unescape = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/**
 * A message's text as Markdown, with names in place of ids.
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function toMarkdown(text: string, names: Names = bareIds): string {
  return unescape(
    between(text, (part) =>
      part
        .replace(/<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g, (_all, sign: string, target: string, label = "") =>
          reference(sign, target, label as string, names),
        )
        .replace(/(^|[\s({[>"'_~])\*(?=\S)([^*\n]*[^*\s])\*(?=$|[\s)}\]<.,:;!?"'_~-])/gm, "$1**$2**")
        .replace(/(^|[\s({[>"'_*])~(?=\S)([^~\n]*[^~\s])~(?=$|[\s)}\]<.,:;!?"'_*-])/gm, "$1~~$2~~")
        .replace(/^(\s*)[•◦▪] /gm, "$1- "),
    ),
  );
}

function reference(sign: string, target: string, label: string, names: Names): string {
  if (sign === "@") return `@${names.user(target)}`;
  if (sign === "#") return `#${label || names.channel(target)}`;
  if (sign === "!")
    return label
      ? label.startsWith("@")
        ? label
        : `${target.startsWith("date") ? "" : "@"}${label}`
      : `@${target.replace(/^subteam\^/, "")}`;
  const address = target.replace(/^mailto:/, "");
  return label && label !== target && label !== address ? `[${label}](${target})` : address;
}

/** Ids of people and channels whose names a text leaves out. */
export function mentionedIds(text: string): { users: string[]; channels: string[] } {
  const ids = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? "");
  return { users: ids(/<@([UW][A-Z0-9]+)[>|]/g), channels: ids(/<#([CG][A-Z0-9]+)\|?>/g) };
}

/**
 * Markdown in Slack's own form, for a file's comment, which takes no Markdown. Addresses are written as code: Slack makes
 * links of others, and fetches a preview that cannot be forbidden here.
 */
export function toMrkdwn(markdown: string): string {
  return markdown
    .split(code)
    .map((part, index) => (index % 2 === 0 ? proseToMrkdwn(part) : escapeText(part)))
    .join("");
}

function proseToMrkdwn(text: string): string {
  // Private-use characters stand for what must stay as it is.
  const kept: string[] = [];
  const keep = (part: string) => `\uE000${kept.push(part) - 1}\uE001`;
  const address = (url: string, label = "") => `${label ? `${label} ` : ""}${keep(`\`${escapeText(url)}\``)}`;
  return escapeText(
    text
      .replace(/<[@#!][^<>\s]+>/g, keep)
      .replace(/!?\[([^\]\n]*)\]\((https?:[^\s)]+)\)/g, (_all, label: string, url: string) =>
        address(url, label),
      )
      .replace(/<?(https?:\/\/[^\s<>|`]+)(?:\|([^<>\n]*))?>?/g, (_all, url: string, label?: string) =>
        address(url, label),
      ),
  )
    .replace(/^(\s*)[-*+] /gm, "$1• ")
    .replace(/^#{1,6} +(.+?) *#*$/gm, "**$1**")
    .replace(/(^|[^*\w])\*(?=[^*\s])([^*\n]*[^*\s])\*(?!\*)/g, "$1_$2_")
    .replace(/\*\*(?=\S)(.+?)\*\*/g, "*$1*")
    .replace(/~~(?=\S)(.+?)~~/g, "~$1~")
    .replace(/^&gt; ?/gm, "> ")
    .replace(/\uE000(\d+)\uE001/g, (_all, index: string) => kept[Number(index)] ?? "");
}

/** Letters and digits alone: what stays the same when Slack rewrites a text in its own form. */
export const letters = (text: string): string =>
  toMarkdown(text)
    .replace(/<([@#!])([^<>]*)>/g, "$1$2")
    .replace(/\[([^\]\n]*)\]\(([^)\s]*)\)/g, "$1$2")
    .replace(/[^\p{L}\p{N}]+/gu, "")
    .toLowerCase();
