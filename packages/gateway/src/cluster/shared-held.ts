import type { Json } from "@sophia-mcp/core/envelope";
import type { Caller } from "../relay/caller.ts";
import { createHeld, prefix, type Held } from "../relay/held.ts";
import { errorAnswer, type Answer } from "../relay/json-rpc.ts";
import type { Exchange, Session } from "../relay/session.ts";
import type { RemoteWork } from "./remote-work.ts";

const work = "held";
const owned = new RegExp(`^${prefix.replace(".", String.raw`\.`)}([0-9a-f]{12})\\.`);

/** What one replica sends another of a request that goes on with a held call. */
interface Resumed {
  key: string;
  params: Json;
  caller: Caller;
  meta?: Json | undefined;
}

/** Calls held open at this replica, and the way to those at others. */
export function createSharedHeld(remote: RemoteWork, self: string): Held {
  const own = createHeld(`${self}.`);

  remote.serve(work, async (body, { line, signal }) => {
    const { key, params, caller, meta } = body as unknown as Resumed;
    const exchange: Exchange = { id: 0, session: oneRequest(caller), meta, signal, notify: line };
    const answer = await (own.resume(exchange, key, params) ?? Promise.resolve(lost()));
    return { line: answer.line, from: answer.from, to: answer.to };
  });

  async function elsewhere(replica: string, exchange: Exchange, key: string, params: Json): Promise<Answer> {
    const { session, meta, signal } = exchange;
    const body = { key, params, caller: session.caller, ...(meta ? { meta } : {}) };
    try {
      const found = await remote.ask(replica, work, body, { line: exchange.notify, signal });
      const { line, from, to } = found as unknown as Pick<Answer, "line" | "from" | "to">;
      const { result, error } = JSON.parse(line) as Pick<Answer, "result" | "error">;
      return { line, from, to, ...(error ? { error } : { result: result ?? {} }) };
    } catch {
      return lost();
    }
  }

  return {
    start: (...given) => own.start(...given),
    resume(exchange, key, params) {
      const { requestState } = params;
      const replica = typeof requestState === "string" ? owned.exec(requestState)?.[1] : undefined;
      if (replica === undefined || replica === self) return own.resume(exchange, key, params);
      return elsewhere(replica, exchange, key, params);
    },
  };
}

const lost = (): Answer =>
  errorAnswer({
    code: -32_602,
    message:
      "Invalid requestState: the replica of the gateway that held this call is gone, and the call with it. What it did before it asked may have been done. Call again without requestState.",
  });

const oneRequest = (caller: Caller): Session => ({
  id: "",
  caller,
  stateless: true,
  push: () => undefined,
  ask: () =>
    Promise.resolve({ error: { code: -32_601, message: "Clients of this revision are asked by answers" } }),
  ends: new Set(),
});
