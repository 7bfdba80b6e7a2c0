/** A real PostgreSQL and a real Redis, each on a private port, for as long as a test needs them. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

export interface RunningServer {
  url: string;
  /** As a crash of its machine would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** The server, or why there is none: the test then says so loudly. */
export type Found = RunningServer | { missing: string };

const isRoot = process.getuid?.() === 0;
/** PostgreSQL refuses to run as root; Debian's `nobody` is as good as any other. */
const nobody = { uid: 65_534, gid: 65_534 };

function program(name: string, folders: readonly string[]): string | undefined {
  const path = (process.env.PATH ?? "").split(delimiter);
  return [...folders, ...path].map((folder) => join(folder, name)).find((file) => existsSync(file));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Resolves when the child has printed what says that it listens. */
function ready(child: ChildProcess, sign: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    const read = (chunk: Buffer): void => {
      text += String(chunk);
      if (sign.test(text)) resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${text.slice(-500)}`)));
  });
}

function server(start: () => ChildProcess, sign: RegExp, url: string, folder: string): RunningServer {
  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null) return;
    const gone = new Promise((resolve) => ending.once("exit", resolve));
    ending.kill(signal);
    await gone;
  };
  return {
    url,
    kill: () => end("SIGKILL"),
    async start() {
      child = start();
      await ready(child, sign);
    },
    async close() {
      await end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function startPostgres(): Promise<Found> {
  const folders = globSync("/usr/lib/postgresql/*/bin");
  const initdb = program("initdb", folders);
  const postgres = program("postgres", folders);
  if (!initdb || !postgres)
    return { missing: "PostgreSQL is not installed (Debian: apt-get install postgresql)" };
  const folder = mkdtempSync(join(tmpdir(), "webhooks-pg-"));
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  if (isRoot) for (const path of [folder, data]) chownSync(path, nobody.uid, nobody.gid);
  const as = isRoot ? nobody : {};
  const env = { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
  try {
    execFileSync(initdb, ["-D", data, "-U", "sophia", "-A", "trust", "-N"], {
      ...as,
      env,
      cwd: folder,
      stdio: "pipe",
    });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return { missing: `initdb failed: ${String((error as { stderr?: Buffer }).stderr).slice(-300)}` };
  }
  const port = await freePort();
  const args = ["-D", data, "-p", `${port}`, "-h", "127.0.0.1", "-k", folder];
  const start = () => spawn(postgres, args, { ...as, env, cwd: folder, stdio: "pipe" });
  const url = `postgres://sophia@127.0.0.1:${port}/postgres`;
  const running = server(start, /ready to accept connections/, url, folder);
  await running.start();
  return running;
}

export async function startRedis(flags: readonly string[] = []): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), "webhooks-redis-"));
  const redis = program("redis-server", []) ?? unpackedRedis(folder);
  if (typeof redis !== "string") {
    rmSync(folder, { recursive: true, force: true });
    return redis;
  }
  const port = await freePort();
  const libraries = globSync(join(folder, "usr/lib/*-linux-gnu")).join(":");
  const env = { PATH: process.env.PATH, ...(libraries ? { LD_LIBRARY_PATH: libraries } : {}) };
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", "", ...flags];
  const start = () => spawn(redis, args, { env, stdio: "pipe" });
  const running = server(start, /Ready to accept connections/, `redis://127.0.0.1:${port}`, folder);
  await running.start();
  return running;
}

/** Debian's package, unpacked into a folder of the test: nothing is installed. */
function unpackedRedis(folder: string): string | { missing: string } {
  const packages = [
    "redis-server",
    "redis-tools",
    "libjemalloc2",
    "liblzf1",
    "liblua5.1-0",
    "lua-cjson",
    "lua-bitop",
  ];
  try {
    execFileSync("apt-get", ["download", "-qq", ...packages], {
      cwd: folder,
      stdio: "pipe",
      timeout: 60_000,
    });
    for (const file of globSync("*.deb", { cwd: folder }))
      execFileSync("dpkg-deb", ["-x", file, folder], { cwd: folder, stdio: "pipe" });
  } catch (error) {
    return {
      missing: `Redis is not installed, and its package could not be had: ${String(error).slice(0, 200)}`,
    };
  }
  return join(folder, "usr/bin/redis-server");
}
