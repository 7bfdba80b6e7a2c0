import type { HttpSession } from "../fronts/http-sessions.ts";
import type { Relay } from "../relay/relay.ts";
import { script, type SharedRedis } from "./redis.ts";
import type { Replicas } from "./replicas.ts";
import { internalExchange } from "./internal-exchange.ts";

/** KEYS: who follows what for a session. ARGV: URI, who did, who does now (nobody: left to whoever comes). */
const hand = script(`
  if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
  return 1`);

const patienceMs = 1000;
const nobody = "";

/** Resources that sessions of the older revisions follow: each is followed by one replica, and by another when that is gone. */
export interface Follows {
  subscribed(http: HttpSession | undefined, id: string, uri: string): void;
  unsubscribed(id: string, uri: string): void;
  /** Follows what this client wanted to follow at replicas that are gone. */
  takeOver(http: HttpSession): void;
  /** Leaves all that is followed here to the others. */
  leave(): Promise<void>;
}

export interface FollowsOptions {
  redis: SharedRedis;
  replicas: Replicas;
  keptMs: number;
  relay(): Relay;
  here(id: string): HttpSession | undefined;
  /** Clients whose connection is here. */
  attached(): readonly HttpSession[];
}

export function createFollows({ redis, replicas, keptMs, relay, here, attached }: FollowsOptions): Follows {
  const { self } = replicas;
  const mine = new Map<string, Set<string>>();
  let leaving = false;
  const place = (id: string): string => redis.key("follows", id);

  function ask(http: HttpSession, method: string, uri: string): Promise<unknown> {
    const message = { jsonrpc: "2.0", id: 0, method, params: { uri } };
    return relay().answer(message, internalExchange(http.session));
  }

  function keep(id: string, uri: string): void {
    redis
      .ask((client) => Promise.all([client.hset(place(id), uri, self), client.pexpire(place(id), keptMs)]))
      .catch(() => undefined);
  }

  function note(http: HttpSession | undefined, id: string, uri: string): void {
    const found = mine.get(id) ?? new Set();
    found.add(uri);
    if (!mine.has(id)) {
      mine.set(id, found);
      // This replica forgets the session, the client may be at another.
      http?.session.ends.add(() => {
        mine.delete(id);
        if (!leaving) void release(id, found).then(() => replicas.tell("left", {}));
      });
    }
  }

  async function release(id: string, uris: ReadonlySet<string>): Promise<void> {
    const each = [...uris].map((uri) => redis.run(hand, [place(id)], [uri, self, nobody], patienceMs));
    await Promise.allSettled(each);
  }

  async function takeOver(http: HttpSession): Promise<void> {
    const { id } = http.session;
    const rows = await redis.ask((client) => client.hgetall(place(id)), patienceMs);
    for (const [uri, owner] of Object.entries(rows)) {
      if (mine.get(id)?.has(uri)) continue;
      if (owner !== nobody && owner !== self && (await replicas.isThere(owner))) continue;
      const won = await redis.run(hand, [place(id)], [uri, owner, self], patienceMs);
      if (won !== 1) continue;
      note(http, id, uri);
      await ask(http, "resources/subscribe", uri);
    }
  }

  const takeOverQuietly = (http: HttpSession): void => {
    if (!leaving) takeOver(http).catch(() => undefined);
  };

  replicas.on("followed", ({ id, uri }) => {
    if (!mine.get(String(id))?.delete(String(uri))) return;
    const http = here(String(id));
    if (http) ask(http, "resources/unsubscribe", String(uri)).catch(() => undefined);
  });
  const takeOverAll = (): void => attached().forEach(takeOverQuietly);
  replicas.on("left", takeOverAll);
  replicas.onGone(takeOverAll);
  redis.onBack(() => {
    for (const [id, uris] of mine) for (const uri of uris) keep(id, uri);
  });

  return {
    subscribed(http, id, uri) {
      note(http, id, uri);
      keep(id, uri);
      replicas.tell("followed", { id, uri });
    },
    unsubscribed(id, uri) {
      mine.get(id)?.delete(uri);
      redis.ask((client) => client.hdel(place(id), uri)).catch(() => undefined);
      replicas.tell("followed", { id, uri });
    },
    takeOver: takeOverQuietly,
    async leave() {
      leaving = true;
      await Promise.all([...mine].map(([id, uris]) => release(id, uris)));
      replicas.tell("left", {});
    },
  };
}
