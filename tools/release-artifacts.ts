/**
 * `npm run release:artifacts -- <folder>`: everything that a release carries, from what was built: tarballs, bundles,
 * registry entries with the bundles' hashes, bills of material, and the hashes of all. Needs no network.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadProducts } from "./definitions.ts";
import { buildBundle } from "./mcpb.ts";
import { published, readPackageJson } from "./metadata.ts";
import { pack } from "./packages.ts";
import { entryProblems, registryEntry } from "./registry-entry.ts";
import { sbom } from "./sbom.ts";

const write = (path: string, value: object): void =>
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);

const folder = resolve(process.argv[2] ?? "dist/release");
rmSync(folder, { recursive: true, force: true });
for (const part of ["npm", "mcpb", "registry", "sbom"]) mkdirSync(join(folder, part), { recursive: true });

for (const name of published()) {
  const pkg = readPackageJson(name);
  pack(name, join(folder, "npm"));
  write(join(folder, "sbom", `sophia-mcp-${name}-${pkg.version}.cdx.json`), sbom(name, pkg));
}
for (const product of await loadProducts()) {
  const { sha256 } = await buildBundle(product, join(folder, "mcpb"));
  const entry = registryEntry(product, sha256);
  const problems = entryProblems(entry);
  if (problems.length > 0) throw new Error([`${product.name}: server.json:`, ...problems].join("\n"));
  write(join(folder, "registry", `${product.name}.json`), entry);
}

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  .sort();
const sums = files.map((file) => {
  const hash = createHash("sha256")
    .update(readFileSync(join(folder, file)))
    .digest("hex");
  return `${hash}  ${file}`;
});
writeFileSync(join(folder, "SHA256SUMS"), `${sums.join("\n")}\n`);
process.stdout.write(`${files.length} files in ${folder}\n`);
