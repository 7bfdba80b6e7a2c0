import type { Json } from "@sophia-mcp/core/envelope";
import type { Caller, Era } from "../relay/caller.ts";
import type { RpcError } from "../relay/json-rpc.ts";
import { openLink, type Flight, type Link, type LinkHandlers } from "../relay/link.ts";
import type { Session } from "../relay/session.ts";
import { capabilityKey, type CatalogueEntry } from "./catalogue.ts";
import type { Channel, ChannelEnd } from "./channel.ts";

/** A running instance of a server, and who uses it. */
export interface PooledLink {
  link: Link;
  channel: Channel;
  /** What the clients behind it declared, as the catalogue names it. */
  capabilities: string;
  declared: Json;
  /** Clients with a connection that have used it; messages that belong to no request go to the only one, or to nobody. */
  users: Set<Session>;
  /** Requests of clients in flight; the gateway's own do not keep it running. */
  busy: number;
  lastUsed: number;
  /** Until it is closed or gone. */
  running: boolean;
}

export interface PoolOptions {
  name: string;
  createChannel(): Channel | Promise<Channel>;
  entry(): CatalogueEntry | undefined;
  startMs: number;
  /** Starts wait for each other beyond a bound that all servers share. */
  starting<T>(work: () => Promise<T>): Promise<T>;
  /** @param wanted the era it was asked for, which need not be the one it speaks */
  opened(pooled: PooledLink, wanted: Era): void;
  closed(pooled: PooledLink, end: ChannelEnd): void;
  notified(pooled: PooledLink, method: string, message: Json, line: string): void;
  ask(
    session: Session,
    method: string,
    params: Json | undefined,
    flight: Flight,
  ): ReturnType<LinkHandlers["ask"]>;
  /** It asked its client something, and nobody could tell which client was meant. */
  ambiguous(): void;
}

/** How many instances of a server that talks back run for clients without a connection. */
const maxExclusive = 8;

/**
 * The running instances of one server. Clients that declare the same capabilities in the same era share one, until the
 * server is seen to ask its clients something without saying whom: from then on every client has its own.
 */
export function createPool(options: PoolOptions) {
  const links = new Map<string, Promise<PooledLink>>();
  const ready = new Map<string, PooledLink>();
  /** Finding the key anew for every call would cost more than the rest of it. */
  const lastOf = new WeakMap<Session, PooledLink>();

  function keyFor(session: Session | undefined, era: Era, capabilities: string): string {
    // A modern server never asks by itself, and hears what a client can do with every request.
    if (era === "modern") return "modern";
    const shared = `legacy ${capabilities}`;
    if (!session || !options.entry()?.interactive) return shared;
    if (!session.stateless) return `${shared} for ${session.id}`;
    for (let slot = 0; slot < maxExclusive; slot++) {
      const key = `${shared} alone ${slot}`;
      if (!links.has(key) || ready.get(key)?.busy === 0) return key;
    }
    return `${shared} alone 0`;
  }

  /** The era that both sides speak, the client's own where there is a choice. */
  function eraFor(caller: Caller | undefined): Era {
    const wanted = caller?.era ?? "modern";
    if (options.entry()?.refused?.[wanted] !== true) return wanted;
    return wanted === "modern" ? "legacy" : "modern";
  }

  async function open(asked: string, prefer: Era, declared: Json, client: { name: string; version: string }) {
    let key = asked;
    const channel = await options.createChannel();
    let pooled: PooledLink | undefined;
    const handlers: LinkHandlers = {
      ask: askClient,
      notified: (method, message, line) => {
        if (pooled) options.notified(pooled, method, message, line);
      },
      closed: (end) => {
        links.delete(key);
        ready.delete(key);
        if (!pooled) return;
        pooled.running = false;
        options.closed(pooled, end);
      },
    };
    try {
      const link = await openLink(channel, handlers, {
        prefer,
        client,
        capabilities: declared,
        timeoutMs: options.startMs,
      });
      pooled = {
        link,
        channel,
        capabilities: capabilityKey(declared),
        declared,
        users: new Set(),
        busy: 0,
        lastUsed: performance.now(),
        running: true,
      };
    } catch (error) {
      void channel.close();
      throw error;
    }
    if (key === "modern" && pooled.link.opening.era === "legacy") {
      // It turned out to be an older one: what it was told on opening holds for clients that can do the same only.
      const opening = links.get(key);
      links.delete(key);
      key = `legacy ${pooled.capabilities}`;
      if (opening) links.set(key, opening);
    }
    ready.set(key, pooled);
    options.opened(pooled, prefer);
    return pooled;
  }

  async function askClient(method: string, params: Json | undefined, flight: Flight | undefined) {
    const session = flight?.owner as Session | undefined;
    if (flight && session) return options.ask(session, method, params, flight);
    options.ambiguous();
    const error: RpcError = {
      code: -32_603,
      message: `${options.name} asked for ${method} while several clients were using it, so it cannot be told whom it meant. Repeat the call: from now on every client has an instance of its own.`,
    };
    return { error };
  }

  function get(session: Session | undefined, caller: Caller | undefined): Promise<PooledLink> {
    const declared = caller?.capabilities ?? {};
    const era = eraFor(caller);
    const key = keyFor(session, era, capabilityKey(declared));
    const found = links.get(key);
    if (found) return found;
    const client = caller?.client ?? { name: "sophia-mcp", version: "1" };
    const opening = options.starting(() => open(key, era, declared, client));
    links.set(key, opening);
    opening.catch(() => {
      if (links.get(key) === opening) links.delete(key);
    });
    return opening;
  }

  return {
    /** The instance for a client, started when it is not running. */
    async get(session: Session | undefined, caller: Caller | undefined): Promise<PooledLink> {
      const pooled = await get(session, caller);
      const fits =
        pooled.link.opening.era === "modern" ||
        pooled.capabilities === capabilityKey(caller?.capabilities ?? {});
      return fits ? pooled : get(session, caller);
    },
    /** At once when it is running, without a promise. */
    peek(session: Session, caller: Caller): PooledLink | undefined {
      const last = lastOf.get(session);
      if (last?.running && options.entry()?.interactive !== true) return last;
      const found = ready.get(keyFor(session, eraFor(caller), capabilityKey(caller.capabilities)));
      if (found) lastOf.set(session, found);
      return found;
    },
    running: (): readonly PooledLink[] => [...ready.values()],
    /** A client is gone: what ran for it alone ends. */
    leave(session: Session): void {
      for (const [key, pooled] of ready) {
        pooled.users.delete(session);
        if (key.endsWith(` for ${session.id}`)) void pooled.link.close();
      }
    },
    async close(): Promise<void> {
      const closing = [...links.values()].map((opening) =>
        // One that could not be started has nothing to close.
        opening.then(({ link }) => link.close()).catch(() => undefined),
      );
      await Promise.all(closing);
    },
  };
}

export type Pool = ReturnType<typeof createPool>;
