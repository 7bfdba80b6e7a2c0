import type { Json } from "@sophia-mcp/core/envelope";
import type { GatewayMetrics } from "@sophia-mcp/metrics/events";
import type { ServerConfig } from "../config/types.ts";
import type { Log } from "../log.ts";
import type { Caller, Era } from "../relay/caller.ts";
import type { Stop } from "../relay/cancellation.ts";
import type { Answer } from "../relay/json-rpc.ts";
import { LinkError, type Flight } from "../relay/link.ts";
import type { Asked, Session } from "../relay/session.ts";
import {
  surfaceFor,
  capabilityKey,
  type Catalogue,
  type CatalogueEntry,
  type StoredSurface,
} from "./catalogue.ts";
import type { Channel, ChannelEnd } from "./channel.ts";
import { createCircuit, type CircuitName } from "./circuit.ts";
import type { Gate } from "./gate.ts";
import { createPool, type PooledLink } from "./pool.ts";
import { createReconciler, listNames, type ListName } from "./reconciler.ts";
import { watchLists } from "./watch-lists.ts";

export type ExternalServer = Extract<ServerConfig, { kind: "command" | "url" | "image" | "builtIn" }>;

export interface UpstreamOptions {
  config: ExternalServer;
  /** Where replicas know of each other's failures. */
  createCircuit?: typeof createCircuit | undefined;
  createChannel(): Channel | Promise<Channel>;
  catalogue: Catalogue;
  gate: Gate;
  log: Log;
  metrics: GatewayMetrics;
  /** Its lists are known now, or have changed. */
  changed(kinds: readonly ListName[]): void;
  /** A resource that somebody subscribed to has changed. */
  updated(pooled: PooledLink, message: Json, line: string): void;
  ask(session: Session, method: string, params: Json | undefined, flight: Flight): Promise<Asked>;
  /** Judges what a server listed before anybody sees it. */
  vet(surface: StoredSurface, entry: CatalogueEntry): Promise<StoredSurface>;
}

const listed = (entry: CatalogueEntry | undefined, kind: ListName): string =>
  JSON.stringify(Object.entries(entry?.surfaces ?? {}).map(([key, surface]) => [key, surface[kind]]));

export interface UpstreamStatus {
  state: "idle" | "starting" | "ready" | "failed";
  circuit: CircuitName;
  reason?: string;
  restarts: number;
  inFlight: number;
  pids: number[];
}

export interface RequestOptions {
  /** Whom answers to the server's questions are asked of. */
  owner: Session;
  /** What is sent depends on the era that the server turns out to speak. */
  params(era: Era): Json | undefined;
  signal: Stop;
  timeoutMs: number;
  /** Whether a request whose fate is not known may be sent again. */
  repeatable: boolean;
  /** Handed back with what the server asks during the request. */
  context?: unknown;
  notify?: Flight["notify"];
}

const stormMs = 200;
const levelMs = 5000;

