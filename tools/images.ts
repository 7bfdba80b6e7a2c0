/** Builds every image and drives it over stdio and HTTP where a container engine can be had: `npm run images -- [name...] [--require]`. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startSandbox } from "@sophia-mcp/sandbox/sandbox";
import { baseImage } from "./images-base.ts";
import { notDone } from "./images-debian.ts";
import { driveHttp, driveStdio, removeContainers, seesHang } from "./images-drive.ts";
import { NoEngineError, startEngine, type Engine } from "./images-engine.ts";
import { published } from "./metadata.ts";

const root = resolve(import.meta.dirname, "..");
const { values: flags, positionals } = parseArgs({
  options: { require: { type: "boolean", default: false } },
  allowPositionals: true,
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const known = published().filter((name) => name !== "sandbox");
const unknown = positionals.find((name) => !known.includes(name));
if (unknown) throw new Error(`no image ${unknown}; there are ${known.join(", ")}`);

/** What was started or made, undone in reverse, once, also when the process is told to end. */
const undo: (() => unknown)[] = [];
let ending: Promise<void> | undefined;
async function undoAll(): Promise<void> {
  for (let work = undo.pop(); work; work = undo.pop()) {
    try {
      await work();
    } catch (error) {
      print(`cleaning up: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    ending ??= undoAll();
    void ending.then(() => process.exit(130));
  });
}

try {
  process.exitCode = (await checkImages()) ? 0 : 1;
} catch (error) {
  // Told to end, it fails for the engine that is gone.
  if (ending) await ending;
  else if (!(error instanceof NoEngineError)) throw error;
  else print(notDone("BUILDING AND RUNNING THE IMAGES", error.message));
  process.exitCode = ending || flags.require ? 1 : 0;
} finally {
  await (ending ??= undoAll());
}

async function checkImages(): Promise<boolean> {
  const engine = await startEngine();
  undo.push(() => engine.stop());
  undo.push(() => removeContainers(engine));
  print(`engine: ${engine.name}`);
  const base = await baseImage(engine, (work) => undo.push(work));
  const baseBytes = bytesOf(engine, base);
  print(`base:   ${base}, ${(baseBytes / 1e6).toFixed(0)} MB`);
  const sandbox = await startSandbox();
  undo.push(() => sandbox.close());
  const secrets = mkdtempSync(join(tmpdir(), "sophia-secrets-"));
  undo.push(() => rmSync(secrets, { recursive: true }));
  // The containers' user is another one.
  chmodSync(secrets, 0o755);
  const columns = [
    "image",
    "own MB",
    "build s",
    "tools",
    "stdio list",
    "first row",
    "http list",
    "first row",
  ];
  print(row(columns));
  const names = positionals.length > 0 ? positionals : known;
  // One is enough: the check is the same file in all of them.
  const hung = names.find((name) => name !== "gateway");
  let failed = 0;
  for (const name of names) {
    try {
      const started = performance.now();
      const image = build(engine, name, base);
      const seconds = (performance.now() - started) / 1000;
      const own = (bytesOf(engine, image) - baseBytes) / 1e6;
      const stdio = await driveStdio(engine, name, image);
      const env = name === "gateway" ? sandbox.env : (sandbox.vendors[name]?.env ?? {});
      const http = await driveHttp(engine, name, image, env, secrets);
      if (stdio.tools !== http.tools)
        throw new Error(`${stdio.tools} tools over stdio, ${http.tools} over HTTP`);
      if (name === hung) await seesHang(engine, image);
      const times = [stdio.listMs, stdio.callMs, http.listMs, http.callMs].map((ms) => `${ms.toFixed(0)} ms`);
      print(row([name, own.toFixed(1), seconds.toFixed(1), String(stdio.tools), ...times]));
    } catch (error) {
      failed++;
      print(`FAIL ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  print(`${names.length - failed} images passed, ${failed} failed; times are from docker run to the answer`);
  return failed === 0;
}

function build(engine: Engine, name: string, base: string): string {
  if (!existsSync(join(root, "packages", name, "dist/main.js"))) throw new Error("run npm run build first");
  const { version, mcpName } = JSON.parse(
    readFileSync(join(root, "packages", name, "package.json"), "utf8"),
  ) as { version: string; mcpName: string };
  const image = `sophia-mcp/${name}:check-${process.pid}`;
  const args = { SERVER: name, NODE_IMAGE: base, VERSION: version };
  undo.push(() => engine.docker("image", "rm", "--force", image));
  engine.docker(
    "build",
    "--quiet",
    `--file=${join(root, "docker/Dockerfile")}`,
    `--tag=${image}`,
    ...Object.entries(args).map(([key, value]) => `--build-arg=${key}=${value}`),
    root,
  );
  const labels = ["io.modelcontextprotocol.server.name", "org.opencontainers.image.version"];
  const format = ["{{.Config.User}}", ...labels.map((label) => `{{index .Config.Labels "${label}"}}`)].join(
    " ",
  );
  const said = engine.docker("inspect", `--format=${format}`, image);
  const expected = `10001:10001 ${mcpName} ${version}`;
  if (said !== expected) throw new Error(`user and labels are ${said} instead of ${expected}`);
  return image;
}

function bytesOf(engine: Engine, image: string): number {
  return Number(engine.docker("image", "inspect", "--format={{.Size}}", image));
}

function row(cells: readonly string[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(10) : cell.padStart(10))).join(" ");
}
