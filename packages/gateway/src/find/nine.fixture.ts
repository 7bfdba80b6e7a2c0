import { createEngine, type Engine } from "@sophia-mcp/core/engine";
import type { AnyServer } from "@sophia-mcp/core/server";
import { startSandbox, type Sandbox } from "@sophia-mcp/sandbox/sandbox";
import { builtIns } from "../registry.ts";
import type { Caller } from "../relay/caller.ts";
import { factsOf } from "./facts.fixture.ts";
import type { CallAnswer, FindContext } from "./gateway-tool.ts";
import { markedSearches } from "./search-mapping.ts";

export const caller: Caller = {
  principal: "local",
  profile: "default",
  client: { name: "tests", version: "1" },
  era: "modern",
  capabilities: {},
};

export interface Nine {
  context: FindContext;
  sandbox: Sandbox;
  /** Every call that was passed on, with its answer. */
  calls: { name: string; arguments: unknown; answer: Promise<CallAnswer> }[];
  close(): Promise<void>;
}

/** The nine servers in front of their emulators, called as the relay calls them. */
export async function startNine(): Promise<Nine> {
  const sandbox = await startSandbox();
  const servers = await Promise.all(
    Object.values(builtIns).map(async ({ server }) => (await server()).default),
  );
  const engines = new Map<string, Engine>(
    servers.map((server: AnyServer) => [server.name, createEngine(server, { env: sandbox.env })]),
  );
  const calls: Nine["calls"] = [];
  return {
    sandbox,
    calls,
    context: {
      caller,
      signal: new AbortController().signal,
      tools: servers.flatMap(factsOf),
      servers: servers.map(({ name, title, tools }) => ({
        name,
        title,
        state: "idle",
        search: markedSearches(tools),
      })),
      call(name, args, { signal } = {}) {
        const engine = engines.get(name.split("_", 1)[0] ?? "");
        if (!engine) throw new Error(`no server has ${name}`);
        const answer = engine.call({
          name,
          arguments: args,
          ...(signal ? { signal } : {}),
        }) as Promise<CallAnswer>;
        calls.push({ name, arguments: args, answer });
        return answer;
      },
    },
    async close() {
      await Promise.all([...engines.values()].map((engine) => engine.close()));
      await sandbox.close();
    },
  };
}
