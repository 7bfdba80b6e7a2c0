import { byKey } from "../world/world.ts";
import { readBlocks } from "./block-values.ts";
import { createBlocks } from "./blocks.ts";
import { addDatabase } from "./databases.ts";
import { parseMarkdown } from "./markdown-in.ts";
import type { Block, DataSource, NotionState, Page, Parent } from "./model.ts";
import { writeProperties } from "./page-shape.ts";
import { run } from "./rich-text.ts";
import { readProperties } from "./schema.ts";
import { standIn } from "./state.ts";
import {
  galleryBlocks,
  minutesMarkdown,
  OLDER_MINUTES,
  SEEDED_COMMENTS,
  TEMPLATES,
  WIKI,
} from "./seed-texts.ts";
import * as tables from "./seed-tables.ts";

const { IDS } = tables;

export function seed(state: NotionState): void {
  const { world } = state;
  const personId = (key: string) => byKey(world.people, key).notionId;
  const wiki = addPage(
    state,
    IDS.wiki,
    "Tessalane wiki",
    { type: "workspace", workspace: true },
    "ines",
    WIKI,
  );
  addSource(state, IDS.documents, wiki, "Documents", [
    [IDS.documentsSource, "Documents", tables.DOCUMENT_COLUMNS, TEMPLATES],
  ]);
  addSource(state, IDS.roadmap, wiki, "Roadmap", [
    [IDS.projectsSource, "Projects", tables.PROJECT_COLUMNS, []],
    [IDS.workSource, "Work items", tables.WORK_COLUMNS, []],
  ]);
  addSource(state, IDS.contacts, wiki, "Customer contacts", [
    [IDS.contactsSource, "Customer contacts", tables.CONTACT_COLUMNS, []],
  ]);
  const filled = [
    [IDS.projectsSource, tables.projectRows(world, personId)],
    [IDS.workSource, tables.workRows(world, personId)],
    [IDS.documentsSource, tables.documentRows(world, personId)],
    [IDS.contactsSource, tables.contactRows(world, personId)],
  ] as const;
  seedColumns(state);
  for (const [sourceId, rows] of filled) addRows(state, sourceId, rows);
  // Relations may point at rows that come later, so values are written once all rows are there.
  for (const [, rows] of filled) {
    for (const row of rows) {
      const page = state.pages.get(row.id);
      if (page) writeProperties(state, page, row.values);
    }
  }
  for (const document of world.documents) fill(state, document.notionId, document.text, document.authorKey);
  for (const item of world.work) fill(state, tables.workId(item.key), item.description, item.creatorKey);
  const below: Parent = { type: "page_id", page_id: IDS.wiki };
  const gallery = addPage(state, IDS.gallery, "Every kind of block", below, "sofia", "");
  const drafts = readBlocks(state, galleryBlocks(IDS.wiki, personId("amara")), "gallery");
  gallery.children = createBlocks(state, { type: "page_id", page_id: gallery.id }, drafts, gallery.createdAt);
  const minutes = addPage(state, IDS.minutes, "Leadership minutes", below, "ines", minutesMarkdown(world));
  for (const id of minutes.children) markHeavy(state.blocks.get(id));
  addPage(
    state,
    IDS.salaries,
    "Salary review",
    { type: "workspace", workspace: true },
    "ines",
    "Not for everyone.",
  ).unshared = true;
  for (const comment of SEEDED_COMMENTS) addComment(state, comment, personId);
}

function markHeavy(block: Block | undefined): void {
  const runs = (block?.value.rich_text ?? []) as { plain_text: string }[];
  if (block?.type === "toggle" && runs[0]?.plain_text.startsWith(OLDER_MINUTES)) block.heavy = true;
}

function bare(id: string, createdAt: string, editedAt: string, by: string) {
  return { id, createdAt, createdBy: by, editedAt, editedBy: by, inTrash: false };
}

