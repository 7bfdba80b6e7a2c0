import type { Token } from "../emulator.ts";
import { invalid, missing } from "./errors.ts";
import { lastPart } from "./block-values.ts";
import { computed } from "./computed.ts";
import { uploadedFile } from "./files.ts";
import {
  asJson,
  asList,
  asText,
  type DataSource,
  type Json,
  type NotionState,
  type Page,
  type Property,
} from "./model.ts";
import { readRuns } from "./rich-text.ts";
import { asId } from "./state.ts";
import { presentUser } from "./users.ts";

export type Option = { id: string; name: string; color: string };

const READ_ONLY: ReadonlySet<string> = new Set([
  "formula",
  "rollup",
  "unique_id",
  "created_time",
  "created_by",
  "last_edited_time",
  "last_edited_by",
  "button",
]);

export function findProperty(source: DataSource, given: string): Property | undefined {
  const wanted = decode(given);
  return source.properties.find((one) => one.name === given || one.id === given || decode(one.id) === wanted);
}

/** Property ids are sent with percent signs and without. */
const decode = (id: string): string => {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
};

export const optionsOf = (property: Property): Option[] => asList(property.config.options) as Option[];

/** Reads a property value of a request into what is kept. */
export function readProperty(state: NotionState, property: Property, given: Json): unknown {
  const { type, name } = property;
  const value = given[type];
  if (READ_ONLY.has(type))
    invalid(`Cannot update property "${name}": ${type} properties are computed by Notion.`);
  if (value === undefined) invalid(`${name} is expected to be ${type}.`);
  switch (type) {
    case "title":
    case "rich_text":
      return readRuns(state, value, `body.properties.${name}.${type}`);
    case "select":
    case "status":
      return value === null ? null : option(property, asJson(value));
    case "multi_select":
      return asList(value).map((one) => option(property, asJson(one)));
    case "people":
      return asList(value).map((one) => {
        const id = asId(asJson(one).id, `body.properties.${name}.people.id`);
        const known = state.world.people.some((person) => person.notionId === id) || id === state.botId;
        return known ? id : missing("user", id);
      });
    case "relation":
      return asList(value).map((one) => {
        const id = asId(asJson(one).id, `body.properties.${name}.relation.id`);
        return state.pages.has(id) ? { id } : missing("page", id);
      });
    case "files":
      return asList(value).map((one) => readFile(state, asJson(one)));
    case "date": {
      if (value === null) return null;
      const { start, end = null, time_zone = null } = asJson(value);
      if (Number.isNaN(Date.parse(asText(start))))
        invalid(`${name}.date.start should be a valid ISO 8601 date.`);
      return { start, end, time_zone };
    }
    case "url":
    case "email":
    case "phone_number":
      return value === null || value === "" ? null : value;
    default:
      return value;
  }
}

function readFile(state: NotionState, given: Json): Json {
  if (given.file_upload !== undefined) {
    const { file, name } = uploadedFile(state, asText(asJson(given.file_upload).id));
    return { name: asText(given.name) || name, type: "file", file };
  }
  const url = asText(asJson(given.external).url);
  return { name: asText(given.name) || lastPart(url), type: "external", external: { url } };
}

/** Options of selects are made as they are needed; those of a status are not. */
function option(property: Property, given: Json): Option {
  const known = optionsOf(property);
  const found = known.find((one) => one.id === given.id || one.name === given.name);
  if (found) return found;
  const name = asText(given.name);
  if (property.type === "status") {
    const names = known.map((one) => one.name).join(", ");
    invalid(`Status option "${name}" does not exist. Existing options: ${names}.`);
  }
  if (name.includes(",")) invalid(`Invalid ${property.type} option, commas not allowed: ${name}`);
  const fresh = {
    id: `o${known.length + 1}${property.id.slice(0, 2)}`,
    name,
    color: "default",
    description: null,
  };
  property.config = { ...property.config, options: [...known, fresh] };
  return fresh;
}

const EMPTY: Readonly<Record<string, unknown>> = {
  rich_text: [],
  multi_select: [],
  people: [],
  relation: [],
  files: [],
  checkbox: false,
  button: {},
};

/** What is kept, or computed, without the type around it; people as ids. */
export function valueOf(state: NotionState, page: Page, property: Property): unknown {
  const own = computed(state, page, property);
  if (own !== undefined) return own;
  if (property.type === "title") return page.title;
  return page.values.get(property.id) ?? EMPTY[property.type] ?? null;
}

export function presentProperty(state: NotionState, token: Token, page: Page, property: Property): Json {
  const { id, type } = property;
  const value = valueOf(state, page, property);
  const user = (one: unknown) => presentUser(state, token, String(one));
  if (type === "people") return { id, type, people: asList(value).map(user) };
  if (type === "created_by" || type === "last_edited_by") return { id, type, [type]: user(value) };
  if (type === "select" || type === "status")
    return { id, type, [type]: value === null ? null : bare(value) };
  if (type === "multi_select") return { id, type, multi_select: asList(value).map(bare) };
  if (type === "relation") {
    const all = asList(value);
    return { id, type, relation: all.slice(0, 25), has_more: all.length > 25 };
  }
  return { id, type, [type]: value };
}

function bare(value: unknown): Json {
  const { id, name, color } = asJson(value);
  return { id, name, color };
}
