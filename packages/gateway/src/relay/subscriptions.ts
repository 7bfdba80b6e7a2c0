import { isObject, type Json } from "@sophia-mcp/core/envelope";
import type { ListName } from "../upstreams/reconciler.ts";
import type { Upstream } from "../upstreams/upstream.ts";
import type { PooledLink } from "../upstreams/pool.ts";
import { subscriptionKey } from "./eras.ts";
import { envelope } from "./handshake.ts";
import type { Id } from "./json-rpc.ts";
import type { Exchange, Session } from "./session.ts";

/** Whoever wants to know of changes: a connection of the older revisions, or one `subscriptions/listen`. */
interface Listener {
  session: Session;
  /** Of the modern revision: which kinds, and the id that every notice carries. */
  listen?: { id: Id; lists: ReadonlySet<ChangeKind>; notify(line: string): void } | undefined;
}

export type ChangeKind = "tools" | "prompts" | "resources";
const reopenMs = 1000;

export interface Subscriptions {
  connected(session: Session): void;
  /** Answers when the client gives it up; until then its notices go to the exchange. */
  listen(exchange: Exchange, filter: Json, ownerOf: (uri: string) => Upstream | undefined): Promise<Json>;
  /** `resources/subscribe` and `unsubscribe` of the older revisions. */
  follow(session: Session, uri: string, upstream: Upstream): Promise<void>;
  unfollow(session: Session, uri: string): void;
  changed(kinds: readonly ListName[]): void;
  /** A server told of a change of one resource. */
  updated(upstream: Upstream, pooled: PooledLink, message: Json): void;
  close(): void;
}

