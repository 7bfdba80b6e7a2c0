import { type Answer, type Call, route } from "../emulator.ts";
import { invalid } from "./errors.ts";
import { asJson, type Database, type DataSource, type Json, type NotionState, type Parent } from "./model.ts";
import { readIcon } from "./page-shape.ts";
import { link, plain, readRuns } from "./rich-text.ts";
import { changeProperties, presentProperties, readProperties } from "./schema.ts";
import { getDatabase, getPage, getSource, made, standIn, touch } from "./state.ts";
import { needs } from "./tokens.ts";

type NotionCall = Call<NotionState>;

export function presentDatabase(state: NotionState, database: Database): Json {
  return {
    object: "database",
    id: database.id,
    title: database.title,
    description: database.description,
    parent: database.parent,
    is_inline: database.isInline,
    in_trash: database.inTrash,
    archived: database.inTrash,
    is_locked: false,
    created_time: database.createdAt,
    last_edited_time: database.editedAt,
    data_sources: database.sources.flatMap((id) => {
      const source = state.sources.get(id);
      return source ? [{ id, name: plain(source.title) }] : [];
    }),
    icon: database.icon,
    cover: database.cover,
    url: link(database.id),
    public_url: null,
  };
}

export function presentSource(state: NotionState, source: DataSource): Json {
  const database = state.databases.get(source.databaseId);
  return {
    object: "data_source",
    id: source.id,
    title: source.title,
    description: [],
    parent: { type: "database_id", database_id: source.databaseId },
    database_parent: database?.parent,
    is_inline: database?.isInline ?? false,
    in_trash: source.inTrash,
    archived: source.inTrash,
    created_time: source.createdAt,
    created_by: { object: "user", id: source.createdBy },
    last_edited_time: source.editedAt,
    last_edited_by: { object: "user", id: source.editedBy },
    properties: presentProperties(source),
    icon: source.icon,
    cover: null,
    url: link(source.databaseId),
    public_url: null,
  };
}

function create({ state, body }: NotionCall): Answer {
  const given = asJson(body);
  const parent = asJson(given.parent);
  const above: Parent =
    parent.page_id === undefined
      ? { type: "workspace", workspace: true }
      : { type: "page_id", page_id: getPage(state, parent.page_id).id };
  const base = made(state, "database");
  const title = readRuns(state, given.title, "body.title");
  const source: DataSource = {
    ...made(state, "data_source"),
    title,
    databaseId: base.id,
    icon: null,
    properties: readProperties(
      state,
      base.id,
      asJson(given.initial_data_source).properties ?? { Name: { title: {} } },
    ),
    templates: [],
  };
  const database: Database = {
    ...base,
    title,
    description: readRuns(state, given.description, "body.description"),
    parent: above,
    icon: readIcon(state, given.icon),
    cover: null,
    isInline: given.is_inline === true,
    sources: [source.id],
  };
  addDatabase(state, database, [source]);
  return { body: presentDatabase(state, database) };
}

export function addDatabase(state: NotionState, database: Database, sources: readonly DataSource[]): void {
  state.databases.set(database.id, database);
  for (const source of sources) state.sources.set(source.id, source);
  if (database.parent.type !== "page_id") return;
  standIn(state, database, "child_database", plain(database.title));
  state.pages.get(database.parent.page_id)?.children.push(database.id);
}

function updateSource({ state, params, body }: NotionCall): Answer {
  const source = getSource(state, params.id);
  const given = asJson(body);
  if (given.title !== undefined) source.title = readRuns(state, given.title, "body.title");
  if (given.in_trash !== undefined) source.inTrash = given.in_trash === true;
  if (given.parent !== undefined) invalid("The sandbox does not move data sources.");
  changeProperties(state, source, given.properties);
  touch(state, source);
  return { body: presentSource(state, source) };
}

export const databaseRoutes = [
  route<NotionState>("POST", "/v1/databases", create, needs("insert_content")),
  route<NotionState>(
    "GET",
    "/v1/databases/{id}",
    ({ state, params }) => ({ body: presentDatabase(state, getDatabase(state, params.id)) }),
    needs("read_content"),
  ),
  route<NotionState>(
    "GET",
    "/v1/data_sources/{id}",
    ({ state, params }) => ({ body: presentSource(state, getSource(state, params.id)) }),
    needs("read_content"),
  ),
  route<NotionState>("PATCH", "/v1/data_sources/{id}", updateSource, needs("update_content")),
];
