import { homedir } from "node:os";
import { tokensCommand } from "../access/tokens-command.ts";
import type { CommandIo } from "../command-io.ts";
import { loadConfig } from "../config/load.ts";

/** `sophia-mcp tokens`, which refuses a profile that the configuration does not have. */
export const tokens = (args: readonly string[], io: CommandIo): Promise<number> =>
  tokensCommand(args, io, async () => {
    const { profiles } = await loadConfig({ env: io.env, cwd: io.cwd, home: homedir() });
    return Object.keys(profiles);
  });
