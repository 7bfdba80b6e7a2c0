import { ConfigError } from "@sophia-mcp/core/errors";
import type { DeliveryState, EventStore, ListedEvent } from "./store.ts";

export interface Asked {
  ids: readonly string[];
  state?: DeliveryState | undefined;
  sink?: string | undefined;
  callId?: string | undefined;
  limit: number;
  json: boolean;
  dead: boolean;
}

type Print = (text: string) => void;

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** The newest events with where they stand; as JSON one event a line. */
export async function listEvents(store: EventStore, asked: Asked, print: Print): Promise<void> {
  const { state, sink, callId, limit } = asked;
  const events = await store.list({
    limit,
    ...(state ? { state } : {}),
    ...(sink ? { sink } : {}),
    ...(callId ? { callId } : {}),
  });
  if (asked.json) {
    for (const event of events) print(JSON.stringify(shown(event)));
    return;
  }
  print(["id", "received", "call", "rule", "deliveries"].join("\t"));
  for (const event of events) {
    const where = event.deliveries.map(({ sink, state, attempts }) => `${sink}:${state}(${attempts})`);
    print([event.id, iso(event.receivedAt), event.callId, event.rule, where.join(" ") || "-"].join("\t"));
  }
  for (const { sink, depth, oldestSeconds, dead } of await store.stats())
    print(`${sink}: ${depth} waiting, the oldest for ${Math.round(oldestSeconds)} s; ${dead} dead`);
}

/** @throws ConfigError for an id that is not there */
export async function showEvents(store: EventStore, { ids, json }: Asked, print: Print): Promise<void> {
  if (ids.length === 0) throw new ConfigError("Which event? sophia-mcp webhooks list shows their ids.");
  for (const id of ids) {
    const event = await store.get(id);
    if (!event)
      throw new ConfigError(`There is no event ${id.slice(0, 80)}: it may have been removed with its age.`);
    const { body, ...rest } = event;
    if (json) {
      print(JSON.stringify({ ...shown(rest), body: JSON.parse(body) as unknown }));
      continue;
    }
    print(`event ${rest.id}: call ${rest.callId}, rule ${rest.rule}${rest.isTest ? ", a test" : ""}`);
    print(`received ${iso(rest.receivedAt)}, content ${rest.contentSha256}`);
    for (const { sink, state, attempts, dueAt, error } of rest.deliveries) {
      const next = dueAt === undefined ? "" : `, next ${iso(dueAt)}`;
      print(`${sink}: ${state} after ${attempts} tries${next}${error ? `: ${error}` : ""}`);
    }
    print(JSON.stringify(JSON.parse(body), null, 2));
  }
}

/** @throws ConfigError when nothing was named */
export async function replayEvents(store: EventStore, asked: Asked, print: Print): Promise<void> {
  if (asked.ids.length === 0 && !asked.dead)
    throw new ConfigError("What is to be replayed? Name event ids, or --dead for every dead letter.");
  const count = await store.replay({
    ...(asked.ids.length > 0 ? { ids: asked.ids } : {}),
    ...(asked.sink ? { sink: asked.sink } : {}),
  });
  print(asked.json ? JSON.stringify({ replayed: count }) : `${count} deliveries are due again.`);
}

function shown(event: ListedEvent): Record<string, unknown> {
  return {
    id: event.id,
    call_id: event.callId,
    source: event.source,
    rule: event.rule,
    is_test: event.isTest,
    received_at: iso(event.receivedAt),
    content_sha256: event.contentSha256,
    deliveries: event.deliveries.map(({ dueAt, ...rest }) => ({
      ...rest,
      ...(dueAt === undefined ? {} : { due_at: iso(dueAt) }),
    })),
  };
}
