import type { Environment } from "@sophia-mcp/auth/credentials";
import type { ListedServer } from "@sophia-mcp/core/manifest";
import { usableTools } from "@sophia-mcp/core/select";
import type { BuiltInServer, ServerConfig } from "./config/types.ts";
import { matchesGlob } from "./policy/glob.ts";
import { configuredSearch, markedSearches, type SearchMapping } from "./find/search-mapping.ts";
import type { BuiltIn } from "./registry.ts";
import type { ToolFacts } from "./relay/tool-facts.ts";
import { hintsOf, named, type Part, type Route, type Target } from "./relay/view.ts";
import type { ListedItem } from "./upstreams/catalogue.ts";
import type { Upstream, UpstreamStatus } from "./upstreams/upstream.ts";
import type { NamedThing } from "./names.ts";

/** A server that ships with the gateway, by what is known without loading it. */
export interface BuiltInSource {
  kind: "builtIn";
  config: BuiltInServer;
  target: Extract<Target, { kind: "builtIn" | "upstream" }>;
  routes: readonly Route[];
  search: readonly SearchMapping[];
  /** Variables that hold its credential. */
  secrets: readonly string[];
}

/** Any other server, by what it listed when it was last asked. */
export interface UpstreamSource {
  kind: "upstream";
  config: Upstream["config"];
  upstream: Upstream;
  search: readonly SearchMapping[];
}

export interface BrokenSource {
  kind: "broken";
  config: Extract<ServerConfig, { kind: "broken" }>;
}

export type Source = BuiltInSource | UpstreamSource | BrokenSource;

/** What built-ins list: from the manifest, or from their definitions where they run from source. */
export async function builtInListings(
  names: readonly string[],
  builtIns: Readonly<Record<string, BuiltIn>>,
  manifest: readonly ListedServer[] | undefined,
): Promise<Map<string, ListedServer>> {
  const recorded = new Map(manifest?.map((server) => [server.name, server]));
  const missing = names.filter((name) => !recorded.has(name) && builtIns[name]);
  for (const name of missing) {
    const [{ default: server }, { toolListing }] = await Promise.all([
      (builtIns[name] as BuiltIn).server(),
      import("@sophia-mcp/core/surface"),
    ]);
    const tools = server.tools.map((tool) => ({ ...tool, listing: JSON.stringify(toolListing(tool)) }));
    recorded.set(name, { ...server, tools });
  }
  return recorded;
}

export function builtInSource(
  config: BuiltInServer,
  listed: ListedServer,
  target: BuiltInSource["target"],
  { env, sandbox }: { env: Environment; sandbox: boolean },
): BuiltInSource {
  // The sandbox brings a credential that can do everything.
  const tools = sandbox ? listed.tools : usableTools(listed.tools, listed, { ...env, ...config.env });
  const fields = listed.credentials.flatMap((scheme) => Object.values(scheme.fields));
  const secrets = fields.flatMap((field) => (field.secret ? field.env : []));
  const routes = tools.map(({ name, access, group, listing }) => ({
    target,
    timeoutMs: config.timeoutMs,
    facts: builtInFacts({ name, access, group, listing }, config),
  }));
  return { kind: "builtIn", config, target, routes, search: markedSearches(listed.tools), secrets };
}

/** The definition is parsed only where its words are wanted: listing needs none of them. */
function builtInFacts(
  tool: Pick<ToolFacts, "name" | "access" | "group" | "listing">,
  config: BuiltInServer,
): ToolFacts {
  let parsed: { title: string; description: string; annotations: { idempotentHint: boolean } } | undefined;
  const words = () => (parsed ??= JSON.parse(tool.listing) as NonNullable<typeof parsed>);
  return {
    ...tool,
    ownName: tool.name,
    server: config.name,
    serverTitle: config.title,
    builtIn: true,
    get title() {
      return words().title;
    },
    get description() {
      return words().description;
    },
    get idempotent() {
      return words().annotations.idempotentHint;
    },
  };
}

