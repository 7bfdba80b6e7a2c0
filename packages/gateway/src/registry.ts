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
  asana: {
    server: () => import("@sophia-mcp/asana"),
    sandbox: async () => emulate((await import("@sophia-mcp/sandbox/asana/emulator")).asana),
  },
  gong: {
    server: () => import("@sophia-mcp/gong"),
    sandbox: async () => emulate((await import("@sophia-mcp/sandbox/gong/emulator")).gong),
  },
  snowflake: {
    server: () => import("@sophia-mcp/snowflake"),
    sandbox: async () => emulate((await import("@sophia-mcp/sandbox/snowflake/emulator")).snowflake),
  },
  pinecone: {
    server: () => import("@sophia-mcp/pinecone"),
    sandbox: async () => emulate((await import("@sophia-mcp/sandbox/pinecone/emulator")).pinecone),
  },
  slack: {
    server: () => import("@sophia-mcp/slack"),
    sandbox: async () => emulate((await import("@sophia-mcp/sandbox/slack/emulator")).slack),
  },
  linear: {
    server: () => import("@sophia-mcp/linear"),
    sandbox: async () => emulate((await import("@sophia-mcp/sandbox/linear/emulator")).linear),
  },
  notion: {
    server: () => import("@sophia-mcp/notion"),
    sandbox: async () => emulate((await import("@sophia-mcp/sandbox/notion/emulator")).notion),
  },
  github: {
    server: () => import("@sophia-mcp/github"),
    sandbox: async () => emulate((await import("@sophia-mcp/sandbox/github/emulator")).github),
  },
};

async function emulate(emulator: Emulator): Promise<RunningSandbox> {
  const { startEmulator } = await import("@sophia-mcp/sandbox/server");
  return startEmulator(emulator);
}
