/**
 * `npm run release:version`: turns the changes that wait into a release: versions, CHANGELOG.md, the lock's own entries,
 * server.json, and the surface that the next release is compared with. Needs no network.
 */
import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { addSection, changelogSection, isMajor, nextVersion, type ReleaseStatus } from "./changelog.ts";
import { surfaceDiff, surfaceHint } from "./surface.ts";

const root = resolve(import.meta.dirname, "..");

interface Workspace {
  version: string;
  devDependencies?: Record<string, string>;
}

const node = (...args: string[]): void =>
  void execFileSync(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
const changeset = (...args: string[]): void =>
  node(join(root, "node_modules/@changesets/cli/bin.js"), ...args);

/** The changes that wait. */
export function readStatus(): ReleaseStatus {
  const folder = mkdtempSync(join(tmpdir(), "status-"));
  try {
    const file = join(folder, "status.json");
    changeset("status", `--output=${file}`);
    return JSON.parse(readFileSync(file, "utf8")) as ReleaseStatus;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @throws Error when a tool or an input is gone and no change that waits says so */
export async function checkSurface(status: ReleaseStatus): Promise<string[]> {
  const { breaking, changes } = await surfaceDiff();
  if (breaking.length > 0 && !isMajor(status))
    throw new Error(
      [`the surface breaks users:`, ...breaking, surfaceHint, "or the change is major"].join("\n"),
    );
  return changes;
}

/** The lock names the versions of our own packages; all others stay as they are locked. */
function syncLock(): void {
  const path = join(root, "package-lock.json");
  const lock = JSON.parse(readFileSync(path, "utf8")) as { packages: Record<string, Workspace> };
  for (const file of globSync("{packages,libs}/*/package.json", { cwd: root }).concat("tools/package.json")) {
    const own = JSON.parse(readFileSync(join(root, file), "utf8")) as Workspace;
    const locked = lock.packages[dirname(file)];
    if (!locked) throw new Error(`package-lock.json does not know ${dirname(file)}: npm run lock`);
    locked.version = own.version;
    if (own.devDependencies) locked.devDependencies = own.devDependencies;
  }
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}

/** A server that is made from the template depends on the libraries as they are. */
function syncTemplate(from: string, to: string): void {
  const path = join(root, "tools/template/server/package.template.json");
  writeFileSync(path, readFileSync(path, "utf8").replaceAll(`"${from}"`, `"${to}"`));
}

if (process.argv[1] === import.meta.filename) {
  const status = readStatus();
  const version = nextVersion(status);
  if (version === undefined) throw new Error("nothing waits for a release: npx changeset");
  for (const line of await checkSurface(status)) process.stdout.write(`${line}\n`);
  const path = join(root, "CHANGELOG.md");
  const day = new Date().toISOString().slice(0, 10);
  writeFileSync(path, addSection(readFileSync(path, "utf8"), changelogSection(status, version, day)));
  changeset("version");
  syncLock();
  syncTemplate(status.releases[0]?.oldVersion ?? "", version);
  // Processes of their own: what is loaded here has the old version in it.
  node("--conditions=@sophia-mcp/source", "tools/docs.ts");
  node("--conditions=@sophia-mcp/source", "tools/surface.ts", "--save", version);
  process.stdout.write(`${version}\n`);
}
