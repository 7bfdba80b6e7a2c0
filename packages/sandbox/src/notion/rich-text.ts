import { invalid } from "./errors.ts";
import {
  type Annotations,
  asJson,
  asList,
  asText,
  type Json,
  type NotionState,
  type RichText,
} from "./model.ts";

export const PLAIN: Annotations = {
  bold: false,
  italic: false,
  strikethrough: false,
  underline: false,
  code: false,
  color: "default",
};

export function run(content: string, style: Partial<Annotations> = {}, url: string | null = null): RichText {
  return {
    type: "text",
    text: { content, link: url === null ? null : { url } },
    annotations: { ...PLAIN, ...style },
    plain_text: content,
    href: url,
  };
}

export function plain(runs: readonly RichText[]): string {
  return runs.map((one) => one.plain_text).join("");
}

/** Reads rich text as requests send it; Notion takes 100 runs of 2,000 characters. */
export function readRuns(state: NotionState, given: unknown, where: string): RichText[] {
  const items = asList(given);
  if (items.length > 100) {
    invalid(`body failed validation: ${where}.length should be ≤ \`100\`, instead was \`${items.length}\`.`);
  }
  return items.map((item, index) => readRun(state, asJson(item), `${where}[${index}]`));
}

function readRun(state: NotionState, item: Json, where: string): RichText {
  const annotations: Annotations = { ...PLAIN, ...asJson(item.annotations) };
  if (item.mention !== undefined) return mention(state, asJson(item.mention), annotations);
  if (item.equation !== undefined) {
    const expression = asText(asJson(item.equation).expression);
    return { type: "equation", equation: { expression }, annotations, plain_text: expression, href: null };
  }
  const text = asJson(item.text);
  const content = asText(text.content);
  if (content.length > 2000) {
    invalid(
      `body failed validation: ${where}.text.content.length should be ≤ \`2000\`, instead was \`${content.length}\`.`,
    );
  }
  const url = asText(asJson(text.link).url) || null;
  return run(content, annotations, url);
}

/** A mention with its words filled in: names of people and titles of pages come from the workspace. */
export function mention(state: NotionState, given: Json, annotations: Annotations = PLAIN): RichText {
  const base = { type: "mention" as const, annotations };
  if (given.user !== undefined) {
    const id = asText(asJson(given.user).id);
    const person = state.world.people.find((one) => one.notionId === id);
    const user = { object: "user", id };
    return {
      ...base,
      mention: { type: "user", user },
      plain_text: `@${person?.name ?? "Anonymous"}`,
      href: null,
    };
  }
  if (given.date !== undefined) {
    const date = asJson(given.date);
    const value = { start: asText(date.start), end: asText(date.end) || null, time_zone: null };
    const words = value.end === null ? value.start : `${value.start} → ${value.end}`;
    return { ...base, mention: { type: "date", date: value }, plain_text: words, href: null };
  }
  if (given.database !== undefined) {
    const id = asText(asJson(given.database).id);
    const title = state.databases.get(id)?.title;
    const words = title ? plain(title) : "Untitled";
    return { ...base, mention: { type: "database", database: { id } }, plain_text: words, href: link(id) };
  }
  const id = asText(asJson(given.page).id);
  const title = state.pages.get(id)?.title;
  const words = title ? plain(title) : "Untitled";
  return { ...base, mention: { type: "page", page: { id } }, plain_text: words, href: link(id) };
}

export const link = (id: string): string => `https://www.notion.so/${id.replaceAll("-", "")}`;
