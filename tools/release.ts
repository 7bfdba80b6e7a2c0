/**
 * `npm run release -- --dry-run`: the whole release in a clone, up to where a registry is written to. Needs no network.
 * `npm run release -- --publish <folder>`: publishes the tarballs that `npm run release:artifacts` left in a folder.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { sectionOf } from "./changelog.ts";
import { linkModules } from "./link-modules.ts";
import { published, readPackageJson } from "./metadata.ts";

const root = resolve(import.meta.dirname, "..");
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const tarballs = (folder: string): string[] =>
  readdirSync(join(folder, "npm"))
    .sort()
    .map((file) => join(folder, "npm", file));

function dryRun(): void {
  const temporary = mkdtempSync(join(tmpdir(), "release-"));
  const copy = join(temporary, "clone");
  const run = (command: string, ...args: string[]): string =>
    execFileSync(command, args, { cwd: copy, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const tool = (name: string, ...args: string[]): string =>
    run(process.execPath, "--conditions=@sophia-mcp/source", join(copy, "tools", `${name}.ts`), ...args);
  try {
    execFileSync("git", ["clone", "--quiet", root, copy], { stdio: "inherit" });
    // Changesets looks for where the branch left main; a clone of a detached head has none.
    run("git", "checkout", "--quiet", "-B", "main");
    linkModules(root, copy);
    reuseBuild(copy);
    const waiting = readdirSync(join(copy, ".changeset")).filter(
      (file) => file.endsWith(".md") && file !== "README.md",
    );
    if (waiting.length === 0) {
      print("no change waits for a release: one is made up for this run");
      writeFileSync(
        join(copy, ".changeset/dry-run.md"),
        '---\n"@sophia-mcp/hubspot": patch\n---\n\nA dry run\n',
      );
    }
    const version = tool("release-version").trim().split("\n").at(-1) ?? "";
    print(`== version ${version}, CHANGELOG.md:\n`);
    print(sectionOf(readFileSync(join(copy, "CHANGELOG.md"), "utf8"), version));
    print(`\n== files that the version changes\n\n${run("git", "status", "--short").trimEnd()}`);
    const folder = join(temporary, "artifacts");
    print("\n== artifacts\n");
    print(tool("release-artifacts", folder).trim());
    expectVersion(folder, version);
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const path = join(file.parentPath, file.name);
      print(`${(statSync(path).size / 1e6).toFixed(2).padStart(6)} MB  ${path.slice(folder.length + 1)}`);
    }
    print("\n== npm publish --dry-run\n");
    for (const tarball of tarballs(folder)) print(publishDry(tarball));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** What was built is packed as it is: the version inside is the old one, which a release builds anew. */
function reuseBuild(copy: string): void {
  for (const name of published()) {
    for (const part of ["dist", "NOTICE", "LICENSE"]) {
      const from = join(root, "packages", name, part);
      if (!existsSync(from)) throw new Error(`packages/${name}/${part} is not there: npm run build`);
      cpSync(from, join(copy, "packages", name, part), { recursive: true });
    }
  }
}

function expectVersion(folder: string, version: string): void {
  const names = ["npm", "mcpb", "sbom"].flatMap((part) => readdirSync(join(folder, part)));
  const stale = names.find((name) => !name.includes(`-${version}.`));
  if (stale) throw new Error(`${stale} is not of version ${version}`);
}

/** What npm would upload. A registry that is never there shows that it is not asked. */
function publishDry(tarball: string): string {
  const args = [
    "publish",
    tarball,
    "--dry-run",
    "--json",
    "--provenance=false",
    "--registry=http://127.0.0.1:9/",
    "--fetch-retries=0",
  ];
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm publish --dry-run ${tarball}:\n${stderr}`);
  const { id, size, files } = packed(stdout);
  return `${id}: ${files.length} files, ${(size / 1e6).toFixed(2)} MB`;
}

interface Packed {
  id: string;
  size: number;
  files: unknown[];
}

/** npm prints the description itself, or under the package's name. */
function packed(printed: string): Packed {
  const value = JSON.parse(printed) as Packed | Record<string, Packed>;
  return "id" in value ? (value as Packed) : (Object.values(value)[0] as Packed);
}

/** Publishes what is not there yet, so that a run that broke off can be repeated. */
function publish(folder: string): void {
  for (const folderName of published()) {
    const { name, version } = readPackageJson(folderName);
    const tarball = join(folder, "npm", `sophia-mcp-${folderName}-${version}.tgz`);
    if (isThere(name, version)) print(`${name}@${version} is published already`);
    else
      execFileSync("npm", ["publish", tarball, "--access", "public", "--provenance"], { stdio: "inherit" });
  }
}

function isThere(name: string, version: string): boolean {
  const { status, stdout, stderr } = spawnSync("npm", ["view", `${name}@${version}`, "version"], {
    encoding: "utf8",
  });
  if (status === 0) return stdout.trim() !== "";
  if (stderr.includes("E404")) return false;
  throw new Error(`the registry did not say whether ${name}@${version} is there:\n${stderr}`);
}

const { values } = parseArgs({
  options: { "dry-run": { type: "boolean" }, publish: { type: "string" } },
});
if (values["dry-run"]) dryRun();
else if (values.publish) publish(resolve(values.publish));
else {
  process.stderr.write(
    "Usage: npm run release -- --dry-run | --publish <folder of npm run release:artifacts>\n",
  );
  process.exitCode = 2;
}
