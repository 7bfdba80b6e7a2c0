import { decodeEntities } from "@sophia-mcp/core/entities";

/** A canvas as Markdown, with the ids of its sections in the order of the text. */
export interface CanvasText {
  markdown: string;
  sections: { id: string; text: string }[];
}

const token = /<(\/?)([a-z][a-z0-9]*)((?:[\s/][^<>]*)?)>|<!--[\s\S]*?-->|<![^<>]*>|[^<]+|</gi;
const attribute = (attributes: string, name: string): string =>
  decodeEntities(
    new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`, "i").exec(attributes)?.slice(1).find(Boolean) ?? "",
  );

/** Elements whose text is not for a reader. */
const hidden = new Set(["style", "script", "title"]);
const marks: Readonly<Record<string, string>> = {
  b: "**",
  strong: "**",
  i: "_",
  em: "_",
  s: "~~",
  del: "~~",
  strike: "~~",
  code: "`",
};
const blocks = new Set("p div h1 h2 h3 h4 h5 h6 li ul ol table tr blockquote pre hr br".split(" "));

/**
 * Slack gives a canvas as HTML. Reads headings, lists with their ticks, quotes, tables, code and links; whatever else
 * there is loses its tags and keeps its text.
 */
export function htmlToMarkdown(html: string): CanvasText {
  const lines: string[] = [];
  const sections: CanvasText["sections"] = [];
  const lists: { ordered: boolean; count: number }[] = [];
  const links: string[] = [];
  let line = "";
  let prefix = "";
  let quote = 0;
  let code = false;
  let section: string | undefined;
  let row: string[] | undefined;
  let header = false;
  let skipping: string | undefined;

  const end = () => {
    const text = code ? line : line.replace(/\s+/g, " ").trim();
    if (text !== "") {
      lines.push(`${"> ".repeat(quote)}${prefix}${text}`);
      if (section) sections.push({ id: section, text: text.slice(0, 80) });
      section = undefined;
    }
    line = "";
    prefix = "";
  };

  function open(name: string, attributes: string): void {
    const id = attribute(attributes, "id");
    if (row && name !== "td" && name !== "th") return inline(name, attributes);
    if (blocks.has(name)) end();
    if (id && blocks.has(name)) section = id;
    if (/^h[1-6]$/.test(name)) {
      lines.push("");
      prefix = `${"#".repeat(Number(name[1]))} `;
    } else if (name === "ul" || name === "ol") lists.push({ ordered: name === "ol", count: 0 });
    else if (name === "li") prefix = listMark(attributes);
    else if (name === "blockquote") quote++;
    else if (name === "pre") {
      lines.push("```");
      code = true;
    } else if (name === "hr") lines.push("---");
    else if (name === "p") lines.push("");
    else if (name === "table") {
      lines.push("");
      header = true;
    } else if (name === "tr") row = [];
    else inline(name, attributes);
  }

  function listMark(attributes: string): string {
    const list = lists.at(-1);
    const indent = "  ".repeat(Math.max(0, lists.length - 1));
    const state = /\bclass=["'][^"']*\b(un)?checked\b/i.exec(attributes);
    if (state) return `${indent}- [${state[1] ? " " : "x"}] `;
    return list?.ordered ? `${indent}${++list.count}. ` : `${indent}- `;
  }

  function inline(name: string, attributes: string): void {
    if (name === "a") links.push(attribute(attributes, "href"));
    if (name === "a") line += "[";
    else if (name === "img") line += attribute(attributes, "alt");
    else if (name === "br") line += " ";
    else if (!(code && name === "code")) line += marks[name] ?? "";
  }

  function close(name: string): void {
    if (name === "a") {
      const href = links.pop() ?? "";
      line += /^(https?|mailto):/.test(href) ? `](${href})` : "]";
    } else if ((name === "td" || name === "th") && row) {
      row.push(line.replace(/\s+/g, " ").trim().replaceAll("|", "\\|"));
      line = "";
    } else if (name === "tr" && row) {
      lines.push(`| ${row.join(" | ")} |`);
      if (section) sections.push({ id: section, text: row.join(" | ").slice(0, 80) });
      section = undefined;
      if (header) lines.push(`|${" --- |".repeat(row.length)}`);
      header = false;
      row = undefined;
    } else if (name in marks) {
      if (!(code && name === "code")) line += marks[name] ?? "";
    } else if (!row && blocks.has(name)) {
      end();
      if (name === "ul" || name === "ol") lists.pop();
      if (name === "blockquote") quote = Math.max(0, quote - 1);
      if (name === "pre") {
        lines.push("```");
        code = false;
      }
    }
  }

  for (const [whole, slash, name = "", attributes = ""] of html.matchAll(token)) {
    const tag = name.toLowerCase();
    if (skipping) {
      if (slash && tag === skipping) skipping = undefined;
    } else if (hidden.has(tag)) {
      skipping = slash ? undefined : tag;
    } else if (tag) {
      if (slash) close(tag);
      else open(tag, attributes);
    } else if (!whole.startsWith("<!")) line += decodeEntities(whole);
  }
  end();
  return {
    markdown: lines
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim(),
    sections,
  };
}
