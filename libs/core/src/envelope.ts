/** One JSON-RPC error as this layer answers it; `id` is left out when none could be read. */
export interface Rejection {
  id?: string | number;
  code: number;
  message: string;
  data?: unknown;
}

export const parseError = -32700;
export const invalidRequest = -32600;
export const invalidParams = -32602;
export const unsupportedVersion = -32022;

/** Protocol revisions that are told by a request's `_meta`. Older ones are told once, by `initialize`. */
export const modernVersions: readonly string[] = ["2026-07-28"];
export const versionKey = "io.modelcontextprotocol/protocolVersion";

const pagedLists = new Set(["tools/list", "prompts/list", "resources/list", "resources/templates/list"]);

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Checks what the SDK leaves unanswered: a message with a readable id is never dropped in silence.
 * Answers undefined for a message that may go on.
 */
export function rejectEnvelope(message: unknown): Rejection | undefined {
  if (!isObject(message)) {
    const what = Array.isArray(message) ? "Batches are not part of this protocol" : "Not a JSON-RPC message";
    return { code: invalidRequest, message: what };
  }
  const id = readableId(message.id);
  const reject = (code: number, text: string, data?: unknown): Rejection => ({
    ...(id === undefined ? {} : { id }),
    code,
    message: text,
    ...(data === undefined ? {} : { data }),
  });
  if (message.jsonrpc !== "2.0") return reject(invalidRequest, 'Not JSON-RPC 2.0: "jsonrpc" must be "2.0"');
  if (message.method === undefined) {
    const response = id !== undefined && (isObject(message.result) || isObject(message.error));
    return response
      ? undefined
      : reject(invalidRequest, 'Neither a request nor a response: "method" is missing');
  }
  if (typeof message.method !== "string") return reject(invalidRequest, '"method" must be a string');
  if ("id" in message && id === undefined)
    return reject(invalidRequest, '"id" must be a string or an integer');
  const { params } = message;
  if (params === undefined) return undefined;
  if (!isObject(params)) return reject(invalidRequest, '"params" must be an object');
  if (params._meta !== undefined) {
    if (!isObject(params._meta)) return reject(invalidParams, '"params._meta" must be an object');
    const version = params._meta[versionKey];
    if (version !== undefined && typeof version !== "string") {
      return reject(invalidParams, `"params._meta.${versionKey}" must be a string`);
    }
    if (version !== undefined && !modernVersions.includes(version)) {
      const data = { supported: modernVersions, requested: version };
      return reject(unsupportedVersion, `Unsupported protocol version: ${version.slice(0, 64)}`, data);
    }
  }
  if (pagedLists.has(message.method) && params.cursor !== undefined && typeof params.cursor !== "string") {
    return reject(invalidParams, '"params.cursor" must be a string');
  }
  return undefined;
}

function readableId(id: unknown): string | number | undefined {
  return typeof id === "string" || Number.isSafeInteger(id) ? (id as string | number) : undefined;
}

/** The id of a message that was too long to be read whole, where it stands first or last, as SDKs write it. */
export function idAtEdges(head: string, tail: string): string | number | undefined {
  const found =
    /^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*("(?:[^"\\]){0,128}"|-?\d{1,16})\s*,/.exec(head) ??
    /,\s*"id"\s*:\s*("(?:[^"\\]){0,128}"|-?\d{1,16})\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/.exec(tail);
  return found?.[1] === undefined ? undefined : readableId(JSON.parse(found[1]));
}
