import { isObject, type Json } from "@sophia-mcp/core/envelope";
import type { RpcError } from "../relay/json-rpc.ts";
import type { Asked } from "../relay/session.ts";

/** Requests of ours that a client of the older revisions has not answered yet. */
export interface ClientAsks {
  /** @param send puts the line where the client reads it */
  ask(method: string, params: Json | undefined, send: (line: string) => void): Promise<Asked>;
  /** Takes a client's answer; false when nothing was asked under its id. */
  answered(message: Json): boolean;
  /** The client is gone. */
  end(): void;
}

const gone: RpcError = { code: -32_000, message: "The client is gone" };

/** @param prefix keeps the ids apart from those of clients that take strings of their own, and of other replicas */
export function createClientAsks(prefix = "sophia-"): ClientAsks {
  const open = new Map<string, (asked: Asked) => void>();
  let count = 0;
  let ended = false;
  return {
    ask: (method, params, send) =>
      new Promise((resolve) => {
        if (ended) return resolve({ error: gone });
        const id = `${prefix}${++count}`;
        open.set(id, resolve);
        send(JSON.stringify({ jsonrpc: "2.0", id, method, ...(params === undefined ? {} : { params }) }));
      }),
    answered(message) {
      const resolve = open.get(String(message.id));
      if (!resolve) return false;
      open.delete(String(message.id));
      if (isObject(message.result)) resolve({ result: message.result });
      else resolve({ error: isObject(message.error) ? (message.error as unknown as RpcError) : gone });
      return true;
    },
    end() {
      ended = true;
      for (const resolve of open.values()) resolve({ error: gone });
      open.clear();
    },
  };
}
