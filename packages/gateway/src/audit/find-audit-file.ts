import { homedir } from "node:os";
import { resolve } from "node:path";
import type { CommandIo } from "../command-io.ts";
import { loadConfig } from "../config/load.ts";
import { stateDir } from "../config/state-dir.ts";
import { auditFile } from "../options.ts";

/** Where a command finds the log: as it is told, else as the configuration says, else in the state folder. */
export async function findAuditFile(
  given: { file?: string | undefined; config?: string | undefined },
  { env, cwd }: CommandIo,
): Promise<string> {
  if (given.file !== undefined) return resolve(cwd, given.file);
  const config = await loadConfig({ file: given.config, env, cwd, home: homedir() });
  return auditFile(config, stateDir(env));
}
