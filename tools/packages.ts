/** Packs what is published, installs each tarball into an empty folder, and drives it there with real clients. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expectRows, firstCall } from "./drive.ts";
import { driveConfigured } from "./gateway-drive.ts";
import { tarballProblems } from "./lint-package.ts";
import { readPackageJson } from "./metadata.ts";
import { nodeBinary, npxUnder, promised } from "./nodes.ts";
import { driveSandbox } from "./sandbox-drive.ts";

const root = resolve(import.meta.dirname, "..");
const info = { name: "package-check", version: "1" };

/** Largest tarball and installed size in MB; the driver that Snowflake ships is the exception. */
const limits: Readonly<Record<string, { tarball: number; installed: number }>> = {
  snowflake: { tarball: 6, installed: 40 },
  gateway: { tarball: 12, installed: 60 },
  // A SQL parser as WebAssembly is a part of the Snowflake emulator.
  sandbox: { tarball: 3, installed: 12 },
};
const usual = { tarball: 1.5, installed: 6 };

export interface PackageReport {
  name: string;
  tarballMb: number;
  installedMb: number;
  tools: number;
  packages: number;
}

/** @throws Error that names the package and what is wrong with it */
export async function checkPackage(name: string): Promise<PackageReport> {
  const folder = mkdtempSync(join(tmpdir(), `pack-${name}-`));
  try {
    const tarball = pack(name, folder);
    const files = execFileSync("tar", ["tzf", tarball], { encoding: "utf8" })
      .split("\n")
      .filter((line) => line !== "");
    for (const needed of [
      "package/package.json",
      "package/README.md",
      "package/LICENSE",
      "package/NOTICE",
      "package/dist/main.js",
    ]) {
      if (!files.includes(needed)) throw new Error(`${name}: the tarball lacks ${needed}`);
    }
    const stray = files.find((file) => /\.test\.|\/src\/|\.map$|\.ts$/.test(file));
    if (stray) throw new Error(`${name}: the tarball carries ${stray}`);
    const problems = await tarballProblems(tarball);
    if (problems.length > 0) throw new Error([`${name}:`, ...problems].join("\n     "));
    npm(folder, "init", "-y");
    npm(folder, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--offline", tarball);
    const tarballMb = statSync(tarball).size / 1e6;
    const installedMb = folderSize(join(folder, "node_modules")) / 1e6;
    const packages = countPackages(join(folder, "node_modules"));
    const limit = limits[name] ?? usual;
    if (tarballMb > limit.tarball)
      throw new Error(`${name}: the tarball has ${tarballMb.toFixed(2)} MB, over ${limit.tarball}`);
    if (installedMb > limit.installed)
      throw new Error(`${name}: installs ${installedMb.toFixed(1)} MB, over ${limit.installed}`);
    const bin = join(folder, "node_modules/.bin", binOf(name));
    const tools = name === "sandbox" ? 0 : await drive(name, bin);
    if (name === "gateway") await driveConfigured(bin, folder);
    for (const major of promised) await driveNpx(name, major, tarball, folder);
    return { name, tarballMb, installedMb, tools, packages };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The tarball that would be published, in a folder. */
export function pack(name: string, folder: string): string {
  const args = ["pack", "--silent", "--pack-destination", folder, "-w", `packages/${name}`];
  const printed = execFileSync("npm", args, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return join(folder, printed.trim().split("\n").at(-1) ?? "");
}

function npm(folder: string, ...args: string[]): void {
  execFileSync("npm", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
}

/** Lists and calls with every kind of client; one real answer each, from the built-in emulator. */
async function drive(name: string, bin: string): Promise<number> {
  const { PATH = "", HOME = "" } = process.env;
  const parameters = { command: bin, args: sandboxArgs(name), env: { PATH, HOME }, stderr: "pipe" as const };
  const first = firstCall(name);
  // Another way through the bundle than the one to the list.
  const said = execFileSync(bin, ["--version"], { encoding: "utf8", timeout: 20_000 }).trim();
  if (said !== readPackageJson(name).version) throw new Error(`${name}: --version says "${said}"`);
  const counts = new Set<number>();
  for (const mode of [{ pin: "2026-07-28" }, "legacy"] as const) {
    const client = new Client(info, { versionNegotiation: { mode } });
    await client.connect(new StdioClientTransport(parameters));
    counts.add((await client.listTools()).tools.length);
    expectRows(name, await client.callTool(first));
    await client.close();
  }
  const legacy = new LegacyClient(info);
  await legacy.connect(new LegacyTransport(parameters));
  counts.add((await legacy.listTools()).tools.length);
  expectRows(name, await legacy.callTool(first));
  await legacy.close();
  if (counts.size !== 1)
    throw new Error(`${name}: clients see different lists: ${[...counts].join(", ")} tools`);
  return [...counts][0] ?? 0;
}

/** What a user's entry does: npx, with the tarball in place of the registry, under one version of Node. */
async function driveNpx(name: string, major: number, tarball: string, folder: string): Promise<void> {
  const { command, args, PATH } = npxUnder(nodeBinary(major));
  const env = { PATH, HOME: folder, npm_config_cache: join(folder, "cache"), npm_config_offline: "true" };
  const run = {
    command,
    args: [...args, "--yes", `--package=${tarball}`, "--", binOf(name)],
    env,
    cwd: folder,
  };
  if (name === "sandbox") return driveSandbox(run);
  const client = new Client(info);
  try {
    const transport = new StdioClientTransport({
      ...run,
      args: [...run.args, ...sandboxArgs(name)],
      stderr: "pipe",
    });
    await client.connect(transport);
    if ((await client.listTools()).tools.length === 0) throw new Error("no tools are listed");
    expectRows(name, await client.callTool(firstCall(name)));
  } catch (error) {
    throw new Error(`${name}: through npx under Node ${major}: ${String(error)}`, { cause: error });
  } finally {
    await client.close();
  }
}

const binOf = (name: string): string => Object.keys(readPackageJson(name).bin)[0] ?? "";
const sandboxArgs = (name: string): string[] => (name === "gateway" ? ["serve", "--sandbox"] : ["--sandbox"]);

function folderSize(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.reduce(
    (sum, entry) => (entry.isFile() ? sum + statSync(join(entry.parentPath, entry.name)).size : sum),
    0,
  );
}

function countPackages(folder: string): number {
  const lock = JSON.parse(readFileSync(join(folder, ".package-lock.json"), "utf8")) as { packages: object };
  return Object.keys(lock.packages).length;
}