function addPage(
  state: NotionState,
  id: string,
  title: string,
  parent: Parent,
  authorKey: string,
  markdown: string,
): Page {
  const { calendar } = state.world;
  const page: Page = {
    ...bare(id, calendar.at(-300), calendar.at(-6, 11), byKey(state.world.people, authorKey).notionId),
    parent,
    icon: null,
    cover: null,
    locked: false,
    values: new Map(),
    title: [run(title)],
    children: [],
  };
  state.pages.set(id, page);
  fill(state, id, markdown, authorKey);
  if (parent.type === "page_id") {
    standIn(state, page, "child_page", title);
    state.pages.get(parent.page_id)?.children.push(id);
  }
  return page;
}

function fill(state: NotionState, id: string, markdown: string, authorKey: string): void {
  const page = state.pages.get(id);
  if (!page) return;
  const by = byKey(state.world.people, authorKey).notionId;
  const drafts = parseMarkdown(state, markdown);
  page.children = createBlocks(state, { type: "page_id", page_id: id }, drafts, page.createdAt, by);
}

type SourceRow = readonly [
  id: string,
  title: string,
  columns: tables.Columns,
  templates: DataSource["templates"],
];

function addSource(
  state: NotionState,
  id: string,
  above: Page,
  title: string,
  rows: readonly SourceRow[],
): void {
  const { calendar } = state.world;
  const base = bare(id, calendar.at(-290), calendar.at(-30), above.createdBy);
  const sources = rows.map(([sourceId, name, , templates]): DataSource => ({
    ...base,
    id: sourceId,
    title: [run(name)],
    databaseId: id,
    icon: null,
    properties: [],
    templates,
  }));
  const database = {
    ...base,
    title: [run(title)],
    description: [],
    parent: { type: "page_id", page_id: above.id } as const,
    icon: null,
    cover: null,
    isInline: false,
    sources: sources.map((source) => source.id),
  };
  addDatabase(state, database, sources);
}

/** Columns of one table name other tables, so they are read when all tables are there. */
function seedColumns(state: NotionState): void {
  const all = [
    [IDS.documentsSource, tables.DOCUMENT_COLUMNS],
    [IDS.projectsSource, tables.PROJECT_COLUMNS],
    [IDS.workSource, tables.WORK_COLUMNS],
    [IDS.contactsSource, tables.CONTACT_COLUMNS],
  ] as const;
  for (const [id, columns] of all) {
    const source = state.sources.get(id);
    if (source) source.properties = readProperties(state, id, columns);
  }
}

function addRows(state: NotionState, sourceId: string, rows: ReturnType<typeof tables.workRows>): void {
  const databaseId = state.sources.get(sourceId)?.databaseId ?? "";
  const counted = state.sources.get(sourceId)?.properties.find((one) => one.type === "unique_id");
  for (const [index, row] of rows.entries()) {
    const page: Page = {
      ...bare(row.id, row.createdAt, row.editedAt, row.by),
      parent: { type: "data_source_id", data_source_id: sourceId, database_id: databaseId },
      icon: null,
      cover: null,
      locked: false,
      values: new Map(counted ? [[counted.id, index + 1]] : []),
      title: [],
      children: [],
    };
    state.pages.set(row.id, page);
  }
}

function addComment(
  state: NotionState,
  seeded: (typeof SEEDED_COMMENTS)[number],
  personId: (key: string) => string,
): void {
  const { document, thread, author, day, text, block, resolved } = seeded;
  const page = byKey(state.world.documents, document).notionId;
  const child = state.pages.get(page)?.children[block ?? -1];
  state.comments.push({
    id: tables.workId(`comment:${thread}:${state.comments.length}`),
    discussionId: tables.workId(`discussion:${thread}`),
    parent: child === undefined ? { type: "page_id", page_id: page } : { type: "block_id", block_id: child },
    createdAt: state.world.calendar.at(day, 14),
    createdBy: personId(author),
    text: [run(text)],
    resolved: resolved ?? false,
  });
}
