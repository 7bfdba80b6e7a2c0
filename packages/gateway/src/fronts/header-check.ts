import type { IncomingHttpHeaders } from "node:http";
import { isObject, modernVersions, versionKey, type Json } from "@sophia-mcp/core/envelope";
import type { RpcError } from "../relay/json-rpc.ts";
import { metaOf, missingKey } from "./caller-of.ts";

const headerMismatch = -32_020;
const invalidParams = -32_602;
const sources: ReadonlyMap<string, string> = new Map([
  ["tools/call", "name"],
  ["prompts/get", "name"],
  ["resources/read", "uri"],
]);

/**
 * What the modern revision wants of a request's headers: they repeat the body, and whoever decides by them must not see
 * something else than whoever acts on the body.
 */
export function checkModern(headers: IncomingHttpHeaders, message: Json, meta: Json): RpcError | undefined {
  const lacking = missingKey(meta);
  if (lacking !== undefined) return { code: invalidParams, message: `"params._meta" lacks ${lacking}` };
  // A message that is only told has no rules for its headers.
  if (!("id" in message)) return undefined;
  const version = one(headers["mcp-protocol-version"]);
  if (version !== meta[versionKey])
    return mismatch("MCP-Protocol-Version", version, String(meta[versionKey]));
  const method = one(headers["mcp-method"]);
  if (method !== message.method) return mismatch("Mcp-Method", method, String(message.method));
  const source = sources.get(String(message.method));
  const params = isObject(message.params) ? message.params : {};
  const value = source === undefined ? undefined : params[source];
  if (typeof value !== "string") return undefined;
  const name = decoded(one(headers["mcp-name"]));
  return name === value ? undefined : mismatch("Mcp-Name", name, value);
}

/** Comes before the question whether the revision is known at all: header and body must name the same one. */
export function versionConflict(headers: IncomingHttpHeaders, message: unknown): RpcError | undefined {
  const meta = isObject(message) ? metaOf(message) : undefined;
  const named = meta?.[versionKey];
  const version = one(headers["mcp-protocol-version"]);
  if (typeof named !== "string" || version === undefined || version === named) return undefined;
  return mismatch("MCP-Protocol-Version", version, named);
}

/** An older request may name its revision, but not one that works otherwise. */
export function checkLegacy(headers: IncomingHttpHeaders, known: readonly string[]): RpcError | undefined {
  const version = one(headers["mcp-protocol-version"]);
  if (version === undefined || known.includes(version)) return undefined;
  if (modernVersions.includes(version)) {
    return { code: invalidParams, message: `"params._meta" lacks ${versionKey}` };
  }
  return {
    code: -32_022,
    message: `Unsupported protocol version: ${version.slice(0, 64)}`,
    data: { supported: [...modernVersions, ...known], requested: version.slice(0, 64) },
  };
}

interface ParamHeader {
  header: string;
  path: readonly string[];
}

/** Arguments that a tool's schema wants repeated in headers, where they can be reached by properties alone. */
export function paramHeaders(schema: unknown, path: readonly string[] = []): ParamHeader[] {
  if (!isObject(schema) || !isObject(schema.properties) || path.length > 16) return [];
  return Object.entries(schema.properties).flatMap(([key, property]) => {
    if (!isObject(property)) return [];
    const header = property["x-mcp-header"];
    const here = [...path, key];
    if (typeof header === "string" && header !== "")
      return [{ header: `mcp-param-${header.toLowerCase()}`, path: here }];
    return paramHeaders(property, here);
  });
}

export function checkParams(
  headers: IncomingHttpHeaders,
  args: unknown,
  wanted: readonly ParamHeader[],
): RpcError | undefined {
  for (const { header, path } of wanted) {
    let value: unknown = args;
    for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    const given = decoded(one(headers[header]));
    if (value === undefined || value === null) {
      if (given !== undefined) return mismatch(header, given, "(not given)");
    } else if (!same(given, value)) return mismatch(header, given, JSON.stringify(value));
  }
  return undefined;
}

/** Whole numbers are compared as numbers: 42.0 is 42. */
const same = (header: string | undefined, value: unknown): boolean =>
  header !== undefined &&
  (header === String(value) ||
    (typeof value === "number" && header.trim() !== "" && Number(header) === value));

const encoded = /^=\?base64\?(.*)\?=$/;

function decoded(header: string | undefined): string | undefined {
  if (header === undefined || /[^\t\x20-\x7E]/.test(header)) return undefined;
  const inner = encoded.exec(header)?.[1];
  if (inner === undefined) return header;
  const bytes = Buffer.from(inner, "base64");
  // The decoder passes over what is no Base64: nobody can tell what was meant then.
  return bytes.toString("base64") === inner ? bytes.toString("utf8") : undefined;
}

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? undefined : header?.trim();

const mismatch = (header: string, given: string | undefined, body: string): RpcError => ({
  code: headerMismatch,
  message: `Header mismatch: ${header} is ${given === undefined ? "missing or unreadable" : `"${given.slice(0, 128)}"`}, the body says "${body.slice(0, 128)}"`,
});
