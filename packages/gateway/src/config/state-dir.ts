import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "@sophia-mcp/auth/credentials";

/** Where the gateway keeps what outlives it: catalogue, approvals, tokens, audit. */
export function stateDir(env: Environment): string {
  const given = env.SOPHIA_STATE_DIR?.trim();
  if (given) return given;
  if (process.platform === "win32" && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, "sophia-mcp");
  return join(env.XDG_STATE_HOME?.trim() || join(homedir(), ".local", "state"), "sophia-mcp");
}
