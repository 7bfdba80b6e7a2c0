import { join } from "node:path";
import type { Environment } from "@sophia-mcp/auth/credentials";
import type { ListedServer } from "@sophia-mcp/core/manifest";
import { noGatewayMetrics, type GatewayMetrics } from "@sophia-mcp/metrics/events";
import { noAudit, type Audit } from "./audit/audit.ts";
import type { Cluster } from "./cluster/cluster.ts";
import type { GatewayConfig } from "./config/types.ts";
import {
  capabilities,
  heldBack,
  instructions,
  offers,
  prefixed,
  reportFacts,
  statusOf,
  toolNames,
  type ServerStatus,
} from "./describe.ts";
import type { ReportFacts } from "./find/token-report.ts";
import { selectTools, type Selection } from "@sophia-mcp/core/select";
import { createLog, type Log } from "./log.ts";
import { createCallStack } from "./call-stack.ts";
import type { Approvals } from "./policy/approvals.ts";
import { compileProfiles } from "./policy/compile.ts";
import { createMemoryLimits, type Limits } from "./policy/limits.ts";
import type { BuiltIn } from "./registry.ts";
import type { Caller } from "./relay/caller.ts";
import { createHeld } from "./relay/held.ts";
import { createRelay, type Relay } from "./relay/relay.ts";
import type { Session } from "./relay/session.ts";
import { createSubscriptions } from "./relay/subscriptions.ts";
import type { View } from "./relay/view.ts";
import { closeSource, openSources } from "./open-sources.ts";
import type { Source } from "./sources.ts";
import { capabilityKey, createCatalogue } from "./upstreams/catalogue.ts";
import { createGate } from "./upstreams/gate.ts";
import type { ListName } from "./upstreams/reconciler.ts";
import type { Upstream } from "./upstreams/upstream.ts";
import { version } from "./version.ts";
import { keepUp } from "./upkeep.ts";
import { createViews, type Standing, type Views } from "./views.ts";

/** What the built-ins list, recorded at build time. */
export interface GatewayManifest {
  servers: readonly ListedServer[];
}

export interface GatewayOptions {
  config: GatewayConfig;
  builtIns: Readonly<Record<string, BuiltIn>>;
  env: Environment;
  /** Where the catalogue, approvals and the audit log are kept. */
  stateFolder: string;
  /** Stand an emulator behind each built-in instead of its vendor. */
  sandbox?: boolean;
  /** What flags say of tools and groups: a name that is not there would otherwise look as if it had worked. */
  selection?: Pick<Selection, "tools" | "groups">;
  /** With it, listing loads no server. */
  manifest?: GatewayManifest | undefined;
  metrics?: GatewayMetrics;
  audit?: Audit;
  limits?: Limits;
  log?: Log;
  /** Whether a person can release a call over HTTP. */
  http?: boolean;
  /** Where several replicas serve the same clients. */
  cluster?: Cluster | undefined;
}

export interface Gateway {
  relay: Relay;
  /** A client with a connection hears of changes until its `ends` are called. */
  connected(session: Session): void;
  status(): ServerStatus[];
  /** Calls that wait for a person. */
  approvals(): Promise<Approvals>;
  /** What this caller's tools cost, and those of every profile. */
  report(caller: Caller): ReportFacts;
  /** What is in force now. */
  config(): GatewayConfig;
  /** Asks servers that were never met, so that the lists are whole. */
  met(caller: Caller): Promise<void>;
  /** Takes a changed configuration over; what did not change in it keeps running. */
  reload(config: GatewayConfig): Promise<void>;
  views: Views;
  /** Streams of changes end; calls in flight go on. */
  stopping(): void;
  close(): Promise<void>;
}

/** The very first time that a server is met, the others are not kept waiting for it longer than this. */
const firstListMs = 500;
/** A server that could not be met is not asked again before. */
const meetAgainMs = 2000;

