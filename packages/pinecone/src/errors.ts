import type { Answer, Explanation } from "@sophia-mcp/core/http-errors";

interface ControlError {
  error?: { code?: string; message?: string } | string;
}

/** The data plane words its errors as gRPC does. */
interface DataError {
  message?: string;
}

/**
 * Pinecone's error bodies: the control plane nests its message, the data plane does not, and both answer a refused key
 * with bare text.
 * @see https://docs.pinecone.io/reference/api/errors
 */
export function explain({ json, text, status, url, method }: Answer): Explanation {
  const message = messageOf(json) ?? plain(text);
  const said = message === undefined ? {} : { message };
  if (status === 404) return { ...said, advice: whereToLook(url.pathname) };
  if (status !== 403) return said;
  // Not every 403 is about the key: an index may be protected, or the project may be full.
  if (/deletion protection/i.test(message ?? "")) {
    return {
      message: "Deletion protection is on",
      status: 409,
      advice: "It is switched off with pinecone_update_index.",
    };
  }
  if (/quota|max serverless|upgrade/i.test(message ?? "")) return { ...said, status: 402 };
  return { ...said, advice: roleNeeded(url.pathname, method) };
}

function messageOf(json: unknown): string | undefined {
  if (typeof json === "string") return json;
  if (typeof json !== "object" || json === null) return undefined;
  const { error } = json as ControlError;
  return (typeof error === "object" ? error.message : error) ?? (json as DataError).message;
}

/** A proxy's page is no message of Pinecone's. */
const plain = (text: string): string | undefined => {
  const line = text.trim();
  return line === "" || line.startsWith("<") || line.startsWith("{") ? undefined : line;
};

const whereToLook = (path: string): string =>
  path.startsWith("/indexes")
    ? "pinecone_list_indexes names them."
    : "pinecone_list_namespaces names the namespaces.";

/**
 * Pinecone does not tell a key's roles; the path tells which one is needed.
 * @see https://docs.pinecone.io/guides/production/security-overview#api-keys
 */
function roleNeeded(path: string, method: string): string {
  if (!/^\/indexes(\/|$)/.test(path)) {
    return "Reading records needs a key with the role DataPlaneViewer, changing them DataPlaneEditor; ProjectEditor has both.";
  }
  return method === "GET"
    ? "Looking up indexes needs the role ControlPlaneViewer; with a key for data alone, name the index's host in PINECONE_INDEX_HOSTS."
    : "Creating, changing and deleting indexes needs the role ControlPlaneEditor or ProjectEditor.";
}
