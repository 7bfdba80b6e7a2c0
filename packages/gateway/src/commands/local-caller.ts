import { noGatewayMetrics } from "@sophia-mcp/metrics/events";
import { parseFlags, type Flags } from "@sophia-mcp/core/flags";
import type { Json } from "@sophia-mcp/core/envelope";
import { createGateway, type Gateway, type GatewayManifest } from "../gateway.ts";
import { gatewayFlags, optionsFrom } from "../options.ts";
import type { Caller } from "../relay/caller.ts";
import type { Answer } from "../relay/json-rpc.ts";
import type { Exchange, Session } from "../relay/session.ts";
import { version } from "../version.ts";

/** A gateway for one command, with the person at the terminal as its client. */
export interface LocalCaller {
  gateway: Gateway;
  caller: Caller;
  /** @param told called with every notification of the request, as JSON */
  ask(method: string, params: Json, told?: (line: string) => void): Promise<Answer>;
  close(): Promise<void>;
}

/** Takes words and flags apart: flags are those of `serve`, and `--json`. */
export function wordsAndFlags(args: readonly string[]): { words: string[]; flags: Flags; json: boolean } {
  const takesValue = new Set([...Object.keys(gatewayFlags), "--tools", "--groups"]);
  const words: string[] = [];
  const flags: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "--json") continue;
    if (!arg.startsWith("--")) words.push(arg);
    else {
      flags.push(arg);
      if (takesValue.has(arg)) flags.push(args[++i] ?? "");
    }
  }
  return { words, flags: parseFlags(flags, process.env, gatewayFlags), json: args.includes("--json") };
}

export async function localCaller(
  flags: Flags,
  manifest: GatewayManifest | undefined,
  search?: { deadlineMs: number },
): Promise<LocalCaller> {
  const options = await optionsFrom(flags, manifest, { metrics: noGatewayMetrics, level: "error" });
  const config = search ? { ...options.config, search } : options.config;
  const gateway = await createGateway({ ...options, config });
  const caller: Caller = {
    principal: "local",
    profile: options.config.defaultProfile,
    client: { name: "sophia-mcp", version },
    era: "legacy",
    capabilities: {},
  };
  const session: Session = {
    id: "terminal",
    caller,
    stateless: false,
    push: () => undefined,
    ask: async () => ({ error: { code: -32_601, message: "A command cannot be asked anything" } }),
    ends: new Set(),
  };
  const abort = new AbortController();
  process.once("SIGINT", () => abort.abort());
  let count = 0;
  return {
    gateway,
    caller,
    async ask(method, params, told = () => undefined) {
      const meta = { progressToken: ++count };
      const message = { jsonrpc: "2.0", id: count, method, params: { ...params, _meta: meta } };
      const exchange: Exchange = { id: count, session, meta, signal: abort.signal, notify: told };
      return gateway.relay.answer(message, exchange);
    },
    async close() {
      for (const end of session.ends) end();
      await gateway.close();
    },
  };
}
