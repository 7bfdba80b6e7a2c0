import { ConfigError } from "@sophia-mcp/core/errors";
import { sharedApprovalsFrom } from "../cluster/from-environment.ts";
import type { CommandIo } from "../command-io.ts";
import { approveCommand } from "../policy/approve-command.ts";

/** `sophia-mcp approve`: with `REDIS_URL`, of the calls that wait at any replica. */
export async function approve(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    return await approveCommand(args, io, sharedApprovalsFrom(io.env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 1;
  }
}
