import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A program that runs containers, and the environment that its client needs to find and enter it. */
export interface Engine {
  /** For messages: `docker` or `podman`. */
  name: string;
  path: string;
  env: Readonly<Record<string, string>>;
}

/** Docker, or Podman where Docker is not there; undefined when neither is on the PATH. */
export function findEngine(env: NodeJS.ProcessEnv = process.env): Engine | undefined {
  const folders = (env.PATH ?? env.Path ?? "").split(delimiter).filter((folder) => folder !== "");
  const ending = process.platform === "win32" ? ".exe" : "";
  for (const name of ["docker", "podman"]) {
    const path = folders.map((folder) => join(folder, `${name}${ending}`)).find(isExecutable);
    if (path !== undefined) return { name, path, env: clientEnvironment(env) };
  }
  return undefined;
}

/** What an engine's client itself reads: such a variable cannot be handed to a container under the same name. */
export const steersClient = (name: string): boolean =>
  /^(?:PATH|HOME|USERPROFILE|XDG_(?:RUNTIME_DIR|CONFIG_HOME|DATA_HOME)|LD_\w+|(?:DOCKER|CONTAINERS?|PODMAN)_\w+)$/.test(
    name,
  );

function clientEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      (steersClient(entry[0]) || ["SYSTEMROOT", "TEMP", "PROGRAMFILES"].includes(entry[0].toUpperCase())),
  );
  return Object.fromEntries(entries);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Asks an engine for something that is soon done.
 * @throws Error whose message is the engine's own last line
 */
export function ask(
  { path, env, name }: Engine,
  args: readonly string[],
  timeoutMs: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(path, [...args], { env, timeout: timeoutMs, windowsHide: true }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const line = stderr.trim().split("\n").at(-1)?.trim().slice(0, 300);
      const why = error.killed === true ? `no answer within ${Math.round(timeoutMs / 1000)} s` : line;
      reject(new Error(why || `${name} failed`, { cause: error }));
    }).stdin?.end();
  });
}
