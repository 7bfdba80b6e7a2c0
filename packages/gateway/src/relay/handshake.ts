import { isObject, modernVersions, versionKey, type Json } from "@sophia-mcp/core/envelope";
import type { Era } from "./caller.ts";
import type { Answer } from "./json-rpc.ts";
import { LinkError } from "./link.ts";

/** What a server said of itself when it was opened. */
export interface ServerOpening {
  era: Era;
  version: string;
  /** The whole result of `initialize` or `server/discover`. */
  result: Json;
  capabilities: Json;
  instructions?: string | undefined;
}

export interface Hello {
  prefer: Era;
  client: { name: string; version: string };
  capabilities: Json;
  timeoutMs: number;
}

type Ask = (method: string, params: Json, options: { timeoutMs: number }) => Promise<Answer>;
const newestLegacy = "2025-11-25";
const probeMs = 3000;

/** Finds a revision that both sides speak: the preferred era first, the other one when the server does not know it. */
export async function agree(request: Ask, hello: Hello): Promise<ServerOpening> {
  const { client, capabilities, timeoutMs } = hello;
  let refusal: unknown;
  const discover = async (limit: number): Promise<ServerOpening | undefined> => {
    const asked = request("server/discover", { _meta: envelope(client, capabilities) }, { timeoutMs: limit });
    const { result } =
      (await asked.catch((error: unknown) => {
        // A server that does not answer what it does not know is an old one; if it is none, this is what is wrong.
        if (!isSilence(error)) throw error;
        refusal = error;
        return undefined;
      })) ?? {};
    const versions = Array.isArray(result?.supportedVersions) ? (result.supportedVersions as unknown[]) : [];
    const version = modernVersions.find((known) => versions.includes(known));
    return result && version ? { era: "modern", version, result, ...parts(result) } : undefined;
  };
  const initialize = async (): Promise<ServerOpening | undefined> => {
    const params = { protocolVersion: newestLegacy, capabilities, clientInfo: client };
    const { result } = await request("initialize", params, { timeoutMs });
    const version = result?.protocolVersion;
    return result && typeof version === "string"
      ? { era: "legacy", version, result, ...parts(result) }
      : undefined;
  };
  const found =
    hello.prefer === "modern"
      ? ((await discover(Math.min(probeMs, timeoutMs))) ?? (await initialize()))
      : ((await initialize()) ?? (await discover(timeoutMs)));
  if (found) return found;
  throw refusal ?? new LinkError("failed", "no", "agreed on no protocol revision that this gateway knows");
}

const isSilence = (error: unknown): boolean =>
  error instanceof LinkError && (error.kind === "timeout" || error.kind === "failed");

const parts = (result: Json) => ({
  capabilities: isObject(result.capabilities) ? result.capabilities : {},
  instructions: typeof result.instructions === "string" ? result.instructions : undefined,
});

/** What every request of the modern era carries. */
export const envelope = (client: { name: string; version: string }, capabilities: Json): Json => ({
  [versionKey]: modernVersions[0],
  "io.modelcontextprotocol/clientInfo": client,
  "io.modelcontextprotocol/clientCapabilities": capabilities,
});
