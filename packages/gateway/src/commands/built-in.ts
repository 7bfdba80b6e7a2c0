import { ConfigError } from "@sophia-mcp/core/errors";
import { parseFlags } from "@sophia-mcp/core/flags";
import { serveStdio } from "@sophia-mcp/core/stdio";
import { builtIns } from "../registry.ts";

/** One built-in server in a process of its own: what an entry with `isolation: "process"` starts. */
export async function builtIn([name = "", ...args]: readonly string[]): Promise<void> {
  const program = Object.hasOwn(builtIns, name) ? builtIns[name] : undefined;
  if (!program) throw new ConfigError(`No built-in server is called ${name.slice(0, 64)}.`);
  const { default: server } = await program.server();
  const { settingDocs } = await import("@sophia-mcp/core/settings");
  const settings = Object.fromEntries(settingDocs(server).map(({ flag, key }) => [flag, key]));
  const flags = parseFlags(args, process.env, settings);
  serveStdio({
    connect: async (transport) =>
      (await import("@sophia-mcp/core/connect")).connectServer(
        { url: import.meta.url, ...program },
        flags,
        transport,
      ),
  });
}
