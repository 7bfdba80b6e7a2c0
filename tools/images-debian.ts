import { spawnSync } from "node:child_process";

export const runs = (command: string): boolean =>
  spawnSync(command, ["--version"], { stdio: "ignore" }).error === undefined;

/**
 * Makes sure that a command is there, by its Debian package where this process may install one.
 * @returns why it cannot be had, or undefined when it is there
 */
export function missingCommand(command: string, debianPackage: string): string | undefined {
  if (runs(command)) return undefined;
  if (process.getuid?.() !== 0) return `${command} is not installed, and only root may install it`;
  if (!runs("apt-get")) return `${command} is not installed, and this is no Debian`;
  const install = ["install", "-y", "-qq", "--no-install-recommends", debianPackage];
  // Lists may be missing or old: they are fetched only when the first try fails.
  for (const args of [install, ["update", "-qq"], install]) {
    const { status } = spawnSync("apt-get", args, {
      stdio: "ignore",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if (status === 0 && runs(command)) return undefined;
  }
  return `${command} is not installed, and apt-get could not install ${debianPackage}`;
}

/** A banner that cannot be overlooked: what did not take place, and why. */
export function notDone(what: string, why: string): string {
  const line = "!".repeat(100);
  return `${line}\n!! ${what} DID NOT TAKE PLACE: ${why}\n${line}\n`;
}
