import { serveStdio as serveProtocol } from "@modelcontextprotocol/server/stdio";
import type { Transport } from "@modelcontextprotocol/server";
import { createEngine, type Engine } from "./engine.ts";
import type { Flags } from "./flags.ts";
import { protocolFactory } from "./protocol.ts";
import type { Program } from "./start.ts";

/** Loads the server and, with `--sandbox`, the emulator in front of which it then stands. */
export async function loadEngine(
  program: Program,
  flags: Flags,
  more: { metrics?: Parameters<typeof createEngine>[1]["metrics"] } = {},
): Promise<Engine> {
  const [{ default: definition }, sandbox] = await Promise.all([
    program.server(),
    flags.sandbox ? program.sandbox() : undefined,
  ]);
  const engine = createEngine(definition, {
    ...more,
    env: { ...process.env, ...sandbox?.env },
    flags: flags.settings,
    selection: flags,
  });
  return {
    ...engine,
    async close() {
      await engine.close();
      await sandbox?.close();
    },
  };
}

export async function connectServer(
  program: Program,
  flags: Flags,
  transport: Transport,
): Promise<{ close(): Promise<void> }> {
  const engine = await loadEngine(program, flags);
  const handle = serveProtocol(protocolFactory(engine), {
    transport,
    onerror: (error) => void process.stderr.write(`${engine.redactor.text(error.message)}\n`),
  });
  return {
    async close() {
      await engine.close();
      await handle.close();
    },
  };
}