/** One server behind the gateway: started by its first use, started again after a crash, left alone while it crashes. */
export function createUpstream(options: UpstreamOptions) {
  const { config, log, metrics } = options;
  const { name } = config;
  let entry = options.catalogue.read(config.fingerprint);
  let reason: string | undefined;
  let restarts = 0;
  let starting = 0;
  let closed = false;
  const circuit = (options.createCircuit ?? createCircuit)((state) => {
    metrics.circuit({ server: name, state });
    log(state === "closed" ? "info" : "warn", "circuit", { server: name, state, reason });
  });
  let sweeper: NodeJS.Timeout | undefined;
  const reconciler = createReconciler({
    ...options,
    name,
    timeoutMs: config.timeoutMs,
    entry: () => entry,
    save,
  });

  const pool = createPool({
    name,
    createChannel: options.createChannel,
    entry: () => entry,
    startMs: Math.min(config.timeoutMs, 60_000),
    async starting(work) {
      starting++;
      try {
        return await options.gate.run(work);
      } finally {
        starting--;
      }
    },
    opened,
    closed: ended,
    notified,
    ask: options.ask,
    ambiguous() {
      if (entry) save({ ...entry, interactive: true });
    },
  });

  function save(changed: CatalogueEntry): void {
    entry = changed;
    options.catalogue.write(config.fingerprint, changed);
  }

  function opened(pooled: PooledLink, wanted: Era): void {
    const { opening } = pooled.link;
    reason = undefined;
    log("info", "upstream_ready", { server: name, era: opening.era, pid: pooled.channel.pid });
    entry = {
      interactive: false,
      surfaces: {},
      ...entry,
      openings: { ...entry?.openings, [opening.era]: opening },
      refused: {
        ...entry?.refused,
        [opening.era]: false,
        ...(opening.era === wanted ? {} : { [wanted]: true }),
      },
    };
    // After the request that started it: an answer is waited for, the list is not.
    reconciler.soon(pooled, 0);
    watchLists(pooled.link, (method, message, line) => notified(pooled, method, message, line));
    sweeper ??= setInterval(stopIdle, Math.max(50, Math.min(config.idleMs / 4, 5000))).unref();
  }

  const mourners = new WeakMap<PooledLink, (() => void)[]>();
  function ended(pooled: PooledLink, end: ChannelEnd): void {
    for (const tell of mourners.get(pooled) ?? []) tell();
    if (closed || stopped.has(pooled)) return;
    reason = end.reason;
    restarts++;
    metrics.restart({ server: name });
    log("warn", "upstream_ended", { server: name, reason: end.reason, in_flight: pooled.busy });
  }

  const stopped = new WeakSet<PooledLink>();
  function stopIdle(): void {
    if (config.idleMs === 0) return;
    const now = performance.now();
    for (const pooled of pool.running()) {
      if (pooled.busy > 0 || now - pooled.lastUsed < config.idleMs) continue;
      stopped.add(pooled);
      log("info", "upstream_idle", { server: name });
      void pooled.link.close();
    }
  }

  function notified(pooled: PooledLink, method: string, message: Json, line: string): void {
    if (method.endsWith("/list_changed")) {
      reconciler.soon(pooled, stormMs);
      return;
    }
    if (method === "notifications/resources/updated") {
      options.updated(pooled, message, line);
      return;
    }
    // What belongs to no request goes to the only client there is; among several it could be another's.
    const [only, ...others] = pooled.users;
    if (only && others.length === 0) only.push(line);
  }

  function send(
    pooled: PooledLink,
    method: string,
    session: Session,
    given: RequestOptions,
  ): Promise<Answer> {
    if (!session.stateless && !pooled.users.has(session)) enter(pooled, session);
    pooled.busy++;
    metrics.inFlight({ server: name, change: 1 });
    const settled = (): void => {
      pooled.busy--;
      pooled.lastUsed = performance.now();
      metrics.inFlight({ server: name, change: -1 });
    };
    const sent = pooled.link.request(method, given.params(pooled.link.opening.era), given);
    sent.then(settled, settled);
    return sent;
  }

  function enter(pooled: PooledLink, session: Session): void {
    pooled.users.add(session);
    session.ends.add(() => pool.leave(session));
    if (session.logLevel !== undefined) setLevel(pooled, session.logLevel);
  }

  return {
    config,
    name,
    /** What it offers, as far as is known without asking it. */
    surface: (capabilities: string): StoredSurface | undefined => surfaceFor(entry, capabilities),
    entry: (): CatalogueEntry | undefined => entry,
    /** Takes over what another replica of the gateway has found out. */
    adopt(found: CatalogueEntry): void {
      const before = entry;
      entry = found;
      const kinds = listNames.filter((kind) => listed(before, kind) !== listed(found, kind));
      if (kinds.length > 0) options.changed(kinds);
    },
    /** Asks every running instance anew, after a person has approved a definition. */
    relist(): void {
      for (const pooled of pool.running()) reconciler.soon(pooled, 0);
    },
    /** The running instance for this client; started when it is not. */
    link: async (session: Session | undefined, caller: Caller | undefined) => {
      try {
        return await pool.get(session, caller);
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
        throw error instanceof LinkError ? error : new LinkError("closed", "no", reason);
      }
    },
    /** Asks it once, so that its lists are known. */
    async discover(caller: Caller | undefined, anew = false): Promise<void> {
      const key = capabilityKey(caller?.capabilities ?? {});
      const pooled = await this.link(undefined, caller);
      if (anew || !entry?.surfaces[key]) await reconciler.now(pooled);
    },
    /**
     * @throws LinkError when no answer came; CircuitOpenError while it is left alone
     */
    request(method: string, session: Session, given: RequestOptions): Promise<Answer> {
      return circuit.run(() => {
        const pooled = pool.peek(session, session.caller);
        if (pooled) return send(pooled, method, session, given);
        return this.link(session, session.caller).then((opened) => send(opened, method, session, given));
      }, given.repeatable);
    },
    /** Called once when this instance is gone, for whatever reason. */
    whenGone(pooled: PooledLink, tell: () => void): void {
      mourners.set(pooled, [...(mourners.get(pooled) ?? []), tell]);
    },
    /** Tells every running instance that this client uses how much it wants to hear. */
    logLevel(session: Session, level: string): void {
      for (const pooled of pool.running()) if (pooled.users.has(session)) setLevel(pooled, level);
    },
    status(): UpstreamStatus {
      const running = pool.running();
      const state = running.length > 0 ? "ready" : starting > 0 ? "starting" : reason ? "failed" : "idle";
      return {
        state,
        circuit: circuit.state(),
        ...(state === "failed" && reason ? { reason } : {}),
        restarts,
        inFlight: running.reduce((sum, pooled) => sum + pooled.busy, 0),
        pids: running.flatMap(({ channel }) => (channel.pid === undefined ? [] : [channel.pid])),
      };
    },
    async close(): Promise<void> {
      closed = true;
      clearInterval(sweeper);
      reconciler.close();
      await pool.close();
    },
  };
}

export type Upstream = ReturnType<typeof createUpstream>;

/** Only the older revisions keep a level; a server without the capability is not asked. */
function setLevel({ link }: PooledLink, level: string): void {
  const { era, capabilities } = link.opening;
  if (era !== "legacy" || capabilities.logging === undefined) return;
  link.request("logging/setLevel", { level }, { timeoutMs: levelMs }).catch(() => undefined);
}
