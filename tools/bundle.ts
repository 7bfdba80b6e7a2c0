/** Bundles the package in the current folder into `dist/`: ESM, readable, no runtime dependencies, licences noted. */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  copyFileSync,
  chmodSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown, type ChunkingContext, type OutputChunk, type Plugin } from "rolldown";

interface PackageJson {
  name: string;
  version: string;
  license?: string;
  mcpName?: string;
  bin: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  /** Packages that a vendor's SDK loads and this server never uses: an empty module stands in their place. */
  bundleWithout?: string[];
}

const root = resolve(import.meta.dirname, "..");
const folder = process.cwd();
const pkg = readPackage(join(folder, "package.json"));
const dist = join(folder, "dist");
const external = Object.keys(pkg.dependencies ?? {});

const starting = new Set<string>();

rmSync(dist, { recursive: true, force: true });
const build = await rolldown({
  input: { main: join(folder, "src/main.ts") },
  platform: "node",
  external: [/^node:/, ...external.map((name) => new RegExp(`^${name}(/|$)`))],
  resolve: {
    conditionNames: ["@sophia-mcp/source", "node", "default"],
    // Its CommonJS build hides its parts behind a require() that no bundler can follow.
    alias: { "jsonc-parser": fileURLToPath(import.meta.resolve("jsonc-parser/lib/esm/main.js")) },
  },
  onwarn: (warning) => void process.stderr.write(`${pkg.name}: ${warning.message}\n`),
  treeshake: true,
  plugins: [without(leftOut(pkg)), plainImports()],
  // CommonJS modules ask for their folder.
  transform: { define: { __dirname: "import.meta.dirname", __filename: "import.meta.filename" } },
  // A WebAssembly file is copied beside the chunk that reads it.
  experimental: { resolveNewUrlToAsset: true },
});
const { output } = await build.write({
  dir: dist,
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
  assetFileNames: "[name]-[hash][extname]",
  // What every start needs is one file: finding many small ones costs more than reading one.
  codeSplitting: { groups: [{ name: atStart }] },
  minify: false,
  sourcemap: false,
});
await build.close();

const chunks = output.filter((part): part is OutputChunk => part.type === "chunk");
chmodSync(join(dist, "main.js"), 0o755);
writeNotice(chunks);
copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
writeManifest();
report();

/** Whether a module is loaded by every start, and not by a later `import()`. */
function atStart(id: string, context: ChunkingContext): string | null {
  if (starting.size === 0) {
    const cli = join(folder, "src/cli.ts");
    const queue = [existsSync(cli) ? cli : join(folder, "src/main.ts")];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (starting.has(next)) continue;
      starting.add(next);
      queue.push(...(context.getModuleInfo(next)?.importedIds ?? []));
    }
  }
  // The entry awaits its work: what is loaded on the way would wait for a chunk that it shares with it.
  return starting.has(id) && id !== join(folder, "src/main.ts") ? "start" : null;
}

/** What the package leaves out of its bundle, and, for the gateway, what the servers in it leave out of theirs. */
function leftOut({ bundleWithout = [], devDependencies = {} }: PackageJson): string[] {
  const names = Object.keys(devDependencies).map((name) => name.replace("@sophia-mcp/", ""));
  const servers = names
    .map((name) => join(root, "packages", name, "package.json"))
    .filter((path) => existsSync(path));
  return [...bundleWithout, ...servers.flatMap((path) => readPackage(path).bundleWithout ?? [])];
}

function without(names: readonly string[]): Plugin {
  const empty = "\0empty";
  const left = (id: string): boolean => names.some((name) => id === name || id.startsWith(`${name}/`));
  return {
    name: "without",
    resolveId: (id) => (left(id) ? empty : undefined),
    load: (id) => (id === empty ? "module.exports = {};" : undefined),
  };
}

/** Imports that are marked to be left alone by another bundler point to files that would not be there. */
function plainImports(): Plugin {
  return {
    name: "plain-imports",
    transform: (code) =>
      code.includes("@vite-ignore") ? code.replace(/\/\* @vite-ignore \*\//g, "") : undefined,
  };
}

/** Names, versions and licence texts of everything that was bundled. */
function writeNotice(parts: readonly OutputChunk[]): void {
  const folders = new Map<string, PackageJson>();
  for (const id of parts.flatMap((chunk) => Object.keys(chunk.modules))) {
    const found = packageOf(id);
    if (found) folders.set(found.folder, found.pkg);
  }
  const entries = [...folders].sort(
    ([, a], [, b]) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version),
  );
  const texts = entries.map(([path, { name, version, license }]) => {
    const file = readdirSync(path).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text =
      file && statSync(join(path, file)).isFile() ? readFileSync(join(path, file), "utf8").trim() : "";
    return `${name} ${version}\nLicence: ${license ?? "see below"}\n\n${text}`;
  });
  const line = `\n\n${"-".repeat(72)}\n\n`;
  const head = `${pkg.name} ${pkg.version} contains the following third-party software.`;
  writeFileSync(join(folder, "NOTICE"), `${[head, ...texts].join(line)}\n`);
}

function packageOf(id: string): { folder: string; pkg: PackageJson } | undefined {
  const path = id.replace(/^\0/, "").split("?")[0] ?? "";
  const at = path.lastIndexOf("node_modules/");
  if (at < 0) return undefined;
  for (let current = dirname(path); current.length > at; current = dirname(current)) {
    const file = join(current, "package.json");
    if (!existsSync(file)) continue;
    const read = readPackage(file);
    // Packages carry nameless package.json files to mark folders as modules.
    if (read.name && read.version) return { folder: current, pkg: read };
  }
  return undefined;
}

function writeManifest(): void {
  // The sandbox is no MCP server and lists nothing.
  if (!pkg.mcpName) return;
  const script = join(import.meta.dirname, "manifest.ts");
  const args = ["--conditions=@sophia-mcp/source", script, folder, dist];
  const result = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function report(): void {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
  process.stdout.write(
    `${pkg.name}: ${files.length} files, ${(bytes / 1024).toFixed(0)} kB in ${relative(root, dist)}\n`,
  );
}

function readPackage(file: string): PackageJson {
  return JSON.parse(readFileSync(file, "utf8")) as PackageJson;
}
