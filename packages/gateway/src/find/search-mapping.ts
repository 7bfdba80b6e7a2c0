import type { RowPath, SearchMark } from "@sophia-mcp/core/search-mark";
import type { ServerConfig } from "../config/types.ts";

/** A tool by the name that its server knows, and how it is asked. */
export interface SearchMapping extends Omit<SearchMark, "results"> {
  tool: string;
  /** Without it the rows are looked for in the answer. */
  results?: string;
}

/** What rows of servers that say nothing of themselves call the same things. */
const usual: { title: RowPath; url: RowPath; updated: RowPath; about: readonly string[] } = {
  title: [
    "title",
    "name",
    "subject",
    "summary",
    "headline",
    "display_name",
    "full_name",
    "key",
    "path",
    "text",
    "id",
  ],
  url: ["url", "html_url", "web_url", "webUrl", "link", "permalink", "permalink_url", "href", "uri"],
  updated: [
    "updated_at",
    "updatedAt",
    "updated",
    "modified_at",
    "modifiedAt",
    "last_modified",
    "lastModified",
    "last_edited_time",
    "timestamp",
    "date",
    "created_at",
    "createdAt",
    "created",
  ],
  about: ["description", "snippet", "excerpt"],
};

/** What a server's own tools are marked with: of a manifest, or of the definitions themselves. */
export const markedSearches = (
  tools: readonly { name: string; search?: SearchMark | undefined }[],
): SearchMapping[] => tools.flatMap(({ name, search }) => (search ? [{ tool: name, ...search }] : []));

/** What the configuration says of a server that marks nothing. */
export function configuredSearch({ search }: Pick<ServerConfig, "search">): SearchMapping[] {
  if (!search) return [];
  const { tool, query, limit, results } = search;
  return [
    {
      ...usual,
      tool,
      query,
      ...(limit === undefined ? {} : { limit }),
      ...(results === undefined ? {} : { results }),
    },
  ];
}
