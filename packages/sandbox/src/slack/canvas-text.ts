import { slackIdFor } from "../world/ids.ts";
import type { Section } from "./state.ts";

/** Cuts Markdown into what Slack keeps as sections: a heading, a paragraph, an item, a table. */
export function sectionsOf(markdown: string, name: string): Section[] {
  return blocksOf(markdown).map((block, index) => ({
    id: `temp:C:${slackIdFor("", `${name}:${index}`)}`,
    markdown: block,
  }));
}

function blocksOf(markdown: string): string[] {
  const blocks: string[] = [];
  let open = false;
  for (const line of markdown.split("\n")) {
    const alone = /^(#{1,6} |[-*] |\d+\. |```|---)/.test(line);
    if (line.trim() === "") open = false;
    else if (open && !alone) blocks.push(`${blocks.pop()}\n${line}`);
    else blocks.push(line);
    if (line.trim() !== "") open = !/^(#{1,6} |---)/.test(line);
  }
  return blocks;
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const inline = (text: string): string =>
  escape(text)
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/\*\*([^*]+)\*\*/g, "<b>$1</b>")
    .replace(/\[([^\]]+)\]\((https?:[^)]+)\)/g, '<a href="$2">$1</a>');

/** The page that `url_private` of a canvas gives. */
export function htmlOf(title: string, sections: readonly Section[]): string {
  const parts: string[] = [];
  let list = "";
  for (const { id, markdown } of sections) {
    const item = /^(?:([-*])|\d+\.) (?:\[([ x])\] )?(.*)$/s.exec(markdown);
    const kind = item ? (item[1] ? "ul" : "ol") : "";
    if (kind !== list) parts.push(list ? `</${list}>` : "", kind ? `<${kind}>` : "");
    list = kind;
    const state = item?.[2] === undefined ? "" : ` class='${item[2] === "x" ? "checked" : "unchecked"}'`;
    parts.push(
      item ? `<li id='${id}'${state}><span>${inline(item[3] ?? "")}</span></li>` : block(id, markdown),
    );
  }
  if (list) parts.push(`</${list}>`);
  return `<!DOCTYPE html><html><head><title>${escape(title)}</title><style>p { margin: 0 }</style></head><body><div class="quip-canvas-content">${parts.join("")}</div></body></html>`;
}

function block(id: string, markdown: string): string {
  const heading = /^(#{1,6}) (.*)$/.exec(markdown);
  if (heading) {
    const level = Math.min(3, heading[1]?.length ?? 1);
    return `<h${level} id='${id}'>${inline(heading[2] ?? "")}</h${level}>`;
  }
  if (markdown.startsWith("> "))
    return `<blockquote id='${id}'>${inline(markdown.replace(/^> ?/gm, ""))}</blockquote>`;
  if (markdown.startsWith("|")) return tableOf(id, markdown);
  if (markdown.startsWith("```"))
    return `<pre id='${id}'>${escape(markdown.replace(/^```\w*\n?|\n?```$/g, ""))}</pre>`;
  return `<p id='${id}' class='line'>${inline(markdown).replaceAll("\n", "<br/>")}</p>`;
}

function tableOf(id: string, markdown: string): string {
  const rows = markdown
    .split("\n")
    .filter((line) => !/^\|[\s|:-]+\|$/.test(line))
    .map((line) => line.replace(/^\||\|$/g, "").split("|"));
  const cells = rows.map(
    (row) => `<tr>${row.map((cell) => `<td>${inline(cell.trim())}</td>`).join("")}</tr>`,
  );
  return `<table id='${id}'>${cells.join("")}</table>`;
}
