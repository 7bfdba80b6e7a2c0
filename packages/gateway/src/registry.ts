import type { RunningSandbox } from "@sophia-mcp/core/start";
import type { AnyServer } from "@sophia-mcp/core/server";
import type { Emulator } from "@sophia-mcp/sandbox/emulator";

/** A server that ships with the gateway: loaded in process, on the first call of one of its tools. */
export interface BuiltIn {
  server(): Promise<{ default: AnyServer }>;
  sandbox(): Promise<RunningSandbox>;
}

/** The built-in servers in the order in which their tools are listed. */
export const builtIns: Readonly<Record<string, BuiltIn>> = {
  hubspot: {
    server: () => import("@sophia-mcp/hubspot"),
    sandbox: async () => emulate((await import("@sophia-mcp/sandbox/hubspot/emulator")).hubspot),
  },
};

async function emulate(emulator: Emulator): Promise<RunningSandbox> {
  const { startEmulator } = await import("@sophia-mcp/sandbox/server");
  return startEmulator(emulator);
}
