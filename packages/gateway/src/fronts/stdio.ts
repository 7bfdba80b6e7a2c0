import { isObject, type Json } from "@sophia-mcp/core/envelope";
import type { LineTransport, Served } from "@sophia-mcp/core/stdio";
import type { Gateway } from "../gateway.ts";
import type { Caller } from "../relay/caller.ts";
import { Cancellation } from "../relay/cancellation.ts";
import { remember } from "../relay/exact.ts";
import { errorAnswer, withId, type Id } from "../relay/json-rpc.ts";
import type { Exchange, Session } from "../relay/session.ts";
import { isModern, legacyCaller, metaOf, missingKey, modernCaller } from "./caller-of.ts";
import { createClientAsks } from "./client-asks.ts";

/** One client over this process's pipes, in whichever revisions it speaks. */
export async function serveClient(
  gateway: Gateway,
  transport: LineTransport,
  who: Pick<Caller, "principal" | "profile">,
): Promise<Served> {
  const running = new Map<Id, Cancellation>();
  const asks = createClientAsks();
  const sessions = new Map<string, Session>();
  let legacy: Session | undefined;

  function open(caller: Caller): Session {
    return {
      id: `stdio-${caller.era}-${sessions.size}`,
      caller,
      stateless: false,
      push: (line) => transport.sendLine(line),
      ask: (method, params) => asks.ask(method, params, (line) => transport.sendLine(line)),
      ends: new Set(),
    };
  }

  function sessionOf(message: Json): Session {
    const meta = metaOf(message);
    if (meta && isModern(message)) {
      const caller = modernCaller(meta, who);
      const key = JSON.stringify([caller.client, caller.capabilities]);
      let found = sessions.get(key);
      if (!found) sessions.set(key, (found = open(caller)));
      return found;
    }
    if (!legacy || message.method === "initialize") {
      legacy = open(legacyCaller(isObject(message.params) ? message.params : {}, who));
      gateway.connected(legacy);
    }
    return legacy;
  }

  async function answer(message: Json): Promise<void> {
    const id = message.id as Id;
    const meta = metaOf(message);
    const missing = meta && isModern(message) ? missingKey(meta) : undefined;
    if (missing !== undefined) {
      const text = `"params._meta" lacks ${missing}`;
      transport.sendLine(withId(errorAnswer({ code: -32_602, message: text }), id), id);
      return;
    }
    const cancellation = new Cancellation();
    running.set(id, cancellation);
    const session = sessionOf(message);
    const exchange: Exchange = {
      id,
      session,
      meta,
      cancellation,
      get signal() {
        return cancellation.signal;
      },
      notify: (line) => transport.sendLine(line),
    };
    try {
      const given = await gateway.relay.answer(message, exchange);
      // Whoever cancels wants no answer any more.
      if (!cancellation.aborted) transport.sendLine(withId(given, id), id);
    } finally {
      running.delete(id);
    }
  }

  transport.onreceive = remember;
  transport.onmessage = (given) => {
    const message = given as unknown as Json;
    if (typeof message.method !== "string") {
      asks.answered(message);
      return;
    }
    if (!("id" in message)) {
      const params = isObject(message.params) ? message.params : {};
      if (message.method === "notifications/cancelled") running.get(params.requestId as Id)?.abort();
      return;
    }
    answer(message).catch((error: unknown) => {
      const id = message.id as Id;
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      transport.sendLine(withId(errorAnswer({ code: -32_603, message: "Internal error" }), id), id);
    });
  };
  await transport.start();
  return {
    stopping: () => gateway.stopping(),
    async close() {
      asks.end();
      for (const abort of running.values()) abort.abort();
      for (const session of [...sessions.values(), ...(legacy ? [legacy] : [])])
        for (const end of session.ends) end();
      await gateway.close();
    },
  };
}
