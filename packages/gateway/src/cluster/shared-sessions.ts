import { isObject } from "@sophia-mcp/core/envelope";
import type { EventStream } from "../fronts/event-stream.ts";
import type { HttpSession, SharedSessions } from "../fronts/http-sessions.ts";
import type { Caller } from "../relay/caller.ts";
import type { Id } from "../relay/json-rpc.ts";
import type { ListName } from "../upstreams/reconciler.ts";
import { RedisAwayError, type SharedRedis } from "./redis.ts";
import type { RemoteWork } from "./remote-work.ts";
import { remoteStream, serveStreams, streamIdFor } from "./remote-stream.ts";
import type { Replicas } from "./replicas.ts";
import { createSharedStream } from "./shared-stream.ts";

/** All that a replica must know to go on with a client of the older revisions. */
interface SessionFacts {
  caller: Caller;
  logLevel?: string | undefined;
}

/** Longer than a session may be idle: the last replica that uses it forgets it first. */
export const keptMs = 35 * 60_000;
const touchMs = 60_000;
/** Facts of sessions that this replica has only heard of. */
const mostHeard = 20_000;
/** A client rather waits for its session than loses it. */
const patienceMs = 2000;
const againMs = 100;
/** No client has its session before the others can find it, as long as Redis is there at all. */
const keepingMs = 1000;

interface Known {
  facts: SessionFacts;
  heardAt: number;
  /** When Redis was last told to keep it. */
  keptAt: number;
}

export interface SharedSessionsOptions {
  redis: SharedRedis;
  replicas: Replicas;
  remote: RemoteWork;
  /** A client that is connected here: what it follows at replicas that are gone is to be followed here. */
  attached(http: HttpSession): void;
  level(http: HttpSession, level: string): void;
}

export interface ClusterSessions extends SharedSessions {
  /** A client has chosen a level: the other replicas keep to it. */
  levelChosen(id: string, level: string): void;
  /** Lists have changed, for clients that were not connected at that moment. */
  changed(kinds: readonly ListName[]): void;
  /** Clients whose connection is here. */
  attachedHere(): HttpSession[];
  here(id: string): HttpSession | undefined;
}

export function createSharedSessions(options: SharedSessionsOptions): ClusterSessions {
  const { redis, replicas, remote } = options;
  const { self } = replicas;
  const known = new Map<string, Known>();
  const changes = new Map<string, number>();
  let table: ReadonlyMap<string, HttpSession> = new Map();
  let forget: ((id: string) => void) | undefined;

  const placeOf = (id: string): string => redis.key("session", id);
  const placesOf = (id: string): string[] => [placeOf(id), redis.key("stream", id), redis.key("follows", id)];

  function remember(id: string, facts: SessionFacts): void {
    const keptAt = known.get(id)?.keptAt ?? Date.now();
    known.delete(id);
    known.set(id, { facts, heardAt: Date.now(), keptAt });
    const [oldest] = known.keys();
    if (known.size > mostHeard && oldest !== undefined) known.delete(oldest);
  }

  function recall(id: string): SessionFacts | undefined {
    const found = known.get(id);
    if (!found || Date.now() - found.heardAt > keptMs) return undefined;
    return found.facts;
  }

  async function keep(id: string, facts: SessionFacts): Promise<void> {
    remember(id, facts);
    try {
      const text = JSON.stringify(facts);
      await redis.ask((client) => client.set(placeOf(id), text, "PX", keptMs), keepingMs);
    } catch {
      setTimeout(() => {
        const still = table.has(id) ? recall(id) : undefined;
        if (still) void keep(id, still);
      }, keepingMs).unref();
    }
  }

  async function lookUp(id: string): Promise<SessionFacts | undefined> {
    const end = performance.now() + patienceMs;
    for (;;) {
      try {
        const text = await redis.ask((client) => client.get(placeOf(id)));
        return text === null ? undefined : (JSON.parse(text) as SessionFacts);
      } catch (error) {
        if (!(error instanceof RedisAwayError) || performance.now() > end) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, againMs));
      // Another replica may have told of it meanwhile.
      const heard = recall(id);
      if (heard) return heard;
    }
  }

  replicas.on("session", ({ id, facts }) => remember(String(id), facts as SessionFacts));
  replicas.on("session-end", ({ id }) => {
    known.delete(String(id));
    forget?.(String(id));
  });
  replicas.on("answered", ({ id, message }) => {
    if (isObject(message)) table.get(String(id))?.asks.answered(message);
  });
  replicas.on("cancelled", ({ id, request }) =>
    table
      .get(String(id))
      ?.running.get(request as Id)
      ?.abort(),
  );
  replicas.on("level", ({ id, level }) => {
    const facts = recall(String(id));
    if (facts) facts.logLevel = String(level);
    const http = table.get(String(id));
    if (http) options.level(http, String(level));
  });
  serveStreams(remote, (id, eventId) =>
    [...(table.get(id)?.streams.values() ?? [])].find((stream) => stream.has(eventId)),
  );
  // A Redis that forgot is told again what this replica knows.
  redis.onBack(() => {
    for (const id of table.keys()) {
      const facts = recall(id);
      if (facts) void keep(id, facts);
    }
  });

  return {
    askPrefix: `sophia-${self}-`,
    async open(id, caller) {
      const facts = { caller };
      replicas.tell("session", { id, facts });
      await keep(id, facts);
    },
    async find(id) {
      const facts = recall(id) ?? (await lookUp(id));
      if (facts) remember(id, facts);
      return facts;
    },
    used(id) {
      const now = Date.now();
      const found = known.get(id);
      if (!found || now - found.keptAt < touchMs) return;
      found.keptAt = now;
      found.heardAt = now;
      redis
        .ask((client) => Promise.all(placesOf(id).map((place) => client.pexpire(place, keptMs))))
        .catch(() => undefined);
    },
    stream(id): EventStream {
      return createSharedStream({
        redis,
        self,
        session: id,
        keptMs,
        changes: (since) => [...changes].flatMap(([line, at]) => (at > since ? [line] : [])),
        attached() {
          const http = table.get(id);
          if (http) options.attached(http);
        },
      });
    },
    streamId: (request) => streamIdFor(self, request),
    elsewhere: (id, after) => remoteStream(remote, self, id, after),
    answered(id, message) {
      const [mark, replica] = /^sophia-([0-9a-f]{12})-\d+$/.exec(String(message.id)) ?? [];
      if (mark === undefined || replica === undefined || replica === self) return;
      replicas.tellOne(replica, "answered", { id, message }).catch(() => undefined);
    },
    cancelled: (id, request) => replicas.tell("cancelled", { id, request }),
    end(id) {
      known.delete(id);
      replicas.tell("session-end", { id });
      redis.ask((client) => client.del(...placesOf(id))).catch(() => undefined);
    },
    join(sessions, forgetSession) {
      table = sessions;
      forget = forgetSession;
    },
    levelChosen(id, level) {
      const facts = recall(id);
      if (!facts) return;
      facts.logLevel = level;
      void keep(id, facts);
      replicas.tell("level", { id, level });
    },
    changed(kinds) {
      for (const kind of new Set(kinds.map((one) => (one === "templates" ? "resources" : one))))
        changes.set(
          JSON.stringify({ jsonrpc: "2.0", method: `notifications/${kind}/list_changed` }),
          Date.now(),
        );
    },
    attachedHere: () => [...table.values()].filter(({ general }) => general.attached),
    here: (id) => table.get(id),
  };
}
