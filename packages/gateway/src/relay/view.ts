import type { Json } from "@sophia-mcp/core/envelope";
import { tokens } from "@sophia-mcp/core/text";
import type { Guard } from "../policy/guard.ts";
import type { ListedItem, StoredList } from "../upstreams/catalogue.ts";
import type { Upstream } from "../upstreams/upstream.ts";
import type { BuiltInRuntime } from "../upstreams/built-in.ts";
import type { ToolFacts } from "./tool-facts.ts";

/** A tool of the gateway's own: search mode's three, and the search over all systems. */
export interface OwnTarget {
  kind: "own";
  name: string;
}
export type Target =
  | { kind: "builtIn"; runtime: BuiltInRuntime }
  | { kind: "upstream"; upstream: Upstream }
  | OwnTarget;

/** Where a name leads, and under which conditions. */
export interface Route {
  facts: ToolFacts;
  target: Target;
  timeoutMs: number;
}

/** How long, and for whom, a list may be kept. */
export interface Hints {
  ttlMs: number;
  cacheScope: "public" | "private";
}

/** Prompts, resources and templates as clients see them. */
export interface SharedList {
  /** Elements of the JSON array. */
  json: string;
  hints: Hints;
  owners: ReadonlyMap<string, { upstream: Upstream; ownName: string }>;
}

/** Everything that clients of one profile see; compiled once, and shared until something changes. */
export interface View {
  guard: Guard;
  /** All that may be called, listed or not. */
  routes: ReadonlyMap<string, Route>;
  /** Elements of the JSON array of `tools/list`. */
  toolsJson: string;
  toolHints: Hints;
  definitionTokens: number;
  savedTokens: number;
  prompts: SharedList;
  resources: SharedList;
  templates: SharedList;
}

/** One server's part in a view. */
export interface Part {
  upstream: Upstream | undefined;
  tools: readonly Route[];
  toolHints: Hints;
  prompts: StoredList | undefined;
  promptName(own: string): string;
  resources: StoredList | undefined;
  templates: StoredList | undefined;
}

/** What `expose` decides: which of the permitted tools are listed. */
export interface Exposed {
  listed: readonly { name: string; listing: string }[];
  /** The gateway's own tools that can be called. */
  own: readonly Route[];
}

const always: Hints = { ttlMs: 3_600_000, cacheScope: "public" };

export function compileView(
  guard: Guard,
  parts: readonly Part[],
  expose: (listed: readonly ToolFacts[], all: readonly ToolFacts[]) => Exposed,
): View {
  const routes = new Map<string, Route>();
  const permitted: ToolFacts[] = [];
  for (const { tools } of parts) {
    for (const route of tools) {
      if (!guard.shows(route.facts) || routes.has(route.facts.name)) continue;
      routes.set(route.facts.name, route);
      permitted.push(route.facts);
    }
  }
  const usual = permitted.filter((facts) => guard.lists(facts));
  const { listed, own } = expose(usual, permitted);
  for (const route of own) routes.set(route.facts.name, route);
  const toolsJson = listed.map(({ listing }) => listing).join(",");
  const definitionTokens = tokens(toolsJson);
  const whole = usual.reduce((sum, { listing }) => sum + tokens(listing), 0);
  return {
    guard,
    routes,
    toolsJson,
    toolHints: strictest(parts.map(({ toolHints }) => toolHints)),
    definitionTokens,
    savedTokens: Math.max(0, whole - definitionTokens),
    prompts: shared(
      parts,
      (part) => part.prompts,
      (part, own) => part.promptName(own),
    ),
    resources: shared(
      parts,
      (part) => part.resources,
      (_, own) => own,
    ),
    templates: shared(
      parts,
      (part) => part.templates,
      (_, own) => own,
    ),
  };
}

/** The first server that offers a key has it; a second one of the same key cannot be told apart, and is left out. */
function shared(
  parts: readonly Part[],
  pick: (part: Part) => StoredList | undefined,
  rename: (part: Part, own: string) => string,
): SharedList {
  const owners = new Map<string, { upstream: Upstream; ownName: string }>();
  const json: string[] = [];
  const hints: Hints[] = [];
  for (const part of parts) {
    const list = pick(part);
    if (!list || !part.upstream) continue;
    if (list.items.length > 0) hints.push(hintsOf(list));
    for (const item of list.items) {
      const name = rename(part, item.key);
      if (owners.has(name)) continue;
      owners.set(name, { upstream: part.upstream, ownName: item.key });
      json.push(named(item, name));
    }
  }
  return { json: json.join(","), hints: strictest(hints), owners };
}

/** The entry as its server wrote it, under another name. */
export const named = ({ before, after }: ListedItem, name: string): string =>
  `${before}${JSON.stringify(name)}${after}`;

/** A server that says nothing of how long its list holds is asked again each time. */
export const hintsOf = (list: StoredList): Hints => ({
  ttlMs: list.ttlMs ?? 0,
  cacheScope: list.cacheScope ?? "private",
});

/** A merged list holds as long as its shortest part, and is as private as its most private one. */
export function strictest(hints: readonly Hints[]): Hints {
  return hints.reduce<Hints>(
    (all, { ttlMs, cacheScope }) => ({
      ttlMs: Math.min(all.ttlMs, ttlMs),
      cacheScope: cacheScope === "private" ? "private" : all.cacheScope,
    }),
    always,
  );
}

/** Fields that a list of the modern era carries besides its entries. */
export const modernFields = ({ ttlMs, cacheScope }: Hints, serverInfo: Json): string =>
  `"resultType":"complete","ttlMs":${ttlMs},"cacheScope":"${cacheScope}","_meta":${JSON.stringify({ "io.modelcontextprotocol/serverInfo": serverInfo })}`;