/** Many servers as one: what each offers is known from its manifest or the catalogue, and none runs before it is used. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { env, stateFolder, metrics = noGatewayMetrics, audit = noAudit, sandbox = false } = options;
  const log = options.log ?? createLog("warn");
  const subscriptions = createSubscriptions();
  const { cluster } = options;
  const own = createCatalogue(join(stateFolder, "catalogue"), (error) =>
    log("warn", "catalogue_unwritten", { reason: error.message }),
  );
  const catalogue = cluster?.catalogue(own) ?? own;
  const discovering = new Map<string, Promise<void>>();
  const metSince = new Map<string, number>();
  /** Callers for whom no server is a stranger. */
  const acquainted = new WeakMap<Caller, Standing>();
  const limits = options.limits ?? cluster?.limits ?? createMemoryLimits();
  const sourcesOptions = {
    builtIns: options.builtIns,
    manifest: options.manifest?.servers,
    env,
    sandbox,
    stateFolder,
    catalogue,
    gate: createGate(options.config.parallelStarts, (depth) => metrics.queued({ server: "starts", depth })),
    log,
    metrics,
    subscriptions,
    circuits: cluster?.circuits,
    changed,
    knownTools,
  };
  let standing: Standing = {
    config: options.config,
    sources: await openSources(options.config, [], sourcesOptions),
    guards: compileProfiles(options.config, limits),
  };
  checkSelection(standing.sources, options.selection);
  const views = createViews(() => standing);

  function changed(kinds: readonly ListName[]): void {
    views.forget();
    subscriptions.changed(kinds);
    cluster?.changed(kinds);
  }

  function knownTools(except: string): ReadonlyMap<string, string> {
    const known = new Map<string, string>();
    for (const source of standing.sources) {
      if (source.config.name === except || source.kind === "broken") continue;
      const names =
        source.kind === "builtIn"
          ? source.routes.map(({ facts }) => facts.ownName)
          : toolNames(source.upstream).flatMap((name) => [name, prefixed(source.config, name)]);
      for (const name of names) known.set(name, source.config.title);
    }
    return known;
  }

  let listed: { of: Standing; upstreams: Upstream[] } | undefined;
  const upstreams = (): Upstream[] => {
    if (listed?.of !== standing) {
      const found = standing.sources.flatMap((source) =>
        source.kind === "upstream" ? [source.upstream] : [],
      );
      listed = { of: standing, upstreams: found };
    }
    return listed.upstreams;
  };

  /** Asks servers that nothing is known of; undefined when there are none. */
  function meet(caller: Caller): Promise<unknown> | undefined {
    const strangers = upstreams().filter((upstream) => !upstream.surface(capabilityKey(caller.capabilities)));
    if (strangers.length === 0) return undefined;
    return Promise.all(
      strangers.map((upstream) => {
        const found = discovering.get(upstream.name);
        if (found) return found;
        const asking = upstream
          .discover(caller)
          .catch((error: Error) =>
            log("warn", "upstream_unknown", { server: upstream.name, reason: error.message }),
          )
          .finally(() => setTimeout(() => discovering.delete(upstream.name), meetAgainMs).unref());
        discovering.set(upstream.name, asking);
        if (!metSince.has(upstream.name)) metSince.set(upstream.name, performance.now());
        return asking;
      }),
    );
  }

  function view(session: Session, method: string): View | Promise<View> {
    const { caller } = session;
    const meeting =
      upstreams().length === 0 || acquainted.get(caller) === standing ? undefined : meet(caller);
    if (!meeting) acquainted.set(caller, standing);
    const patience = Math.max(0, ...metSince.values()) + firstListMs - performance.now();
    if (!meeting || patience <= 0 || opening.has(method)) return views.for(caller);
    return soon(meeting, patience).then(() => views.for(caller));
  }

  const held = cluster?.held ?? createHeld();
  const { calls, approvals } = createCallStack({
    ...options,
    approvals: cluster?.approvals,
    states: cluster?.states,
    standing: () => standing,
    views,
    metrics,
    audit,
    log,
    held,
  });
  const relay = createRelay({
    serverInfo: { name: "sophia-mcp-gateway", title: "Sophia MCP", version },
    instructions: () => instructions(standing.sources),
    capabilities: () => capabilities(standing.sources),
    view,
    listed: (shown) =>
      metrics.definitions({
        profile: shown.guard.profile,
        tokens: shown.definitionTokens,
        saved: shown.savedTokens,
      }),
    calls,
    held,
    subscriptions,
    resourceServers: () => upstreams().filter((upstream) => offers(upstream, "resources")),
    heldBack: (session, name) => heldBack(upstreams(), capabilityKey(session.caller.capabilities), name),
    logLevel: (session, level) => {
      for (const upstream of upstreams()) upstream.logLevel(session, level);
    },
  });

  const shared = cluster?.join(relay, (fingerprint, entry) => {
    const found = upstreams().filter(({ config }) => config.fingerprint === fingerprint);
    for (const upstream of found) upstream.adopt(entry);
    return found.length > 0;
  });

  const stopUpkeep = keepUp(upstreams, stateFolder);

  return {
    relay: shared ?? relay,
    views,
    connected: (session) => subscriptions.connected(session),
    status: () => standing.sources.map(statusOf),
    config: () => standing.config,
    approvals,
    report: (caller) => reportFacts(standing, caller),
    met: async (caller) => void (await meet(caller)),
    async reload(config) {
      const sources = await openSources(config, standing.sources, sourcesOptions);
      const left = standing.sources.filter((source) => !sources.includes(source));
      standing = { config, sources, guards: compileProfiles(config, limits) };
      changed(["tools", "prompts", "resources", "templates"]);
      await Promise.all(left.map(closeSource));
    },
    stopping: () => subscriptions.close(),
    async close() {
      stopUpkeep();
      subscriptions.close();
      await Promise.all(standing.sources.map(closeSource));
      await audit.close();
    },
  };
}

/** Answered at once, whoever is being met. */
const opening = new Set(["initialize", "server/discover", "ping", "logging/setLevel"]);

function soon(work: Promise<unknown>, limit: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, limit);
    void work.finally(() => (clearTimeout(timer), resolve()));
  });
}

/** @throws ConfigError; other people's servers may have tools and names that nobody knows yet */
function checkSelection(sources: readonly Source[], selection: GatewayOptions["selection"]): void {
  if (!selection || sources.some(({ kind }) => kind !== "builtIn")) return;
  const { tools = [], groups = [] } = selection;
  const known = sources.flatMap((source) =>
    source.kind === "builtIn" ? source.routes.map(({ facts }) => facts) : [],
  );
  selectTools(known, { tools, groups });
}
