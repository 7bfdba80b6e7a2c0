import { posix, win32 } from "node:path";
import type { Environment } from "@sophia-mcp/auth/credentials";
import { ConfigError } from "@sophia-mcp/core/errors";
import type { ClientName } from "@sophia-mcp/core/flags";

export type Scope = "user" | "project";

/** Where a client would look, by the rules of the machine it runs on. */
export interface Machine {
  env: Environment;
  /** The user's home folder. */
  home: string;
  platform: NodeJS.Platform;
  cwd: string;
  /** Windows: names of the folders in `%LOCALAPPDATA%\Packages`. */
  packages: readonly string[];
}

const projectFiles: Partial<Record<ClientName, readonly string[]>> = {
  cursor: [".cursor", "mcp.json"],
  "claude-code": [".mcp.json"],
  vscode: [".vscode", "mcp.json"],
};

/** Whether a client reads servers from a file in the project's folder. */
export const hasProjectFile = (client: ClientName): boolean => projectFiles[client] !== undefined;

/**
 * The file in which a client keeps its servers.
 * @throws ConfigError when the client has no file of a project's own
 */
export function clientPath(client: ClientName, scope: Scope, machine: Machine): string {
  const { join } = machine.platform === "win32" ? win32 : posix;
  if (scope === "user") return userFiles[client](machine, join);
  const parts = projectFiles[client];
  if (parts) return join(machine.cwd, ...parts);
  const having = Object.keys(projectFiles).join(", ");
  throw new ConfigError(
    `--project: ${client} reads no file of a project. Leave --project out; with one: ${having}.`,
  );
}

const userFiles: Readonly<Record<ClientName, (machine: Machine, join: typeof posix.join) => string>> = {
  cursor: ({ home }, join) => join(home, ".cursor", "mcp.json"),
  windsurf: ({ home }, join) => join(home, ".codeium", "windsurf", "mcp_config.json"),
  "claude-code": ({ env, home }, join) => join(env.CLAUDE_CONFIG_DIR?.trim() || home, ".claude.json"),
  claude: (machine, join) => join(claudeFolder(machine, join), "claude_desktop_config.json"),
  vscode: (machine, join) =>
    machine.env.VSCODE_PORTABLE?.trim()
      ? join(machine.env.VSCODE_PORTABLE.trim(), "user-data", "User", "mcp.json")
      : join(appData(machine, join), "Code", "User", "mcp.json"),
};

/** Where desktop applications keep their settings. */
function appData({ env, home, platform }: Machine, join: typeof posix.join): string {
  if (platform === "win32") return env.APPDATA?.trim() || join(home, "AppData", "Roaming");
  if (platform === "darwin") return join(home, "Library", "Application Support");
  return env.XDG_CONFIG_HOME?.trim() || join(home, ".config");
}

function claudeFolder(machine: Machine, join: typeof posix.join): string {
  const { platform, packages } = machine;
  // The packaged app of Windows sees a folder of its own in place of the usual one, and never the usual one.
  const packaged = platform === "win32" ? packages.find((name) => name.startsWith("Claude_")) : undefined;
  return packaged === undefined
    ? join(appData(machine, join), "Claude")
    : join(localAppData(machine), "Packages", packaged, "LocalCache", "Roaming", "Claude");
}

/** Windows: the folder of what does not roam. */
export const localAppData = ({ env, home }: Pick<Machine, "env" | "home">): string =>
  env.LOCALAPPDATA?.trim() || win32.join(home, "AppData", "Local");
