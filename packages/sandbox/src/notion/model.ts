import type { World } from "../world/world.ts";

export type Json = Record<string, unknown>;

export type Annotations = {
  bold: boolean;
  italic: boolean;
  strikethrough: boolean;
  underline: boolean;
  code: boolean;
  color: string;
};

/** One run of text as Notion answers it. */
export type RichText = {
  type: "text" | "mention" | "equation";
  text?: { content: string; link: { url: string } | null };
  mention?: Json & { type: string };
  equation?: { expression: string };
  annotations: Annotations;
  plain_text: string;
  href: string | null;
};

export type Parent =
  | { type: "workspace"; workspace: true }
  | { type: "page_id"; page_id: string }
  | { type: "block_id"; block_id: string }
  | { type: "database_id"; database_id: string }
  | { type: "data_source_id"; data_source_id: string; database_id: string };

export type Kept = {
  id: string;
  createdAt: string;
  createdBy: string;
  editedAt: string;
  editedBy: string;
  inTrash: boolean;
};

/** A block's own value without its children; those are kept by id in their order. */
export type Block = Kept & {
  type: string;
  value: Json;
  parent: Parent;
  children: string[];
  /** Its subtree is left out of a page's Markdown and must be asked for by id. */
  heavy?: boolean;
};

export type Page = Kept & {
  parent: Parent;
  icon: Json | null;
  cover: Json | null;
  locked: boolean;
  /** Property id to its value, without the type around it. */
  values: Map<string, unknown>;
  title: RichText[];
  children: string[];
  /** Nobody has connected the integration to it: it answers 404. */
  unshared?: boolean;
};

export type Property = {
  id: string;
  name: string;
  type: string;
  description: string | null;
  /** What stands under the key named like the type. */
  config: Json;
};

export type DataSource = Kept & {
  title: RichText[];
  databaseId: string;
  icon: Json | null;
  properties: Property[];
  templates: { id: string; name: string; isDefault: boolean; markdown: string }[];
};

export type Database = Kept & {
  title: RichText[];
  description: RichText[];
  parent: Parent;
  icon: Json | null;
  cover: Json | null;
  isInline: boolean;
  sources: string[];
};

export type Comment = {
  id: string;
  discussionId: string;
  parent: Parent;
  createdAt: string;
  createdBy: string;
  text: RichText[];
  resolved: boolean;
};

export type Upload = {
  id: string;
  createdAt: string;
  mode: "single_part" | "multi_part" | "external_url";
  status: "pending" | "uploaded";
  filename: string | null;
  contentType: string | null;
  parts: Buffer[];
  partsWanted: number;
  externalUrl: string | undefined;
};

export type NotionState = {
  world: World;
  pages: Map<string, Page>;
  blocks: Map<string, Block>;
  databases: Map<string, Database>;
  sources: Map<string, DataSource>;
  comments: Comment[];
  uploads: Map<string, Upload>;
  botId: string;
  nextId: number;
  /** Answered so far: Notion gives each an id. */
  requests: number;
  /** Moves a second on with each write, so that orders by time are the same in every run. */
  clock: number;
};

export function asJson(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown): string {
  const plain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return plain ? String(value) : "";
}
