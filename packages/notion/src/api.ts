import { createCache } from "@sophia-mcp/core/cache";
import { repeatable } from "@sophia-mcp/core/call";
import type { Http } from "@sophia-mcp/core/http";
import { subjectOf } from "./errors.ts";
import { linkTo } from "./ids.ts";
import { everyPage, type Paging } from "./paging.ts";
import type {
  Block,
  Comment,
  Database,
  DataSource,
  FileUpload,
  List,
  Page,
  Person,
  PropertyValue,
} from "./types.ts";

export type NotionApi = ReturnType<typeof connectNotion>;

interface RequestOptions {
  query?: Record<string, string | number | boolean | string[] | undefined>;
  body?: Record<string, unknown>;
  form?: Record<string, string | { filename?: string; data: Blob }>;
}

export interface PageMarkdown {
  id: string;
  markdown: string;
  truncated: boolean;
  unknown_block_ids: string[];
}

/** Columns, titles and people change rarely; another person's change is seen after this long. */
const contentMs = 60_000;
const peopleMs = 5 * 60_000;

/**
 * The endpoints that the tools use, through Notion's own SDK: it builds addresses, headers and forms. Its retries,
 * time limit and log are off, and every request goes through core's client.
 */
export function connectNotion(http: Http, settings: { base_url: string; api_version: string }) {
  const cached = createCache(contentMs);
  const people = createCache(peopleMs);

  async function makeClient() {
    const { Client } = await import("@notionhq/client");
    return new Client({
      baseUrl: settings.base_url.replace(/\/$/, ""),
      notionVersion: settings.api_version,
      retry: false,
      timeoutMs: 2_147_483_647,
      logger: () => undefined,
      fetch: (url, init) => {
        const target = new URL(url);
        const what = subjectOf(target);
        return http.fetch(target, {
          ...(init as RequestInit),
          ...(what ? { what } : {}),
        });
      },
    });
  }
  let client: ReturnType<typeof makeClient> | undefined;

  async function request<T>(
    method: "get" | "post" | "patch" | "delete",
    path: string,
    options: RequestOptions = {},
  ) {
    client ??= makeClient();
    const notion = await client;
    const { query, body, form } = options;
    const used = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
    return notion.request<T & object>({
      path,
      method,
      ...(used.length > 0 ? { query: Object.fromEntries(used) as Record<string, string> } : {}),
      ...(body ? { body } : {}),
      ...(form ? { formDataParams: form } : {}),
    }) as Promise<T>;
  }

  const users = (paging: Paging) => request<List<Person>>("get", "users", { query: { ...paging } });
  const query = (sourceId: string, body: Record<string, unknown>, only: string[] = []) =>
    // A look-up by POST, safe to repeat also inside a write.
    repeatable(() =>
      request<List<Page>>("post", `data_sources/${sourceId}/query`, {
        body,
        ...(only.length > 0 ? { query: { filter_properties: only } } : {}),
      }),
    );

  return {
    version: settings.api_version,
    me: () => request<Person>("get", "users/me"),
    users,

    /** Everybody in the workspace, kept for a while: people are accepted and answered by name. */
    everyUser: () => people("users", () => everyPage(5000, users)),

    search: (body: Record<string, unknown>) =>
      repeatable(() => request<List<Page | DataSource>>("post", "search", { body })),

    page: (id: string, only: string[] = []) =>
      request<Page>("get", `pages/${id}`, only.length > 0 ? { query: { filter_properties: only } } : {}),
    createPage: (body: Record<string, unknown>) => request<PageAnswer>("post", "pages", { body }).then(whole),
    updatePage: (id: string, body: Record<string, unknown>) =>
      request<PageAnswer>("patch", `pages/${id}`, { body }).then(whole),
    movePage: (id: string, parent: Record<string, string>) =>
      request<PageAnswer>("post", `pages/${id}/move`, { body: { parent } }).then(whole),
    pageProperty: (pageId: string, propertyId: string, paging: Paging) =>
      request<List<PropertyValue>>("get", `pages/${pageId}/properties/${propertyId}`, {
        query: { ...paging },
      }),

    /** Also takes the id of a block that an earlier answer left out. */
    markdown: (id: string, transcript = false) =>
      request<PageMarkdown>(
        "get",
        `pages/${id}/markdown`,
        transcript ? { query: { include_transcript: true } } : {},
      ),
    updateMarkdown: (id: string, body: Record<string, unknown>) =>
      request<PageMarkdown>("patch", `pages/${id}/markdown`, { body }),

    database: (id: string) => request<Database>("get", `databases/${id}`),
    createDatabase: (body: Record<string, unknown>) => request<Database>("post", "databases", { body }),

    source: (id: string) => cached(`source ${id}`, () => request<DataSource>("get", `data_sources/${id}`)),
    async updateSource(id: string, body: Record<string, unknown>) {
      const source = await request<DataSource>("patch", `data_sources/${id}`, { body });
      cached.forget(`source ${id}`);
      return source;
    },
    query,
    templates: (sourceId: string) =>
      request<{ templates: { id: string; name: string; is_default: boolean }[] }>(
        "get",
        `data_sources/${sourceId}/templates`,
        { query: { page_size: 100 } },
      ).then((page) => page.templates),

    block: (id: string) => request<Block>("get", `blocks/${id}`),
    children: (id: string, paging: Paging) =>
      request<List<Block>>("get", `blocks/${id}/children`, { query: { ...paging } }),
    appendChildren: (id: string, children: unknown[], position?: Record<string, unknown>) =>
      request<List<Block>>("patch", `blocks/${id}/children`, {
        body: { children, ...(position ? { position } : {}) },
      }),
    deleteBlock: (id: string) => request<Block>("delete", `blocks/${id}`),

    comments: (blockId: string, paging: Paging) =>
      request<List<Comment>>("get", "comments", { query: { block_id: blockId, ...paging } }),
    addComment: (body: Record<string, unknown>) => request<Comment>("post", "comments", { body }),

    createUpload: (body: Record<string, unknown>) => request<FileUpload>("post", "file_uploads", { body }),
    upload: (id: string) => request<FileUpload>("get", `file_uploads/${id}`),
    sendPart: (id: string, filename: string, data: Blob, part?: number) =>
      request<FileUpload>("post", `file_uploads/${id}/send`, {
        form: { file: { filename, data }, ...(part === undefined ? {} : { part_number: String(part) }) },
      }),
    completeUpload: (id: string) => request<FileUpload>("post", `file_uploads/${id}/complete`),

    /** Keeps an answer for a minute. */
    cached,
  };
}

type PageAnswer = Pick<Page, "object" | "id"> | Page;

/** An integration that may write but not read is answered a page's id alone. */
function whole(page: PageAnswer): Page {
  if ("properties" in page) return page;
  const nobody = { id: "" };
  return {
    ...page,
    url: linkTo(page.id),
    created_time: "",
    last_edited_time: "",
    created_by: nobody,
    last_edited_by: nobody,
    in_trash: false,
    parent: { type: "workspace" },
    properties: {},
  };
}
