import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { missingCommand } from "./images-debian.ts";
import { NoEngineError, type Engine } from "./images-engine.ts";

/** As the Dockerfile has it. */
const official = "node:24-bookworm-slim";
const suite = "bookworm";
const pullMs = 180_000;

/**
 * The image of Node that the Dockerfile names where it can be pulled; elsewhere one made of Debian's base system and
 * the Node binary that runs this script.
 * @param undo is told how to take away what is made, as soon as it is begun
 * @throws NoEngineError when neither can be had
 */
export async function baseImage(engine: Engine, undo: (work: () => void) => void): Promise<string> {
  const pull = spawnSync("docker", [...engine.args, "pull", "-q", official], {
    stdio: "ignore",
    timeout: pullMs,
  });
  if (pull.status === 0) return official;
  const missing = missingCommand("debootstrap", "debootstrap");
  if (missing) throw new NoEngineError(`${official} cannot be pulled; ${missing}`);
  if (process.getuid?.() !== 0)
    throw new NoEngineError(`${official} cannot be pulled, and only root can make another`);
  const name = `sophia-mcp/test-base:${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), "sophia-base-"));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  undo(removeFolder);
  const made = spawnSync("debootstrap", ["--variant=minbase", suite, folder], { encoding: "utf8" });
  if (made.status !== 0)
    throw new NoEngineError(`debootstrap failed: ${made.stdout.trim().split("\n").at(-1)}`);
  const node = join(folder, "usr/local/bin/node");
  copyFileSync(process.execPath, node);
  chmodSync(node, 0o755);
  for (const lists of ["var/lib/apt/lists", "var/cache/apt/archives"])
    rmSync(join(folder, lists), { recursive: true, force: true });
  undo(() => void engine.docker("image", "rm", "--force", name));
  await importFolder(engine, folder, name);
  removeFolder();
  return name;
}

async function importFolder(engine: Engine, folder: string, name: string): Promise<void> {
  const tar = spawn("tar", ["-C", folder, "-c", "."], { stdio: ["ignore", "pipe", "ignore"] });
  const load = spawn("docker", [...engine.args, "import", "-", name], {
    stdio: [tar.stdout, "ignore", "pipe"],
  });
  let said = "";
  load.stderr?.on("data", (part: Buffer) => (said += String(part)));
  const status = await new Promise((resolve) => load.once("close", resolve));
  if (status !== 0) throw new NoEngineError(`docker import failed: ${said.trim()}`);
}