export const upstreamSource = (upstream: Upstream): UpstreamSource => ({
  kind: "upstream",
  config: upstream.config,
  upstream,
  search: configuredSearch(upstream.config),
});

interface Naming extends NamedThing {
  item: ListedItem;
}

/**
 * Every server's part in a view.
 * @param nameAll gives names to tools, and to prompts, over all servers at once
 */
export function partsOf(
  sources: readonly Source[],
  capabilities: string,
  nameAll: (things: readonly NamedThing[]) => Map<string, NamedThing>,
): Part[] {
  const tools = namesOf(sources, capabilities, "tools", nameAll);
  const prompts = namesOf(sources, capabilities, "prompts", nameAll);
  return sources.flatMap((source): Part[] => {
    if (source.kind === "broken") return [];
    if (source.kind === "builtIn") return [builtInPart(source)];
    const { config, upstream } = source;
    const surface = upstream.surface(capabilities);
    if (!surface) return [];
    const target: Target = { kind: "upstream", upstream };
    const routes = surface.tools.items.flatMap((item): Route[] => {
      const name = tools.get(item);
      if (name === undefined) return [];
      const { title, description, access, idempotent } = item;
      const facts: ToolFacts = {
        name,
        ownName: item.key,
        server: config.name,
        serverTitle: config.title,
        title,
        description,
        access,
        idempotent,
        builtIn: false,
        group: "core",
        listing: named(item, name),
      };
      return [{ target, timeoutMs: timeoutOf(config, item.key), facts }];
    });
    return [
      {
        upstream,
        tools: routes,
        toolHints: hintsOf(surface.tools),
        prompts: surface.prompts,
        promptName: (own) => {
          const found = surface.prompts.items.find(({ key }) => key === own);
          return (found && prompts.get(found)) ?? own;
        },
        resources: surface.resources,
        templates: surface.templates,
      },
    ];
  });
}

function builtInPart({ routes }: BuiltInSource): Part {
  return {
    upstream: undefined,
    tools: routes,
    toolHints: { ttlMs: 3_600_000, cacheScope: "public" },
    prompts: undefined,
    promptName: (own) => own,
    resources: undefined,
    templates: undefined,
  };
}

function namesOf(
  sources: readonly Source[],
  capabilities: string,
  kind: "tools" | "prompts",
  nameAll: (things: readonly NamedThing[]) => Map<string, NamedThing>,
): Map<ListedItem, string> {
  const others = sources.flatMap((source): Naming[] => {
    if (source.kind !== "upstream") return [];
    const { name: server, prefix } = source.config;
    const items = source.upstream.surface(capabilities)?.[kind].items ?? [];
    return items.map((item) => ({ server, prefix, ownName: item.key, builtIn: false, item }));
  });
  if (others.length === 0) return new Map();
  const ours =
    kind === "tools"
      ? sources.flatMap((source) => (source.kind === "builtIn" ? source.routes.map(ownNaming) : []))
      : [];
  const found = new Map<ListedItem, string>();
  for (const [name, thing] of nameAll([...ours, ...others]))
    if ("item" in thing) found.set((thing as Naming).item, name);
  return found;
}

const ownNaming = ({ facts }: Route): NamedThing => ({
  server: facts.server,
  prefix: "",
  ownName: facts.name,
  builtIn: true,
});

function timeoutOf({ toolTimeouts, timeoutMs }: Upstream["config"], tool: string): number {
  return toolTimeouts.find(({ match }) => matchesGlob(match, tool))?.timeoutMs ?? timeoutMs;
}

/** How a built-in is doing, in this process or in one of its own. */
export const targetStatus = ({
  target,
}: BuiltInSource): Pick<UpstreamStatus, "state"> & { reason?: string } =>
  target.kind === "builtIn" ? target.runtime.status() : target.upstream.status();

/** How a server's data is searched, where it can be. */
export const searchOf = (source: Source): { search?: readonly SearchMapping[] } =>
  source.kind !== "broken" && source.search.length > 0 ? { search: source.search } : {};
