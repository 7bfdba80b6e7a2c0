import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { elements, members } from "../relay/json-spans.ts";
import { envelope } from "../relay/handshake.ts";
import type { Link } from "../relay/link.ts";
import type { ListedItem, ListedToolItem, StoredList, StoredSurface } from "./catalogue.ts";

/** A list that goes on longer than this is a fault or an attack. */
const maxPages = 100;
const maxItems = 5000;

interface ListKind {
  method: string;
  field: string;
  key: "name" | "uri" | "uriTemplate";
  capability: "tools" | "prompts" | "resources";
}

const kinds = {
  tools: { method: "tools/list", field: "tools", key: "name", capability: "tools" },
  prompts: { method: "prompts/list", field: "prompts", key: "name", capability: "prompts" },
  resources: { method: "resources/list", field: "resources", key: "uri", capability: "resources" },
  templates: {
    method: "resources/templates/list",
    field: "resourceTemplates",
    key: "uriTemplate",
    capability: "resources",
  },
} as const satisfies Record<string, ListKind>;

export type Asking = { client: { name: string; version: string }; capabilities: Json; timeoutMs: number };

/** Everything that a server lists, page by page, each entry as it was written. */
export async function listSurface(link: Link, asking: Asking): Promise<StoredSurface> {
  const [tools, prompts, resources, templates] = await Promise.all([
    list(link, kinds.tools, asking),
    list(link, kinds.prompts, asking),
    list(link, kinds.resources, asking),
    list(link, kinds.templates, asking),
  ]);
  return {
    at: Date.now(),
    tools: { ...tools, items: tools.items.map(toolItem) },
    prompts: { ...prompts, items: prompts.items.map(withoutRaw) },
    resources: { ...resources, items: resources.items.map(withoutRaw) },
    templates: { ...templates, items: templates.items.map(withoutRaw) },
  };
}

interface RawItem extends ListedItem {
  parsed: Json;
}

async function list(link: Link, kind: ListKind, asking: Asking): Promise<StoredList<RawItem>> {
  const items: RawItem[] = [];
  if (!isObject(link.opening.capabilities[kind.capability])) return { items };
  let cursor: string | undefined;
  const hints: { ttlMs?: number; cacheScope?: "public" | "private" } = {};
  for (let page = 0; page < maxPages && items.length < maxItems; page++) {
    const meta = link.opening.era === "modern" ? { _meta: envelope(asking.client, asking.capabilities) } : {};
    const params = { ...meta, ...(cursor === undefined ? {} : { cursor }) };
    const answer = await link.request(kind.method, Object.keys(params).length > 0 ? params : undefined, {
      timeoutMs: asking.timeoutMs,
    });
    const { result, line } = answer;
    // Templates and the like may be missing although the capability is there.
    if (!result || !Array.isArray(result[kind.field])) break;
    const parsed = result[kind.field] as unknown[];
    const spans = spansOf(line, kind.field);
    for (const [i, span] of spans.entries()) {
      const item = cutAtKey(line.slice(span.from, span.to), parsed[i], kind.key);
      if (item) items.push(item);
    }
    if (typeof result.ttlMs === "number")
      hints.ttlMs = Math.max(0, Math.min(hints.ttlMs ?? Infinity, result.ttlMs));
    if (result.cacheScope === "private" || result.cacheScope === "public") {
      hints.cacheScope = hints.cacheScope === "private" ? "private" : result.cacheScope;
    }
    const next = result.nextCursor;
    if (typeof next !== "string" || next === cursor) break;
    cursor = next;
  }
  return { items: items.slice(0, maxItems), ...hints };
}

function spansOf(line: string, field: string) {
  const result = members(line, 0).get("result");
  const found = result && members(line, result.from).get(field);
  return found ? elements(line, found.from) : [];
}

/** One entry, cut around its key; an entry that is no object or has no key is left out, the others stay. */
export function cutAtKey(text: string, parsed: unknown, key: string): RawItem | undefined {
  if (!isObject(parsed) || typeof parsed[key] !== "string" || parsed[key] === "") return undefined;
  const span = members(text, 0).get(key);
  if (!span) return undefined;
  return { key: parsed[key], before: text.slice(0, span.from), after: text.slice(span.to), parsed };
}

const withoutRaw = ({ key, before, after }: RawItem): ListedItem => ({ key, before, after });

/** Where a server says nothing of what a tool does, the worst is assumed, as the protocol does. */
export function toolItem(item: RawItem): ListedToolItem {
  const { parsed } = item;
  const hints = isObject(parsed.annotations) ? parsed.annotations : {};
  const access = hints.readOnlyHint === true ? "read" : hints.destructiveHint === false ? "write" : "destroy";
  const title = typeof parsed.title === "string" ? parsed.title : hints.title;
  return {
    ...withoutRaw(item),
    title: typeof title === "string" ? title : item.key,
    description: typeof parsed.description === "string" ? parsed.description : "",
    access,
    idempotent: access === "read" || hints.idempotentHint === true,
  };
}
