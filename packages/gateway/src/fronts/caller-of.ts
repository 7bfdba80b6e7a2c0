import { isObject, versionKey, type Json } from "@sophia-mcp/core/envelope";
import type { Caller } from "../relay/caller.ts";

const prefix = "io.modelcontextprotocol/";

/** Whether a message belongs to the modern revision: only there every request names its revision. */
export const isModern = (message: Json): boolean => metaOf(message)?.[versionKey] !== undefined;

export function metaOf(message: Json): Json | undefined {
  const meta = isObject(message.params) ? message.params._meta : undefined;
  return isObject(meta) ? meta : undefined;
}

/** What a request of the modern revision says of its client. */
export function modernCaller(meta: Json, who: Pick<Caller, "principal" | "profile">): Caller {
  const capabilities = meta[`${prefix}clientCapabilities`];
  return {
    ...who,
    client: clientOf(meta[`${prefix}clientInfo`]),
    era: "modern",
    capabilities: isObject(capabilities) ? capabilities : {},
  };
}

/** What `initialize` says of its client. */
export function legacyCaller(params: Json, who: Pick<Caller, "principal" | "profile">): Caller {
  return {
    ...who,
    client: clientOf(params.clientInfo),
    era: "legacy",
    capabilities: isObject(params.capabilities) ? params.capabilities : {},
  };
}

function clientOf(info: unknown): Caller["client"] {
  const { name, version } = isObject(info) ? info : {};
  return {
    name: typeof name === "string" ? name.slice(0, 128) : "unknown",
    version: typeof version === "string" ? version.slice(0, 64) : "0",
  };
}

/** The first of these keys that a modern request's envelope lacks. */
export function missingKey(meta: Json): string | undefined {
  return isObject(meta[`${prefix}clientCapabilities`]) ? undefined : `${prefix}clientCapabilities`;
}
