import { invalid } from "./errors.ts";
import { uploadedFile } from "./files.ts";
import type { Draft } from "./markdown-in.ts";
import { asJson, asList, asText, type Json, type NotionState, type RichText } from "./model.ts";
import { readRuns } from "./rich-text.ts";

const TEXTUAL: ReadonlySet<string> = new Set([
  "paragraph",
  "heading_1",
  "heading_2",
  "heading_3",
  "heading_4",
  "bulleted_list_item",
  "numbered_list_item",
  "to_do",
  "quote",
  "toggle",
  "callout",
  "template",
]);
const MEDIA: ReadonlySet<string> = new Set(["image", "video", "audio", "pdf", "file"]);
const LINKS: ReadonlySet<string> = new Set(["bookmark", "embed"]);

export const EXTRA: Readonly<Record<string, Json>> = {
  paragraph: { icon: null },
  heading_1: { is_toggleable: false },
  heading_2: { is_toggleable: false },
  heading_3: { is_toggleable: false },
  heading_4: { is_toggleable: false },
  to_do: { checked: false },
  callout: { icon: null },
};

/** Reads blocks as a request carries them: 100 in a list, 1,000 in all, two levels below the first. */
export function readBlocks(state: NotionState, given: unknown, where: string): Draft[] {
  const count = { blocks: 0 };
  const drafts = readList(state, given, where, 0, count);
  if (count.blocks > 1000) invalid(`${where} has ${count.blocks} blocks; a request takes 1000.`);
  return drafts;
}

function readList(
  state: NotionState,
  given: unknown,
  where: string,
  depth: number,
  count: { blocks: number },
): Draft[] {
  const items = asList(given);
  if (items.length > 100) {
    invalid(`body failed validation: ${where}.length should be ≤ \`100\`, instead was \`${items.length}\`.`);
  }
  count.blocks += items.length;
  return items.map((item, index) => readBlock(state, asJson(item), `${where}[${index}]`, depth, count));
}

function readBlock(
  state: NotionState,
  item: Json,
  where: string,
  depth: number,
  count: { blocks: number },
): Draft {
  const type = asText(item.type) || Object.keys(item).find((key) => key !== "object" && key !== "type");
  if (type === undefined || item[type] === undefined) {
    return invalid(`body failed validation: ${where} should have a block's type and its value.`);
  }
  const { children, ...value } = asJson(item[type]);
  if (children !== undefined && depth >= 2) {
    invalid(`body failed validation: ${where}.${type}.children should be not present, instead was an array.`);
  }
  const at = `${where}.${type}`;
  return {
    type,
    value: readValue(state, type, value, at),
    children: readList(state, children, `${at}.children`, depth + (type === "column_list" ? 0 : 1), count),
  };
}

/** One block's value with what Notion adds by itself. */
export function readValue(state: NotionState, type: string, given: Json, where: string): Json {
  if (TEXTUAL.has(type)) {
    const rich_text = readRuns(state, given.rich_text, `${where}.rich_text`);
    return { color: "default", ...EXTRA[type], ...given, rich_text };
  }
  if (MEDIA.has(type)) {
    const { type: _type, file_upload, caption, ...rest } = given;
    const runs: RichText[] = readRuns(state, caption, `${where}.caption`);
    if (file_upload === undefined) {
      const name =
        type === "file" ? { name: asText(rest.name) || lastPart(asText(asJson(rest.external).url)) } : {};
      return { type: "external", ...rest, ...name, caption: runs };
    }
    const { file, name } = uploadedFile(state, asText(asJson(file_upload).id));
    return {
      type: "file",
      file,
      caption: runs,
      ...(type === "file" ? { name: asText(rest.name) || name } : {}),
    };
  }
  if (LINKS.has(type)) return { ...given, caption: readRuns(state, given.caption, `${where}.caption`) };
  if (type === "code") {
    return {
      language: "plain text",
      ...given,
      rich_text: readRuns(state, given.rich_text, `${where}.rich_text`),
      caption: readRuns(state, given.caption, `${where}.caption`),
    };
  }
  if (type === "table") return { has_column_header: false, has_row_header: false, ...given };
  if (type === "table_row") {
    const cells = asList(given.cells).map((cell, index) => readRuns(state, cell, `${where}.cells[${index}]`));
    return { cells };
  }
  if (type === "table_of_contents") return { color: "default", ...given };
  return given;
}

export const lastPart = (url: string): string =>
  decodeURIComponent(url.split("/").at(-1)?.split("?")[0] ?? "") || "file";
