import type { GatewayConfig } from "./config/types.ts";
import { exposure } from "./find/expose.ts";
import type { GatewayTool } from "./find/gateway-tool.ts";
import type { SearchMapping } from "./find/search-mapping.ts";
import type { NamedThing } from "./names.ts";
import type { Guard } from "./policy/guard.ts";
import type { Caller } from "./relay/caller.ts";
import type { ToolFacts } from "./relay/tool-facts.ts";
import { compileView, type Part, type Route, type View } from "./relay/view.ts";
import { partsOf, type Source } from "./sources.ts";
import { capabilityKey } from "./upstreams/catalogue.ts";

/** What views are made of; replaced as a whole when the configuration changes. */
export interface Standing {
  config: GatewayConfig;
  sources: readonly Source[];
  guards: (profile: string) => Guard;
}

/** Views of one standing, each made when the first client needs it. */
export interface Views {
  for(caller: Caller): View | Promise<View>;
  /** The gateway's own tools of a profile, by name. */
  own(name: string, caller: Caller): GatewayTool | undefined;
  /** Something that views are made of is no longer as it was. */
  forget(): void;
}

export function createViews(standing: () => Standing): Views {
  const views = new Map<string, View | Promise<View>>();
  const tools = new Map<string, readonly GatewayTool[]>();
  const keys = new WeakMap<Caller, string>();

  async function compile(caller: Caller, key: string): Promise<View> {
    const { config, sources, guards } = standing();
    const guard = guards(caller.profile);
    const capabilities = capabilityKey(caller.capabilities);
    const others = sources.some(({ kind }) => kind === "upstream");
    const names = others ? await import("./names.ts") : undefined;
    const nameAll = (things: readonly NamedThing[]): Map<string, NamedThing> =>
      names ? names.exposedNames(things, names.nameLimit(caller.client)) : new Map();
    const parts = partsOf(sources, capabilities, nameAll);
    const view = await exposed(guard, parts, config, sources, key);
    // Made while something changed: it is old already, but nobody must wait for a quiet moment.
    if (views.has(key)) views.set(key, view);
    return view;
  }

  async function exposed(
    guard: Guard,
    parts: readonly Part[],
    config: GatewayConfig,
    sources: readonly Source[],
    key: string,
  ): Promise<View> {
    const profile = config.profiles[guard.profile];
    if (!profile) throw new Error(`no profile ${guard.profile}`);
    const permitted = parts
      .flatMap(({ tools: routes }) => routes.map(({ facts }) => facts))
      .filter((facts) => guard.shows(facts));
    const usual = permitted.filter((facts) => guard.lists(facts));
    const { listed, searchMode } = exposure(profile.expose, usual, profile);
    const servers = searchServers(sources, permitted);
    const own = await ownToolsFor(servers, searchMode, config.search.deadlineMs);
    tools.set(key, own);
    const routes = own.map(ownRoute);
    const all = [...routes.map(({ facts }) => facts), ...listed];
    return compileView(guard, parts, () => ({ listed: all, own: routes }));
  }

  return {
    for(caller) {
      let key = keys.get(caller);
      if (key === undefined) keys.set(caller, (key = keyOf(caller)));
      const found = views.get(key);
      if (found) return found;
      const compiling = compile(caller, key);
      views.set(key, compiling);
      compiling.catch(() => views.delete(key));
      return compiling;
    },
    own: (name, caller) => tools.get(keyOf(caller))?.find(({ listing }) => listing.name === name),
    forget: () => views.clear(),
  };
}

/** Callers of whom all this is the same see the same. */
const keyOf = ({ profile, client, capabilities }: Caller): string =>
  `${profile}\n${client.name}\n${capabilityKey(capabilities)}`;

/** Systems of which this profile permits something. */
function searchServers(sources: readonly Source[], permitted: readonly ToolFacts[]) {
  const names = new Set(permitted.map(({ name }) => name));
  const servers = new Set(permitted.map(({ server }) => server));
  return sources.flatMap((source) => {
    if (source.kind === "broken" || !servers.has(source.config.name)) return [];
    const search = source.search.filter(({ tool }) => source.kind === "upstream" || names.has(tool));
    return [{ title: source.config.title, ...(search.length > 0 ? { search } : {}) }];
  });
}

/** With one system and everything listed there is nothing to find. */
async function ownToolsFor(
  servers: readonly { title: string; search?: readonly SearchMapping[] }[],
  searchMode: boolean,
  deadlineMs: number,
): Promise<readonly GatewayTool[]> {
  const searchable = servers.filter(({ search }) => search !== undefined);
  if (!searchMode && searchable.length < 2) return [];
  const { ownTools } = await import("./find/own-tools.ts");
  return ownTools(servers, { searchMode, deadlineMs });
}

function ownRoute({ listing }: GatewayTool): Route {
  const { name, title } = listing;
  return {
    target: { kind: "own", name },
    timeoutMs: 120_000,
    facts: {
      name,
      ownName: name,
      server: "gateway",
      serverTitle: "Sophia MCP",
      title,
      description: typeof listing.description === "string" ? listing.description : "",
      access: "read",
      idempotent: true,
      builtIn: true,
      group: "core",
      listing: JSON.stringify(listing),
    },
  };
}
