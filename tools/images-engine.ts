import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { missingCommand } from "./images-debian.ts";

const startMs = 30_000;
const stopMs = 20_000;

export interface Engine {
  name: string;
  /** What stands before every argument of `docker`. */
  args: string[];
  /** @throws Error with what docker wrote on stderr */
  docker(...args: string[]): string;
  stop(): Promise<void>;
}

/** No engine can be had here; the message says why. */
export class NoEngineError extends Error {}

/**
 * The Docker engine that is running here, or one of its own in a private folder, which `stop` ends and removes.
 * @throws NoEngineError
 */
export async function startEngine(): Promise<Engine> {
  if (process.platform !== "linux")
    throw new NoEngineError("containers share the host's network on Linux only");
  if (version([]) !== undefined) return engine([], "the Docker that is running here", async () => undefined);
  const missing = missingCommand("dockerd", "docker.io") ?? missingCommand("docker", "docker.io");
  if (missing) throw new NoEngineError(missing);
  if (process.getuid?.() !== 0) throw new NoEngineError("no Docker is running, and only root may start one");
  const folder = mkdtempSync(join(tmpdir(), "sophia-dockerd-"));
  const host = `unix://${folder}/docker.sock`;
  const log = join(folder, "dockerd.log");
  const daemon = spawn(
    "dockerd",
    [
      `--host=${host}`,
      `--data-root=${folder}/data`,
      `--exec-root=${folder}/exec`,
      `--pidfile=${folder}/dockerd.pid`,
      // No bridge and no rules: this machine's network stays as it is.
      "--bridge=none",
      "--iptables=false",
    ],
    { stdio: ["ignore", openSync(log, "a"), openSync(log, "a")] },
  );
  const stop = async (): Promise<void> => {
    await end(daemon);
    unmountUnder(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const args = ["--host", host];
  const deadline = Date.now() + startMs;
  while (version(args) === undefined) {
    if (daemon.exitCode !== null || Date.now() > deadline) {
      const said = readFileSync(log, "utf8").trim().split("\n").at(-1) ?? "";
      await stop();
      throw new NoEngineError(`dockerd did not start: ${said}`);
    }
    await wait(100);
  }
  return engine(args, "a Docker of its own", stop);
}

function engine(args: string[], whose: string, stop: () => Promise<void>): Engine {
  const docker = (...more: string[]): string => {
    // The classic builder of an old Docker says on every build that it is old.
    const { status, stdout, stderr } = spawnSync("docker", [...args, ...more], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status !== 0) throw new Error(`docker ${more[0]} failed: ${stderr.trim().slice(-2000)}`);
    return stdout.trim();
  };
  const driver = docker("info", "--format", "{{.Driver}}");
  return { name: `${whose}, ${version(args)}, storage ${driver}`, args, docker, stop };
}

function version(args: readonly string[]): string | undefined {
  try {
    return execFileSync("docker", [...args, "version", "--format", "{{.Server.Version}}"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 10_000,
    }).trim();
  } catch {
    return undefined;
  }
}

/** Docker leaves the namespace of the host's network mounted. */
function unmountUnder(folder: string): void {
  const points = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((point) => point.startsWith(`${folder}/`));
  for (const point of points.toReversed()) spawnSync("umount", ["--lazy", point], { stdio: "ignore" });
}

async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = once(daemon, "exit");
  daemon.kill("SIGTERM");
  const late = setTimeout(() => daemon.kill("SIGKILL"), stopMs);
  await ended;
  clearTimeout(late);
}
