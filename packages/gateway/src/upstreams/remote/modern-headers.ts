import { isObject, versionKey, type Json } from "@sophia-mcp/core/envelope";

/** An argument of a tool that is repeated in a header: where it stands, and the header's name in lower case. */
interface Mirrored {
  path: readonly string[];
  header: string;
}

interface Repeated {
  fields: readonly Mirrored[];
  /** A tool whose definition is not must not be called. */
  valid: boolean;
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
  const known = new Map<string, Repeated>();

  function repeated(tool: string): Repeated | undefined {
    const found = known.get(tool);
    if (found) return found;
    const schema = inputSchema(tool);
    if (schema === undefined) return undefined;
    const read = mirroredIn(schema);
    known.set(tool, read);
    return read;
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
      for (const { path, header } of repeated(name)?.fields ?? []) {
        const value = path.reduce<unknown>(
          (node, key) => (isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined),
          params.arguments,
        );
        const text = primitive(value);
        if (text !== undefined) headers[`mcp-param-${header}`] = headerValue(text);
      }
      return headers;
    },
    /** Whether a call names a tool that asks for headers in a way that the specification forbids. */
    forbids({ method, params }: Json): boolean {
      const name = method === "tools/call" && isObject(params) ? params.name : undefined;
      return typeof name === "string" && repeated(name)?.valid === false;
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

const token = /^[!#$%&'*+.^_`|~\w-]{1,128}$/;
const types = new Set<unknown>(["string", "integer", "boolean"]);
/** What stands under these is data, not schema. */
const data = new Set(["const", "default", "enum", "examples"]);

/** Every argument that a header repeats; and whether one is asked for where the specification forbids it. */
function mirroredIn(schema: unknown): Repeated {
  const fields: Mirrored[] = [];
  let valid = true;
  const visit = (node: unknown, path: readonly string[], reachable: boolean, depth: number): void => {
    if (typeof node !== "object" || node === null || depth > maxDepth) return;
    if (isObject(node) && annotation in node) {
      const header = node[annotation];
      const named = typeof header === "string" && token.test(header) ? header.toLowerCase() : undefined;
      const taken = fields.some((field) => field.header === named);
      valid &&= named !== undefined && !taken && reachable && path.length > 0 && types.has(node.type);
      if (named !== undefined) fields.push({ path, header: named });
    }
    for (const [key, child] of Object.entries(node)) {
      if (key === "properties" && isObject(child)) {
        for (const [name, property] of Object.entries(child))
          visit(property, [...path, name], reachable, depth + 1);
      } else if (key !== annotation && !data.has(key)) visit(child, path, false, depth + 1);
    }
  };
  visit(schema, [], true, 0);
  return { fields, valid };
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
