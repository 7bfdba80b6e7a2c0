import { isObject, modernVersions, versionKey, type Json } from "./envelope.ts";
import type { Opening } from "./manifest.ts";

/** Messages answered here are replayed to the server when it is loaded; beyond this many it is loaded at once. */
const maxReplay = 32;

/**
 * Answers the opening exchange and `tools/list` from the manifest, byte for byte what the server would answer, so that
 * listing loads nothing. It answers only messages whose form it knows in full; every other message goes to the server.
 */
export interface Front {
  /** The answer as a line of JSON, `""` for a notification that needs none, undefined when the server must be loaded. */
  answer(message: Json): string | undefined;
  /** What was answered so far, in order: the server sees it before anything else, and its answers are dropped. */
  readonly replay: readonly Json[];
}

export function createFront(manifest: Opening, listings: readonly string[]): Front {
  const replay: Json[] = [];
  let era: "open" | "probed" | "legacy" | "modern" = "open";
  const tools = `"tools":[${listings.join(",")}]`;

  function result(message: Json): string | undefined {
    const params = message.params ?? {};
    if (!isObject(params)) return undefined;
    if (message.method === "notifications/initialized" && era === "legacy" && !("id" in message)) return "";
    if (!("id" in message)) return undefined;
    const bare = Object.keys(params).length === 0;
    switch (message.method) {
      case "initialize": {
        if (era !== "open" || !isHandshake(params)) return undefined;
        era = "legacy";
        const asked = params.protocolVersion as string;
        const protocolVersion = manifest.legacyVersions.includes(asked) ? asked : manifest.legacyVersions[0];
        return JSON.stringify({ protocolVersion, ...manifest.initialize });
      }
      case "ping":
        return era === "legacy" && bare ? "{}" : undefined;
      case "server/discover":
        if ((era !== "open" && era !== "probed") || !isModern(params)) return undefined;
        era = "probed";
        return manifest.discover;
      case "tools/list":
        if (era === "legacy") return bare ? `{${tools}}` : undefined;
        if (!isModern(params)) return undefined;
        era = "modern";
        return `{${tools},${manifest.modernList}}`;
      default:
        return undefined;
    }
  }

  return {
    replay,
    answer(message) {
      if (replay.length >= maxReplay) return undefined;
      const body = result(message);
      if (body === undefined) return undefined;
      replay.push(message);
      return body === "" ? "" : `{"result":${body},"jsonrpc":"2.0","id":${JSON.stringify(message.id)}}`;
    },
  };
}

function isHandshake(params: Json): boolean {
  const { protocolVersion, capabilities, clientInfo, ...rest } = params;
  return (
    typeof protocolVersion === "string" &&
    isObject(capabilities) &&
    Object.values(capabilities).every(isObject) &&
    isObject(clientInfo) &&
    typeof clientInfo.name === "string" &&
    typeof clientInfo.version === "string" &&
    Object.keys(rest).length === 0
  );
}

/** Exactly an envelope of the modern era, and nothing else. */
function isModern(params: Json): boolean {
  const { _meta: meta, ...rest } = params;
  if (!isObject(meta) || Object.keys(rest).length > 0) return false;
  const info = meta["io.modelcontextprotocol/clientInfo"];
  const capabilities = meta["io.modelcontextprotocol/clientCapabilities"];
  const version = meta[versionKey];
  return (
    typeof version === "string" &&
    modernVersions.includes(version) &&
    isObject(capabilities) &&
    Object.values(capabilities).every(isObject) &&
    isObject(info) &&
    typeof info.name === "string" &&
    typeof info.version === "string" &&
    Object.keys(meta).every((key) => known.has(key))
  );
}

const known = new Set([
  versionKey,
  "io.modelcontextprotocol/clientInfo",
  "io.modelcontextprotocol/clientCapabilities",
  "progressToken",
]);
