import type { Answer, Explanation } from "@sophia-mcp/core/http-errors";

interface NotionError {
  code?: string;
  message?: string;
  request_id?: string;
  additional_data?: { rate_limit_reason?: string };
}

const advice: Readonly<Record<string, string>> = {
  object_not_found:
    "A page or database that exists but is not shared with the integration answers the same: in Notion open it, choose ••• > Connections and add the integration. Ids come from notion_search_pages.",
  restricted_resource:
    "Capabilities are set in the integration's configuration at https://www.notion.so/profile/integrations; the token stays the same.",
  conflict_error: "Nothing was changed: repeat the call.",
};

/**
 * Notion's error body.
 * @see https://developers.notion.com/reference/status-codes
 */
export function explain({ json, method, url }: Answer): Explanation {
  const { code = "", message, request_id, additional_data } = (json ?? {}) as NotionError;
  const reason = additional_data?.rate_limit_reason;
  const said = [message, reason ? `Limit: ${reason}.` : undefined].filter(Boolean).join(" ");
  const hint = advice[code];
  return {
    ...(said ? { message: said } : {}),
    ...(request_id ? { requestId: request_id } : {}),
    ...(hint ? { advice: hint } : {}),
    ...(code === "restricted_resource" ? { missingScopes: [capability(method, url.pathname)] } : {}),
  };
}

/**
 * Notion does not name the capability that is missing, but each endpoint needs one.
 * @see https://developers.notion.com/reference/capabilities
 */
function capability(method: string, path: string): string {
  if (path.startsWith("/v1/users")) return "read user information";
  if (path.startsWith("/v1/comments")) return method === "GET" ? "read comments" : "insert comments";
  if (method === "GET" || /\/(search|query)$/.test(path)) return "read content";
  const inserts =
    /\/(file_uploads\b.*|children)$/.test(path) ||
    (method === "POST" && /^\/v1\/(pages|databases)$/.test(path));
  return inserts ? "insert content" : "update content";
}

const kinds: Readonly<Record<string, string>> = {
  pages: "page",
  blocks: "block",
  databases: "database",
  data_sources: "data source",
  users: "user",
  file_uploads: "file upload",
};

/** What a request is about, for a 404: "page 1f2e…". */
export function subjectOf(url: URL): string | undefined {
  const [, , kind = "", id] = url.pathname.split("/");
  const known = kinds[kind];
  if (kind === "comments") return `page or block ${url.searchParams.get("block_id") ?? "of this comment"}`;
  return known && id && id !== "me" ? `${known} ${id}` : undefined;
}
