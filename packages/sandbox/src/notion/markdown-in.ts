import { attributes, idIn, longColor, parseRuns } from "./markdown-inline.ts";
import type { Json, NotionState } from "./model.ts";
import { run } from "./rich-text.ts";

/** A block that is not yet in the workspace; `keep` stands for a child page or database that already is. */
export type Draft = { type: string; value: Json; children: Draft[]; keep?: string };

type Line = { indent: number; text: string; raw: string };

const MEDIA = "video|audio|pdf|file";

export function parseMarkdown(state: NotionState, markdown: string): Draft[] {
  const lines = markdown.split(/\r?\n/).map((raw) => {
    const space = /^[\t ]*/.exec(raw)?.[0] ?? "";
    return { indent: space.replaceAll("\t", "    ").length, text: raw.trim(), raw };
  });
  return createReader(state, lines)();
}

/** Reads the lines that stand at least as deep as the first one. */
function createReader(state: NotionState, lines: readonly Line[]): () => Draft[] {
  let at = 0;
  const runs = (text: string) => parseRuns(state, text);

  function level(indent: number): Draft[] {
    const drafts: Draft[] = [];
    for (let line = lines[at]; line; line = lines[at]) {
      if (line.text === "") {
        at += 1;
        continue;
      }
      if (line.indent < indent) break;
      drafts.push(one(line));
    }
    return drafts;
  }

  function deeper(than: number): Draft[] {
    let next = at;
    while (lines[next]?.text === "") next += 1;
    const line = lines[next];
    if (!line || line.indent <= than) return [];
    at = next;
    return level(line.indent);
  }

  /** Lines up to the closing tag of the one just passed. */
  function upTo(tag: string): Line[] {
    const inner: Line[] = [];
    let open = 1;
    for (let line = lines[at]; line; line = lines[at]) {
      at += 1;
      if (new RegExp(`^<${tag}[ >]`).test(line.text) && !line.text.endsWith("/>")) open += 1;
      if (line.text.endsWith(`</${tag}>`)) open -= 1;
      if (open === 0) break;
      inner.push(line);
    }
    return inner;
  }

  const within = (inner: readonly Line[]) => createReader(state, inner)();

  function one(line: Line): Draft {
    at += 1;
    const { text } = line;
    const fence = /^(`{3,})([^`]*)$/.exec(text);
    if (fence) return code(line, fence[1] ?? "```", (fence[2] ?? "").trim());
    if (text === "$$") return equation();
    if (/^(-{3,}|\*{3,}|_{3,})$/.test(text)) return draft("divider", {});
    if (/^\|.*\|$/.test(text)) return pipeTable(line);
    const tag = /^<([a-z_-]+)([^>]*?)(\/?)>(.*)$/.exec(text);
    if (tag) {
      const read = tagged(tag[1] ?? "", attributes(tag[2] ?? ""), tag[3] === "/", tag[4] ?? "");
      if (read) return read;
    }
    const image = /^!\[(.*)\]\((\S+)\)$/.exec(text);
    if (image) return media("image", image[2] ?? "", image[1] ?? "");
    return textual(line);
  }

  function textual({ text, indent }: Line): Draft {
    const marks = /^(.*?)\s*\{((?:\s*[a-z]+="[^"]*")+)\s*\}$/.exec(text);
    const given = attributes(marks?.[2] ?? "");
    const bare = marks?.[1] ?? text;
    const color = longColor(given.color ?? "default");
    const make = (type: string, words: string, extra: Json = {}) =>
      draft(type, { rich_text: runs(words), color, ...extra }, deeper(indent));
    const heading = /^(#{1,6})\s+(.*)$/.exec(bare);
    if (heading) {
      const size = Math.min(4, heading[1]?.length ?? 1);
      return make(`heading_${size}`, heading[2] ?? "", { is_toggleable: given.toggle === "true" });
    }
    const todo = /^[-*+]\s+\[([ xX])\]\s*(.*)$/.exec(bare);
    if (todo) return make("to_do", todo[2] ?? "", { checked: todo[1] !== " " });
    const bullet = /^[-*+]\s+(.*)$/.exec(bare);
    if (bullet) return make("bulleted_list_item", bullet[1] ?? "");
    const numbered = /^\d+[.)]\s+(.*)$/.exec(bare);
    if (numbered) return make("numbered_list_item", numbered[1] ?? "");
    const quote = /^>\s?(.*)$/.exec(bare);
    if (quote) return make("quote", quote[1] ?? "");
    return make("paragraph", bare);
  }

  function tagged(
    tag: string,
    given: Record<string, string | undefined>,
    alone: boolean,
    rest: string,
  ): Draft | undefined {
    const color = longColor(given.color ?? "default");
    switch (tag) {
      case "empty-block":
        return draft("paragraph", { rich_text: [], color: "default" });
      case "table_of_contents":
        return draft("table_of_contents", { color });
      case "page":
      case "database":
        return { ...draft(`child_${tag}`, {}), keep: idIn(given.url ?? "") };
      case "unknown":
        return { ...draft("unsupported", {}), keep: idIn(given.url ?? "") };
      case "details": {
        const inner = upTo("details");
        const summary = inner.findIndex((line) => line.text.startsWith("<summary>"));
        const title = (inner[summary]?.text ?? "").replace(/^<summary>|<\/summary>$/g, "");
        return draft("toggle", { rich_text: runs(title), color }, within(inner.toSpliced(summary, 1)));
      }
      case "callout": {
        const [first, ...children] = within(upTo("callout"));
        const icon = given.icon ? { type: "emoji", emoji: given.icon } : null;
        const leads = first?.type === "paragraph";
        const value = { rich_text: leads ? first.value.rich_text : [], icon, color };
        return draft(
          "callout",
          value,
          leads ? [...first.children, ...children] : first ? [first, ...children] : [],
        );
      }
      case "columns":
        return draft("column_list", {}, within(upTo("columns")));
      case "column":
        return draft("column", {}, within(upTo("column")));
      case "synced_block":
        return draft("synced_block", { synced_from: null }, within(upTo("synced_block")));
      case "table":
        return htmlTable(given, upTo("table"));
      default:
        if (!alone && new RegExp(`^(${MEDIA})$`).test(tag)) {
          return media(tag, given.src ?? "", rest.replace(`</${tag}>`, ""));
        }
        return undefined;
    }
  }

  function code(line: Line, fence: string, language: string): Draft {
    const inner: string[] = [];
    for (let next = lines[at]; next; next = lines[at]) {
      at += 1;
      if (next.text === fence) break;
      inner.push(next.raw.startsWith("\t") ? next.raw.slice(line.indent / 4) : next.raw.slice(line.indent));
    }
    const text = inner.join("\n");
    const rich_text = Array.from({ length: Math.ceil(text.length / 2000) }, (_, i) =>
      run(text.slice(i * 2000, (i + 1) * 2000)),
    );
    return draft("code", { rich_text, caption: [], language: language || "plain text" });
  }

  function equation(): Draft {
    const inner: string[] = [];
    for (let next = lines[at]; next; next = lines[at]) {
      at += 1;
      if (next.text === "$$") break;
      inner.push(next.text);
    }
    return draft("equation", { expression: inner.join("\n") });
  }

  function media(type: string, url: string, caption: string): Draft {
    const name = type === "file" ? { name: url.split("/").at(-1)?.split("?")[0] ?? "file" } : {};
    return draft(type, { type: "external", external: { url }, caption: runs(caption), ...name });
  }

  function pipeTable(first: Line): Draft {
    const rows: string[][] = [cellsOf(first.text)];
    let header = false;
    for (let next = lines[at]; next && next.text.startsWith("|"); next = lines[at]) {
      at += 1;
      if (/^\|[\s:|-]+\|$/.test(next.text)) header = true;
      else rows.push(cellsOf(next.text));
    }
    return asTable(rows, header);
  }

  function htmlTable(given: Record<string, string | undefined>, inner: readonly Line[]): Draft {
    const text = inner.map((line) => line.text).join("");
    const rows = [...text.matchAll(/<tr[^>]*>(.*?)<\/tr>/g)].map(([, row = ""]) =>
      [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, cell = ""]) => cell),
    );
    return asTable(rows, given["header-row"] === "true");
  }

  function asTable(rows: readonly string[][], header: boolean): Draft {
    const width = Math.max(1, ...rows.map((row) => row.length));
    const value = { table_width: width, has_column_header: header, has_row_header: false };
    const filled = rows.map((row) => Array.from({ length: width }, (_, i) => runs(row[i] ?? "")));
    return draft(
      "table",
      value,
      filled.map((cells) => draft("table_row", { cells })),
    );
  }

  return () => level(0);
}

const cellsOf = (row: string): string[] =>
  row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

function draft(type: string, value: Json, children: Draft[] = []): Draft {
  return { type, value, children };
}
