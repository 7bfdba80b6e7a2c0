/** As much of Notion's answers as the tools look at. */
export interface RichText {
  type: string;
  plain_text: string;
  href?: string | null;
}

export interface Person {
  id: string;
  object?: string;
  type?: "person" | "bot";
  name?: string | null;
  person?: { email?: string };
  bot?: {
    owner?: { type: string; user?: { name?: string | null } };
    workspace_id?: string;
    workspace_name?: string | null;
    workspace_limits?: { max_file_upload_size_in_bytes?: number };
  };
}

export interface Parent {
  type: string;
  page_id?: string;
  block_id?: string;
  database_id?: string;
  data_source_id?: string;
}

/** A property of a page: the value stands under the key named like the type. */
export interface PropertyValue {
  id?: string;
  type: string;
  has_more?: boolean;
  [type: string]: unknown;
}

export interface Icon {
  type: string;
  emoji?: string;
  external?: { url: string };
}

export interface Page {
  object: "page";
  id: string;
  url: string;
  created_time: string;
  last_edited_time: string;
  created_by: Person;
  last_edited_by: Person;
  in_trash: boolean;
  is_locked?: boolean;
  parent: Parent;
  icon?: Icon | null;
  properties: Record<string, PropertyValue>;
}

export interface Option {
  id: string;
  name: string;
  color?: string;
}

/** A column of a data source: its settings stand under the key named like the type. */
export interface Property {
  id: string;
  name: string;
  type: string;
  description?: string | null;
  [type: string]: unknown;
}

export interface DataSource {
  object: "data_source";
  id: string;
  url: string;
  title: RichText[];
  parent: Parent;
  last_edited_time: string;
  in_trash: boolean;
  properties: Record<string, Property>;
}

export interface Database {
  object: "database";
  id: string;
  url: string;
  title: RichText[];
  description: RichText[];
  parent: Parent;
  in_trash: boolean;
  is_inline: boolean;
  data_sources: { id: string; name: string }[];
}

export interface Block {
  id: string;
  type: string;
  has_children: boolean;
  in_trash: boolean;
  parent: Parent;
  [type: string]: unknown;
}

export interface Comment {
  id: string;
  discussion_id: string;
  parent: Parent;
  created_time: string;
  created_by: Person;
  rich_text: RichText[];
  display_name?: { resolved_name?: string | null };
}

export interface FileUpload {
  id: string;
  status: "pending" | "uploaded" | "expired" | "failed";
  filename: string | null;
  content_type: string | null;
  content_length: number | null;
  file_import_result?: { type: string; error?: { message: string } };
}

export interface List<T> {
  results: T[];
  next_cursor: string | null;
  has_more: boolean;
}

/** Rich text as requests carry it. */
export interface RichTextRequest {
  type: "text" | "equation" | "mention";
  text?: { content: string; link?: { url: string } };
  equation?: { expression: string };
  mention?: Record<string, unknown>;
  annotations?: Record<string, boolean | string>;
}

/** A block that is to be made; its value goes under the key named like the type. */
export interface NewBlock {
  type: string;
  value: Record<string, unknown>;
  children: NewBlock[];
}

export const plainText = (runs: readonly RichText[] | undefined): string =>
  (runs ?? []).map((run) => run.plain_text).join("");
