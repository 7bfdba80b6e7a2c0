import type { Environment } from "@sophia-mcp/auth/credentials";
import { InputError } from "@sophia-mcp/core/errors";
import { createEngine, type Engine } from "@sophia-mcp/core/engine";
import { builtIns } from "../../registry.ts";
import type { CallTool } from "../sink.ts";

/** The built-in servers' tools for a receiver that runs alone; a server is loaded by the first call of one of its tools. */
export function localTools(env: Environment): { callTool: CallTool; close(): Promise<void> } {
  const engines = new Map<string, Promise<Engine>>();
  const callTool: CallTool = async (name, args, signal) => {
    const server = Object.keys(builtIns).find((one) => name.startsWith(`${one}_`));
    const builtIn = server === undefined ? undefined : builtIns[server];
    if (server === undefined || !builtIn) throw new InputError(`There is no tool ${name.slice(0, 64)}.`);
    let engine = engines.get(server);
    if (!engine) {
      engine = builtIn.server().then(({ default: definition }) => createEngine(definition, { env }));
      engines.set(server, engine);
    }
    const { content, structuredContent, isError, _meta } = await (
      await engine
    ).call({ name, arguments: args, signal });
    return {
      content,
      ...(structuredContent ? { structuredContent } : {}),
      ...(isError ? { isError } : {}),
      ...(_meta ? { _meta } : {}),
    };
  };
  return {
    callTool,
    async close() {
      await Promise.allSettled([...engines.values()].map(async (engine) => (await engine).close()));
    },
  };
}
