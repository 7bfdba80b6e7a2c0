import { sharedApprovalsFrom } from "../cluster/from-environment.ts";
import type { CommandIo } from "../command-io.ts";
import { approveCommand } from "../policy/approve-command.ts";

/** `sophia-mcp approve`: with `REDIS_URL`, of the calls that wait at any replica. */
export const approve = async (args: readonly string[], io: CommandIo): Promise<number> =>
  approveCommand(args, io, sharedApprovalsFrom(io.env));