export function createSubscriptions(): Subscriptions {
  const listeners = new Set<Listener>();
  /** By URI, who follows it, and how that is undone. */
  const followers = new Map<string, Map<Listener, () => void>>();
  const endings = new Set<() => void>();

  function listenerOf(session: Session): Listener | undefined {
    for (const listener of listeners) if (listener.session === session && !listener.listen) return listener;
    return undefined;
  }

  function tell({ session, listen }: Listener, method: string, params: Json): void {
    if (!listen) {
      session.push(
        JSON.stringify({ jsonrpc: "2.0", method, ...(Object.keys(params).length > 0 ? { params } : {}) }),
        method.endsWith("/list_changed"),
      );
      return;
    }
    const meta = isObject(params._meta) ? params._meta : {};
    const marked = { ...params, _meta: { ...meta, [subscriptionKey]: listen.id } };
    listen.notify(JSON.stringify({ jsonrpc: "2.0", method, params: marked }));
  }

  function drop(listener: Listener): void {
    listeners.delete(listener);
    for (const uri of followers.keys()) stopFollowing(listener, uri);
  }

  function stopFollowing(listener: Listener, uri: string): void {
    const ones = followers.get(uri);
    ones?.get(listener)?.();
    ones?.delete(listener);
    if (ones?.size === 0) followers.delete(uri);
  }

  async function startFollowing(listener: Listener, uri: string, upstream: Upstream): Promise<void> {
    const ones = followers.get(uri) ?? new Map<Listener, () => void>();
    followers.set(uri, ones);
    if (ones.has(listener)) return;
    const stop = new AbortController();
    ones.set(listener, () => stop.abort());
    await follow(listener, uri, upstream, stop.signal, true);
  }

  /** Follows one resource at its server, and again after the server was gone. */
  async function follow(
    listener: Listener,
    uri: string,
    upstream: Upstream,
    stop: AbortSignal,
    first: boolean,
  ): Promise<void> {
    const again = (): void => {
      if (stop.aborted) return;
      setTimeout(() => {
        if (!stop.aborted) follow(listener, uri, upstream, stop, false).catch(again);
      }, reopenMs).unref();
    };
    const { session } = listener;
    try {
      const pooled = await upstream.link(session, session.caller);
      const { link } = pooled;
      if (link.opening.era === "modern") {
        const params = {
          _meta: envelope(session.caller.client, session.caller.capabilities),
          notifications: { resourceSubscriptions: [uri] },
        };
        const notify = (method: string, message: Json): void => {
          if (method === "notifications/resources/updated") tell(listener, method, unmarked(message));
        };
        link
          .request("subscriptions/listen", params, {
            timeoutMs: Number.POSITIVE_INFINITY,
            signal: stop,
            notify,
          })
          .then(again, again);
        return;
      }
      const answer = await link.request(
        "resources/subscribe",
        { uri },
        { timeoutMs: upstream.config.timeoutMs },
      );
      if (answer.error && first) throw new SubscriptionError(answer.error);
      stop.addEventListener("abort", () => {
        if (followers.get(uri)?.size) return;
        link
          .request("resources/unsubscribe", { uri }, { timeoutMs: upstream.config.timeoutMs })
          .catch(() => undefined);
      });
      upstream.whenGone(pooled, again);
    } catch (error) {
      if (first) throw error;
      again();
    }
  }

  return {
    connected(session) {
      const listener = { session };
      listeners.add(listener);
      session.ends.add(() => drop(listener));
    },
    async listen(exchange, filter, ownerOf) {
      const lists = new Set<ChangeKind>();
      const honored: Json = {};
      for (const kind of ["tools", "prompts", "resources"] as const) {
        if (filter[`${kind}ListChanged`] !== true) continue;
        lists.add(kind);
        honored[`${kind}ListChanged`] = true;
      }
      const wanted = Array.isArray(filter.resourceSubscriptions)
        ? (filter.resourceSubscriptions as unknown[])
        : [];
      const uris = wanted.filter(
        (uri): uri is string => typeof uri === "string" && ownerOf(uri) !== undefined,
      );
      if (uris.length > 0) honored.resourceSubscriptions = uris;
      const listener: Listener = {
        session: exchange.session,
        listen: { id: exchange.id, lists, notify: exchange.notify },
      };
      const acknowledged = { _meta: { [subscriptionKey]: exchange.id }, notifications: honored };
      exchange.notify(
        JSON.stringify({
          jsonrpc: "2.0",
          method: "notifications/subscriptions/acknowledged",
          params: acknowledged,
        }),
      );
      listeners.add(listener);
      for (const uri of uris) {
        const upstream = ownerOf(uri);
        if (upstream) startFollowing(listener, uri, upstream).catch(() => undefined);
      }
      await new Promise<void>((ended) => {
        const end = (): void => (endings.delete(end), ended());
        endings.add(end);
        exchange.signal.addEventListener("abort", end, { once: true });
        exchange.session.ends.add(end);
      });
      drop(listener);
      return { resultType: "complete", _meta: { [subscriptionKey]: exchange.id } };
    },
    async follow(session, uri, upstream) {
      const listener = listenerOf(session);
      if (listener) await startFollowing(listener, uri, upstream);
    },
    unfollow(session, uri) {
      const listener = listenerOf(session);
      if (listener) stopFollowing(listener, uri);
    },
    changed(kinds) {
      const changes = new Set<ChangeKind>(kinds.map((kind) => (kind === "templates" ? "resources" : kind)));
      for (const listener of listeners) {
        for (const kind of changes) {
          if (!listener.listen || listener.listen.lists.has(kind))
            tell(listener, `notifications/${kind}/list_changed`, {});
        }
      }
    },
    updated(_upstream, pooled, message) {
      const params = unmarked(message);
      const ones = typeof params.uri === "string" ? followers.get(params.uri) : undefined;
      for (const listener of ones?.keys() ?? []) {
        // Clients that do not use this instance follow the same resource at another.
        if (listener.session.stateless || pooled.users.size === 0 || pooled.users.has(listener.session)) {
          tell(listener, "notifications/resources/updated", params);
        }
      }
    },
    close() {
      for (const end of endings) end();
    },
  };
}

/** The parameters of a notice without the mark of the subscription that it came by. */
function unmarked(message: Json): Json {
  const params = isObject(message.params) ? message.params : {};
  if (!isObject(params._meta)) return params;
  const { [subscriptionKey]: _, ...meta } = params._meta;
  const { _meta: _all, ...rest } = params;
  return Object.keys(meta).length > 0 ? { ...rest, _meta: meta } : rest;
}

/** What the server answered to a subscription. */
export class SubscriptionError extends Error {
  override name = "SubscriptionError";
  readonly rpc: { code: number; message: string; data?: unknown };
  constructor(rpc: SubscriptionError["rpc"]) {
    super(rpc.message);
    this.rpc = rpc;
  }
}
