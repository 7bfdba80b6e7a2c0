import { homedir } from "node:os";
import { configCommand } from "../clients/command.ts";
import type { CommandIo } from "../command-io.ts";

/** `sophia-mcp config`: the files of MCP clients on this machine. */
export const config = (args: readonly string[], { env, cwd }: CommandIo): Promise<number> =>
  configCommand(args, {
    env,
    cwd,
    home: homedir(),
    platform: process.platform,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  });
