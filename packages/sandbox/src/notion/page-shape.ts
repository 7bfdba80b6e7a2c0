import type { Token } from "../emulator.ts";
import { invalid } from "./errors.ts";
import { asJson, asText, type DataSource, type Json, type NotionState, type Page } from "./model.ts";
import { findProperty, presentProperty, readProperty } from "./properties.ts";
import { link, plain, readRuns } from "./rich-text.ts";

export function sourceOf(state: NotionState, page: Page): DataSource | undefined {
  return page.parent.type === "data_source_id" ? state.sources.get(page.parent.data_source_id) : undefined;
}

export function pageUrl(page: Page): string {
  const slug = plain(page.title)
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return link(page.id).replace(/([^/]+)$/, slug ? `${slug}-$1` : "$1");
}

type Context = { state: NotionState; token: Token };

/** @param only names or ids of the properties to answer; all without it */
export function presentPage({ state, token }: Context, page: Page, only: readonly string[] = []): Json {
  // Who may write but not read is told the id alone.
  if (!token.scopes.includes("read_content")) return { object: "page", id: page.id };
  const source = sourceOf(state, page);
  const wanted = (source?.properties ?? []).filter(
    (one) => only.length === 0 || only.some((given) => source && findProperty(source, given) === one),
  );
  const properties = source
    ? Object.fromEntries(wanted.map((one) => [one.name, presentProperty(state, token, page, one)]))
    : { title: { id: "title", type: "title", title: page.title } };
  return {
    object: "page",
    id: page.id,
    created_time: page.createdAt,
    created_by: { object: "user", id: page.createdBy },
    last_edited_time: page.editedAt,
    last_edited_by: { object: "user", id: page.editedBy },
    in_trash: page.inTrash,
    archived: page.inTrash,
    is_archived: false,
    is_locked: page.locked,
    parent: page.parent,
    icon: page.icon,
    cover: page.cover,
    properties,
    url: pageUrl(page),
    public_url: null,
  };
}

/** Writes properties given by name or id; the title of a plain page is its only one. */
export function writeProperties(state: NotionState, page: Page, given: unknown): void {
  const source = sourceOf(state, page);
  for (const [name, value] of Object.entries(asJson(given))) {
    const change = asJson(value);
    const property = source && findProperty(source, name);
    if (source && !property) invalid(`${name} is not a property that exists.`);
    if (!source && name !== "title") invalid(`${name} is not a property that exists.`);
    if (!property || property.type === "title") {
      page.title = readRuns(state, change.title ?? value, `body.properties.${name}.title`);
      const block = state.blocks.get(page.id);
      if (block) block.value = { title: plain(page.title) };
    } else page.values.set(property.id, readProperty(state, property, change));
  }
}

export function readIcon(state: NotionState, given: unknown): Json | null {
  if (given === null || given === undefined) return null;
  const icon = asJson(given);
  if (icon.emoji !== undefined) {
    if (!/\p{Extended_Pictographic}/u.test(asText(icon.emoji)))
      invalid("body.icon.emoji should be an emoji.");
    return { type: "emoji", emoji: icon.emoji };
  }
  if (icon.external !== undefined) return { type: "external", external: icon.external };
  return invalid("body.icon should be an emoji or an external file.");
}

export function readCover(given: unknown): Json | null {
  if (given === null || given === undefined) return null;
  return { type: "external", external: asJson(given).external };
}
