import { isObject, versionKey, type Json } from "@sophia-mcp/core/envelope";
import type { Caller, Era } from "./caller.ts";
import { envelope } from "./handshake.ts";
import { resultAnswer, type Answer } from "./json-rpc.ts";

const prefix = "io.modelcontextprotocol/";
export const logLevelKey = `${prefix}logLevel`;
export const subscriptionKey = `${prefix}subscriptionId`;
const envelopeKeys = new Set([versionKey, `${prefix}clientInfo`, `${prefix}clientCapabilities`, logLevelKey]);

/** A request's parameters as a server of that era expects them; unchanged where both sides speak the same. */
export function paramsFor(
  era: Era,
  params: Json | undefined,
  caller: Caller,
  logLevel: string | undefined,
): Json | undefined {
  if (era === caller.era) return params;
  const meta = isObject(params?._meta) ? params._meta : {};
  if (era === "modern") {
    const level = logLevel === undefined ? {} : { [logLevelKey]: logLevel };
    return { ...params, _meta: { ...meta, ...envelope(caller.client, caller.capabilities), ...level } };
  }
  const { _meta: _, inputResponses: _responses, requestState: _state, ...rest } = params ?? {};
  const kept = Object.entries(meta).filter(([key]) => !envelopeKeys.has(key));
  const all = kept.length > 0 ? { ...rest, _meta: Object.fromEntries(kept) } : rest;
  return Object.keys(all).length > 0 ? all : undefined;
}

/** An answer as a client of the other era expects it. Errors are the same in both. */
export function answerFor(client: Era, server: Era, method: string, answer: Answer): Answer {
  if (client === server || !answer.result) return answer;
  if (client === "modern") {
    // What an older server reads may change at any time, and may be its user's own.
    const hints = method === "resources/read" ? { ttlMs: 0, cacheScope: "private" } : {};
    return resultAnswer({ ...answer.result, resultType: "complete", ...hints });
  }
  const { resultType: _type, ttlMs: _ttl, cacheScope: _scope, ...rest } = answer.result;
  const meta = isObject(rest._meta)
    ? Object.entries(rest._meta).filter(([key]) => key !== `${prefix}serverInfo`)
    : [];
  const { _meta: _, ...bare } = rest;
  return resultAnswer(meta.length > 0 ? { ...bare, _meta: Object.fromEntries(meta) } : bare);
}

const levels = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];

/** Whether a log message may go to whoever asked for messages from `least` on. */
export function wantsMessage(least: unknown, message: Json): boolean {
  const level = isObject(message.params) ? message.params.level : undefined;
  return levels.indexOf(String(level)) >= levels.indexOf(String(least));
}
