import { homedir } from "node:os";
import type { Flags } from "@sophia-mcp/core/flags";
import { serveStdio } from "@sophia-mcp/core/stdio";
import { serveClient } from "./fronts/stdio.ts";
import { createGateway, type Gateway, type GatewayManifest } from "./gateway.ts";
import { configFrom, optionsFrom } from "./options.ts";
import type { GatewayConfig } from "./config/types.ts";
import type { Log } from "./log.ts";

/** The gateway over this process's pipes, for one client. */
export async function serve(flags: Flags, manifest: GatewayManifest | undefined): Promise<void> {
  const options = await optionsFrom(flags, manifest, { level: "warn" });
  const gateway = await createGateway(options);
  const { defaultProfile: profile } = options.config;
  serveStdio({ connect: (transport) => serveClient(gateway, transport, { principal: "local", profile }) });
  followConfig(gateway, flags, options.config, options.log);
}

/** Takes changes of the configuration's files over while the gateway runs; there is nothing to follow without a file. */
export function followConfig(gateway: Gateway, flags: Flags, config: GatewayConfig, log: Log): void {
  if (config.file === undefined) return;
  // After the first list: following files is nobody's hurry.
  setImmediate(() => {
    void import("./config/watch.ts").then(({ watchConfig }) =>
      watchConfig(config, {
        load: () => configFrom(flags),
        apply: (changed) =>
          gateway.reload(changed).then(() => log("info", "config_reloaded", { file: changed.file })),
        rejected: (reason) => log("error", "config_rejected", { reason: reason.replaceAll(homedir(), "~") }),
      }),
    );
  });
}
