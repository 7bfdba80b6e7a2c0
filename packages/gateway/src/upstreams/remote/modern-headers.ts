import { isObject, versionKey, type Json } from "@sophia-mcp/core/envelope";

/** An argument of a tool that is repeated in a header: where it stands, and the header's name. */
interface Mirrored {
  path: readonly string[];
  header: string;
}

/** Of these methods a header names what the request is about. */
const nameFields = new Map([
  ["tools/call", "name"],
  ["prompts/get", "name"],
  ["resources/read", "uri"],
  ["tasks/get", "taskId"],
  ["tasks/update", "taskId"],
  ["tasks/cancel", "taskId"],
]);

const maxDepth = 32;
const annotation = "x-mcp-header";

/** The revision that a message names itself, as messages of the modern era do. */
export function namedVersion(message: Json): string | undefined {
  const params = isObject(message.params) ? message.params : undefined;
  const meta = params && isObject(params._meta) ? params._meta : undefined;
  const version = meta?.[versionKey];
  return typeof version === "string" ? version : undefined;
}

/** Headers that repeat the body, so that what stands between can route without reading it. */
export function createModernHeaders(inputSchema: (tool: string) => unknown) {
  const known = new Map<string, readonly Mirrored[]>();

  function mirrored(tool: string): readonly Mirrored[] {
    const found = known.get(tool);
    if (found) return found;
    const schema = inputSchema(tool);
    if (schema === undefined) return [];
    const fields = mirroredIn(schema);
    known.set(tool, fields);
    return fields;
  }

  return {
    of(message: Json, version: string): Record<string, string> {
      const method = String(message.method);
      const params = isObject(message.params) ? message.params : {};
      const headers: Record<string, string> = { "mcp-protocol-version": version, "mcp-method": method };
      const name = params[nameFields.get(method) ?? ""];
      if (typeof name !== "string") return headers;
      headers["mcp-name"] = headerValue(name);
      if (method !== "tools/call") return headers;
      for (const { path, header } of mirrored(name)) {
        const value = path.reduce<unknown>(
          (node, key) => (isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined),
          params.arguments,
        );
        const text = primitive(value);
        if (text !== undefined) headers[`mcp-param-${header.toLowerCase()}`] = headerValue(text);
      }
      return headers;
    },
    /** A list went by: it says what holds from now on. */
    listed(tools: unknown): void {
      if (!Array.isArray(tools)) return;
      for (const tool of tools as unknown[]) {
        if (isObject(tool) && typeof tool.name === "string")
          known.set(tool.name, mirroredIn(tool.inputSchema));
      }
    },
  };
}

function mirroredIn(schema: unknown): readonly Mirrored[] {
  const fields: Mirrored[] = [];
  const visit = (node: unknown, path: readonly string[]): void => {
    if (!isObject(node) || path.length > maxDepth) return;
    const header = node[annotation];
    if (typeof header === "string" && /^[!#$%&'*+.^_`|~\w-]{1,128}$/.test(header))
      fields.push({ path, header });
    if (!isObject(node.properties)) return;
    for (const [key, child] of Object.entries(node.properties)) visit(child, [...path, key]);
  };
  visit(schema, []);
  return fields;
}

function primitive(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  return typeof value === "number" && (!Number.isInteger(value) || Number.isSafeInteger(value))
    ? String(value)
    : undefined;
}

const plain = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/;
const marked = /^=\?base64\?.*\?=$/;

/** A value as a header can hold it: as it is, or marked and in base64. */
export function headerValue(value: string): string {
  if (plain.test(value) && !marked.test(value)) return value;
  return `=?base64?${Buffer.from(value, "utf8").toString("base64")}?=`;
}
