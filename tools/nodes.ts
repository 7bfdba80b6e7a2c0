/** Other versions of Node than the one that runs, from the registry's binary packages, kept under node_modules. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");

/** The versions that the packages promise to run under: the oldest that is maintained, and all later even ones. */
export const promised = [22, 24, 26] as const;

/**
 * Path of a Node binary of a major version; downloads it once.
 * @throws Error when it cannot be had, which must not pass for a check that was made
 */
export function nodeBinary(major: number): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const folder = join(root, "node_modules/.cache/nodes", String(major));
  const name = packageName();
  const binary = join(
    folder,
    "node_modules",
    name,
    process.platform === "win32" ? "bin/node.exe" : "bin/node",
  );
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    const args = ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
    try {
      execFileSync("npm", [...args, `${name}@${major}`], { stdio: ["ignore", "ignore", "pipe"] });
    } catch (error) {
      throw new Error(
        `Node ${major} could not be had from the registry (${name}@${major}), so nothing was run under it.`,
        { cause: error },
      );
    }
  }
  const version = execFileSync(binary, ["--version"], { encoding: "utf8" }).trim();
  if (!version.startsWith(`v${major}.`)) throw new Error(`${binary} is Node ${version}, not ${major}`);
  return binary;
}

/** The package that holds the binary of this machine, as the package `node` names it. */
function packageName(): string {
  const { platform, arch } = process;
  const prefix = platform === "darwin" && arch === "arm64" ? "node-bin" : "node";
  return [prefix, platform === "win32" ? "win" : platform, arch].join("-");
}

/** How to start npx itself under a binary, and a PATH on which a bin's first line finds the same one. */
export function npxUnder(binary: string): { command: string; args: string[]; PATH: string } {
  return {
    command: binary,
    args: [npxScript()],
    PATH: [dirname(binary), process.env["PATH"] ?? ""].join(delimiter),
  };
}

function npxScript(): string {
  const running = process.env["npm_execpath"];
  const candidates = [
    ...(running ? [join(dirname(running), "npx-cli.js")] : []),
    ...(process.env["PATH"] ?? "")
      .split(delimiter)
      .map((folder) => join(folder, "npx"))
      .filter((path) => existsSync(path))
      .map((path) => realpathSync(path)),
  ];
  const found = candidates.find((path) => path.endsWith("npx-cli.js") && existsSync(path));
  if (!found) throw new Error("npx was not found on the PATH");
  return found;
}
