import type { Environment } from "@sophia-mcp/auth/credentials";
import type { ListedServer } from "@sophia-mcp/core/manifest";
import type { GatewayMetrics } from "@sophia-mcp/metrics/events";
import type { GatewayConfig, ServerConfig } from "./config/types.ts";
import type { Log } from "./log.ts";
import type { BuiltIn } from "./registry.ts";
import type { Context } from "./relay/ask-upstream.ts";
import type { Subscriptions } from "./relay/subscriptions.ts";
import { builtInListings, builtInSource, upstreamSource, type Source } from "./sources.ts";
import { createBuiltIn } from "./upstreams/built-in.ts";
import type { Catalogue } from "./upstreams/catalogue.ts";
import type { createCircuit } from "./upstreams/circuit.ts";
import { createChannel } from "./upstreams/create-channel.ts";
import type { Gate } from "./upstreams/gate.ts";
import { inputSchemaOf } from "./upstreams/input-schema.ts";
import type { ListName } from "./upstreams/reconciler.ts";
import { createUpstream, type ExternalServer, type Upstream } from "./upstreams/upstream.ts";
import { vetSurface } from "./upstreams/vet.ts";

export interface SourcesOptions {
  builtIns: Readonly<Record<string, BuiltIn>>;
  manifest: readonly ListedServer[] | undefined;
  env: Environment;
  sandbox: boolean;
  stateFolder: string;
  catalogue: Catalogue;
  gate: Gate;
  log: Log;
  metrics: GatewayMetrics;
  subscriptions: Subscriptions;
  /** By a server's fingerprint. */
  circuits?: ((server: string) => typeof createCircuit) | undefined;
  changed(kinds: readonly ListName[]): void;
  /** Names of all servers' tools with the title of their server, for definitions that speak of others' tools. */
  knownTools(except: string): ReadonlyMap<string, string>;
}

/**
 * The servers of a configuration. Those whose entry did not change are taken over from `before`, running or not; what is
 * left of `before` is for the caller to close.
 */
export async function openSources(
  { servers }: GatewayConfig,
  before: readonly Source[],
  options: SourcesOptions,
): Promise<Source[]> {
  const names = servers.flatMap((server) => (server.kind === "builtIn" ? [server.builtIn] : []));
  const listings = await builtInListings(names, options.builtIns, options.manifest);
  const kept = new Map(before.map((source) => [JSON.stringify(source.config), source]));
  return servers.map((server) => kept.get(JSON.stringify(server)) ?? open(server, listings, options));
}

function open(
  server: ServerConfig,
  listings: ReadonlyMap<string, ListedServer>,
  options: SourcesOptions,
): Source {
  if (server.kind === "broken") return { kind: "broken", config: server };
  if (server.kind !== "builtIn") return upstreamSource(openUpstream(server, options));
  const listed = listings.get(server.builtIn);
  const builtIn = options.builtIns[server.builtIn];
  if (!listed || !builtIn) {
    return {
      kind: "broken",
      config: { ...server, kind: "broken", reason: `no built-in server is called ${server.builtIn}` },
    };
  }
  if (server.isolation === "process") {
    const upstream = openUpstream(server, options);
    return builtInSource(server, listed, { kind: "upstream", upstream }, options);
  }
  const { env, sandbox, metrics, log } = options;
  const runtime = createBuiltIn({
    title: server.title,
    builtIn,
    env: { ...env, ...server.env },
    sandbox,
    metrics,
    log: (line) => log("error", "built_in", { server: server.name, line }),
  });
  return builtInSource(server, listed, { kind: "builtIn", runtime }, options);
}

function openUpstream(config: ExternalServer, options: SourcesOptions): Upstream {
  const { catalogue, gate, log, metrics, subscriptions, changed, stateFolder, env, sandbox } = options;
  const upstream: Upstream = createUpstream({
    config,
    createCircuit: options.circuits?.(config.fingerprint),
    createChannel: () =>
      createChannel(config, {
        env,
        sandbox,
        stateFolder,
        log,
        inputSchema: (tool) => inputSchemaOf(upstream.entry(), tool),
      }),
    catalogue,
    gate,
    log,
    metrics,
    changed,
    updated: (pooled, message) => subscriptions.updated(upstream, pooled, message),
    ask: (_session, method, params, flight) => (flight.context as Context).ask(method, params),
    vet: (surface, entry) =>
      config.kind === "builtIn"
        ? Promise.resolve(surface)
        : vetSurface(config, surface, entry, options.knownTools(config.name), { folder: stateFolder, log }),
  });
  return upstream;
}

export async function closeSource(source: Source): Promise<void> {
  if (source.kind === "upstream") await source.upstream.close();
  else if (source.kind === "builtIn") {
    await (source.target.kind === "builtIn" ? source.target.runtime.close() : source.target.upstream.close());
  }
}
