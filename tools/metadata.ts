/** What every published package.json says of itself, the same way everywhere: `node tools/metadata.ts` writes it. */
import { readdirSync, readFileSync, existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";

const root = resolve(import.meta.dirname, "..");

/** Where the sources live; the namespace of the registry and of the images follows from it. */
export const source = "https://github.com/sophia-mcp/sophia-mcp";

export interface PackageJson {
  name: string;
  version: string;
  description: string;
  keywords: string[];
  license: string;
  files: string[];
  bin: Record<string, string>;
  engines: { node: string };
  mcpName?: string;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  [key: string]: unknown;
}

/** Longest description that the MCP registry takes; npm and the bundles show the same one. */
export const descriptionLimit = 100;

/** Names of the folders whose packages are published, in the order of the file system. */
export const published = (): string[] =>
  readdirSync(join(root, "packages")).filter((name) =>
    existsSync(join(root, "packages", name, "src/main.ts")),
  );

export const packageFile = (name: string): string => join(root, "packages", name, "package.json");

export const readPackageJson = (name: string): PackageJson =>
  JSON.parse(readFileSync(packageFile(name), "utf8")) as PackageJson;

/** The sandbox is no MCP server: no client and no registry lists it. */
export const isServer = (name: string): boolean => name !== "sandbox";

/** What follows from a package's folder alone. */
export function commonMetadata(name: string): Record<string, unknown> {
  return {
    name: `@sophia-mcp/${name}`,
    homepage: `${source}/tree/main/packages/${name}#readme`,
    bugs: { url: `${source}/issues` },
    license: "Apache-2.0",
    author: { name: "Sophia MCP", url: source },
    repository: { type: "git", url: `git+${source}.git`, directory: `packages/${name}` },
    bin: { [name === "gateway" ? "sophia-mcp" : `sophia-mcp-${name}`]: "dist/main.js" },
    type: "module",
    publishConfig: { access: "public", provenance: true },
    engines: { node: ">=22.13" },
    mcpName: isServer(name) ? `io.github.sophia-mcp/${name}` : undefined,
  };
}

const neededKeywords = (name: string): string[] =>
  isServer(name) ? ["mcp", "mcp-server", "model-context-protocol"] : ["emulator", "mcp", "sandbox"];

const neededFiles = ["dist", "README.md", "LICENSE", "NOTICE"];

/** What a package.json says otherwise than all the others do. */
export function metadataProblems(): string[] {
  const problems: string[] = [];
  const versions = new Set<string>();
  for (const name of published()) {
    const pkg = readPackageJson(name);
    const say = (problem: string): void => void problems.push(`packages/${name}/package.json: ${problem}`);
    for (const [key, value] of Object.entries(commonMetadata(name))) {
      if (!isDeepStrictEqual(pkg[key], value)) say(`${key} is not ${JSON.stringify(value)}`);
    }
    for (const file of neededFiles) {
      if (!pkg.files.includes(file)) say(`files lack ${file}`);
    }
    for (const keyword of neededKeywords(name)) {
      if (!pkg.keywords.includes(keyword)) say(`keywords lack ${keyword}`);
    }
    if (pkg.description.length > descriptionLimit) {
      say(`description has ${pkg.description.length} characters, over ${descriptionLimit}`);
    }
    if (Object.keys(pkg.dependencies ?? {}).length > 0) say("has runtime dependencies: bundle them");
    const scripts = Object.keys(pkg.scripts ?? {});
    const atInstall = scripts.filter((script) => /^(pre|post)?(install|pack|publish)|^prepare$/.test(script));
    if (atInstall.length > 0) say(`has the script ${atInstall.join(", ")}, which runs on a user's machine`);
    versions.add(pkg.version);
  }
  if (versions.size > 1) problems.push(`the packages have different versions: ${[...versions].join(", ")}`);
  return problems;
}

if (process.argv[1] === import.meta.filename) {
  for (const name of published()) {
    const pkg = readPackageJson(name);
    const keywords = [...new Set([...pkg.keywords, ...neededKeywords(name)])].sort();
    const written = { ...pkg, ...commonMetadata(name), keywords };
    writeFileSync(packageFile(name), `${JSON.stringify(written, null, 2)}\n`);
  }
}
