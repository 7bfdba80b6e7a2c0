import { isObject, type Json } from "@sophia-mcp/core/envelope";
import type { GatewayMetrics } from "@sophia-mcp/metrics/events";
import type { SharedSessions } from "../fronts/http-sessions.ts";
import type { Log } from "../log.ts";
import { createApprovals, type Approvals } from "../policy/approvals.ts";
import type { Limits } from "../policy/limits.ts";
import type { RequestStates } from "../policy/request-state.ts";
import type { Held } from "../relay/held.ts";
import type { Answer } from "../relay/json-rpc.ts";
import type { Relay } from "../relay/relay.ts";
import type { Exchange } from "../relay/session.ts";
import type { Catalogue, CatalogueEntry } from "../upstreams/catalogue.ts";
import type { ListName } from "../upstreams/reconciler.ts";
import { createFollows } from "./follows.ts";
import { internalExchange } from "./internal-exchange.ts";
import { openRedis } from "./redis.ts";
import { createRemoteWork } from "./remote-work.ts";
import { joinReplicas } from "./replicas.ts";
import { createSharedApprovals } from "./shared-approvals.ts";
import { createSharedCatalogue } from "./shared-catalogue.ts";
import { createSharedCircuits, type CreateCircuit } from "./shared-circuit.ts";
import { createSharedHeld } from "./shared-held.ts";
import { createSharedLimits } from "./shared-limits.ts";
import { createSharedSessions, keptMs } from "./shared-sessions.ts";
import { createSharedStates } from "./shared-states.ts";

/** What one replica of the gateway shares with the others, as the ports of its parts. */
export interface Cluster {
  limits: Limits;
  approvals: Approvals;
  states: RequestStates;
  held: Held;
  sessions: SharedSessions;
  /** By a server's fingerprint. */
  circuits(server: string): CreateCircuit;
  catalogue(own: Catalogue): Catalogue;
  /** Lists have changed at this replica, whoever found it out. */
  changed(kinds: readonly ListName[]): void;
  /**
   * Takes part, once the gateway is there.
   * @param adopt takes over what another replica knows of a server; false when there is no such server here
   * @returns the relay that tells the others what they must know
   */
  join(relay: Relay, adopt: (fingerprint: string, entry: CatalogueEntry) => boolean): Relay;
  /** Leaves to the others what they can go on with; calls in flight are still served. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

export interface ClusterOptions {
  url: string;
  /** Of all keys and channels: gateways of one prefix are replicas of each other. */
  prefix: string;
  /** What the key of confirmations is derived from; without it one is kept in Redis. */
  secret?: string | undefined;
  /** Of the servers that are configured. */
  fingerprints: readonly string[];
  log: Log;
  metrics: Pick<GatewayMetrics, "sharedState">;
}

/**
 * Joins the replicas that share a Redis. One that is away is no reason not to start: until it is there, and whenever it
 * is gone, this replica goes by itself.
 * @throws ConfigError when the URL cannot be understood
 */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { log, metrics } = options;
  const redis = await openRedis({
    ...options,
    availability(available, reason) {
      metrics.sharedState({ available });
      if (available) log("info", "redis_ready");
      else log("error", "redis_away", { reason, until_then: "limits and circuits are this replica's own" });
    },
  });
  const replicas = await joinReplicas(redis);
  const remote = createRemoteWork(replicas, redis);
  const catalogue = createSharedCatalogue(redis, replicas);
  await catalogue.load(options.fingerprints);
  let relay: Relay | undefined;
  const joined = (): Relay => {
    if (!relay) throw new Error("a session before the gateway");
    return relay;
  };
  const sessions = createSharedSessions({
    redis,
    replicas,
    remote,
    attached: (http) => follows.takeOver(http),
    level(http, level) {
      const message = { jsonrpc: "2.0", id: 0, method: "logging/setLevel", params: { level } };
      joined()
        .answer(message, internalExchange(http.session))
        .catch(() => undefined);
    },
  });
  const follows = createFollows({
    redis,
    replicas,
    keptMs,
    relay: joined,
    here: (id) => sessions.here(id),
    attached: () => sessions.attachedHere(),
  });

  /** What a client of the older revisions has told one replica holds at all. */
  function note({ method, params }: Json, { session }: Exchange): void {
    const { uri, level } = isObject(params) ? params : {};
    if (method === "logging/setLevel") sessions.levelChosen(session.id, String(level));
    else if (method === "resources/unsubscribe") follows.unsubscribed(session.id, String(uri));
    else follows.subscribed(sessions.here(session.id), session.id, String(uri));
  }

  async function noted(own: Relay, message: Json, exchange: Exchange): Promise<Answer> {
    const answer = await own.answer(message, exchange);
    if (!answer.error && !exchange.session.stateless) note(message, exchange);
    return answer;
  }

  log("info", "replica", { id: replicas.self, redis: redis.available ? "ready" : "away" });
  return {
    limits: createSharedLimits(redis),
    approvals: createApprovals(createSharedApprovals(redis)),
    states: await createSharedStates(redis, options.secret),
    held: createSharedHeld(remote, replicas.self),
    sessions,
    circuits: createSharedCircuits(redis, replicas),
    catalogue: (own) => catalogue.over(own),
    changed: (kinds) => sessions.changed(kinds),
    join(own, adopt) {
      relay = own;
      catalogue.follow(adopt);
      return {
        answer: (message, exchange) =>
          told.has(String(message.method)) ? noted(own, message, exchange) : own.answer(message, exchange),
      };
    },
    leave: () => follows.leave(),
    async close() {
      await replicas.close();
      redis.close();
    },
  };
}

const told = new Set(["logging/setLevel", "resources/subscribe", "resources/unsubscribe"]);
