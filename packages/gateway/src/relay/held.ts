import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { errorAnswer, resultAnswer, type Answer } from "./json-rpc.ts";
import type { Asked, Exchange } from "./session.ts";

export const prefix = "sophia-held.";
/** How long a person may take; after that the call is given up. */
const holdMs = 600_000;

/**
 * One call at an older server in front of which stands a client of the modern revision: when the server asks the client
 * something, the client gets `input_required` and the call waits here for its answer.
 */
export interface HeldCall {
  /** The exchange that its notifications go to: the client's latest. */
  exchange: Exchange;
  /** The server asks. */
  ask(method: string, params: Json | undefined): Promise<Asked>;
}

interface Waiting {
  call: HeldCall;
  /** Whose call it is: nobody else can go on with it. */
  key: string;
  questions: Map<string, { request: Json; answer(asked: Asked): void }>;
  next(): Promise<Answer>;
  expires: NodeJS.Timeout;
}

export interface Held {
  /** Starts a call that may be interrupted; the answer is the server's, or the questions it has. */
  start(
    exchange: Exchange,
    key: string,
    run: (call: HeldCall, signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer>;
  /** Goes on with an interrupted one; undefined when the state is not one of these. */
  resume(exchange: Exchange, key: string, params: Json): Promise<Answer> | undefined;
}

/** @param replica where there are several: each finds its own calls by their state */
export function createHeld(replica = ""): Held {
  const waiting = new Map<string, Waiting>();

  function interrupted(entry: Waiting): Answer {
    // Loading the module takes milliseconds, and not every start needs it.
    const { randomBytes } = process.getBuiltinModule("node:crypto");
    const state = `${prefix}${replica}${randomBytes(18).toString("base64url")}`;
    waiting.set(state, entry);
    entry.expires.refresh();
    const inputRequests = Object.fromEntries([...entry.questions].map(([id, { request }]) => [id, request]));
    return resultAnswer({ resultType: "input_required", inputRequests, requestState: state });
  }

  return {
    start(exchange, key, run) {
      const abort = new AbortController();
      const follow = (followed: Exchange): void =>
        followed.signal.addEventListener("abort", () => {
          if (entry.call.exchange === followed) abort.abort();
        });
      let asked: (() => void) | undefined;
      let count = 0;
      const questions: Waiting["questions"] = new Map();
      const call: HeldCall = {
        exchange,
        ask: (method, params) =>
          new Promise((answer) => {
            questions.set(`${method} ${++count}`, {
              request: { method, ...(params ? { params } : {}) },
              answer,
            });
            // Questions of one moment are asked together.
            setImmediate(() => asked?.());
          }),
      };
      const done = run(call, abort.signal);
      // Whoever waits for it may be gone; what became of it is logged with the call.
      done.catch(() => undefined);
      const entry: Waiting = {
        call,
        key,
        questions,
        next: () =>
          Promise.race([
            done,
            new Promise<Answer>((resolve) => {
              asked = () => {
                if (questions.size === 0) return;
                asked = undefined;
                resolve(interrupted(entry));
              };
            }),
          ]),
        expires: setTimeout(() => abort.abort(), holdMs).unref(),
      };
      follow(exchange);
      const settled = (): void => clearTimeout(entry.expires);
      done.then(settled, settled);
      return entry.next();
    },
    resume(exchange, key, params) {
      const state = params.requestState;
      if (typeof state !== "string" || !state.startsWith(prefix)) return undefined;
      const entry = waiting.get(state);
      waiting.delete(state);
      if (!entry || entry.key !== key) {
        const message =
          "Invalid requestState: the call it belongs to is over, or another's. Call again without it.";
        return Promise.resolve(errorAnswer({ code: -32_602, message }));
      }
      const responses = isObject(params.inputResponses) ? params.inputResponses : {};
      entry.call.exchange = exchange;
      for (const [id, question] of entry.questions) {
        const given = responses[id];
        if (!isObject(given)) continue;
        entry.questions.delete(id);
        question.answer({ result: given });
      }
      // What was left out is asked again.
      return entry.questions.size > 0 ? Promise.resolve(interrupted(entry)) : entry.next();
    },
  };
}
