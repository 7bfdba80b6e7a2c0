#!/usr/bin/env node
import { start } from "@sophia-mcp/core/start";

await start({
  url: import.meta.url,
  server: () => import("./server.ts"),
  sandbox: async () => {
    const { startEmulator } = await import("@sophia-mcp/sandbox/server");
    return startEmulator((await import("@sophia-mcp/sandbox/gong/emulator")).gong);
  },
});
