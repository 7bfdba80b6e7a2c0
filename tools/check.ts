/** Everything that is checked besides tests, types and lint: each check prints one line, and what mends it when it fails. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { boundaryProblems } from "./boundaries.ts";
import { contractSummaries, specsHint } from "./contract.ts";
import { loadProducts } from "./definitions.ts";
import { docsProblems } from "./docs.ts";
import { buildBundle } from "./mcpb.ts";
import { metadataProblems, published } from "./metadata.ts";
import { promised } from "./nodes.ts";
import { checkPackage } from "./packages.ts";
import { entryProblems, officialSchema, registrySchema } from "./registry-entry.ts";
import { surfaceDiff, surfaceHint } from "./surface.ts";

const root = resolve(import.meta.dirname, "..");

type Outcome = { ok: boolean; lines: string[] };

const only = process.argv.slice(2);
let passed = 0;
let failed = 0;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function check(name: string, work: () => Promise<Outcome> | Outcome): Promise<void> {
  if (only.length > 0 && !name.split(" ").some((word) => only.includes(word))) return;
  const outcome = await Promise.resolve()
    .then(work)
    .catch((error: unknown): Outcome => ({
      ok: false,
      lines: [error instanceof Error ? error.message : String(error)],
    }));
  if (outcome.ok) passed++;
  else failed++;
  print(`${outcome.ok ? "ok  " : "FAIL"} ${name}`);
  for (const line of outcome.lines) print(`     ${line}`);
}

await check("boundaries", () => {
  const { problems, files } = boundaryProblems();
  return { ok: problems.length === 0, lines: problems.length > 0 ? problems : [`${files} files`] };
});

await check("metadata", () => {
  const problems = metadataProblems();
  return {
    ok: problems.length === 0,
    lines: problems.length > 0 ? [...problems, "mend with: node tools/metadata.ts, then npm run format"] : [],
  };
});

await check("docs", async () => {
  const problems = await docsProblems();
  return {
    ok: problems.length === 0,
    lines: problems.length > 0 ? [...problems, "mend with: npm run docs"] : [],
  };
});

await check("surface", async () => {
  const { release, changes, breaking } = await surfaceDiff();
  const lines = [`${changes.length} changes since ${release}`, ...changes];
  return breaking.length === 0 ? { ok: true, lines } : { ok: false, lines: [...lines, surfaceHint] };
});

await check("registry", async () => {
  const problems = (await loadProducts()).flatMap((product) => {
    const file = join(root, "packages", product.name, "server.json");
    return entryProblems(JSON.parse(readFileSync(file, "utf8"))).map((line) => `${product.name}: ${line}`);
  });
  if (problems.length > 0) return { ok: false, lines: problems };
  return officialSchema() === undefined
    ? {
        ok: true,
        lines: [
          `WARNING: the registry's own schema was not found: server.json was checked by our rules alone. Put ${registrySchema} as mcp-registry/server.schema.json into the folder of SOPHIA_VENDOR_SPECS`,
        ],
      }
    : { ok: true, lines: ["held against the registry's own schema"] };
});

await check("contracts", () => {
  const absent = specsHint();
  if (absent) return { ok: true, lines: [`WARNING: ${absent}`] };
  const rows = contractSummaries();
  if (rows.length === 0) return { ok: false, lines: ["no test has written a report: run npm test first"] };
  return {
    ok: rows.every((row) => row.requests > 0 && row.answers > 0),
    lines: rows.map(
      (row) =>
        `${row.vendor.padEnd(10)} ${row.description}: ${row.operations} of ${row.known} operations, ${row.requests} requests, ${row.answers} answers`,
    ),
  };
});

for (const name of published()) {
  await check(`package ${name}`, async () => {
    const { tarballMb, installedMb, tools, packages } = await checkPackage(name);
    const counted = tools > 0 ? `, ${tools} tools listed and called by v1 and v2 clients` : "";
    return {
      ok: true,
      lines: [
        `tarball ${tarballMb.toFixed(2)} MB, installed ${installedMb.toFixed(1)} MB in ${packages} package(s)${counted}; npx under Node ${promised.join(", ")}`,
      ],
    };
  });
}

const bundles = mkdtempSync(join(tmpdir(), "bundles-"));
for (const product of await loadProducts()) {
  await check(`bundle ${product.name}`, async () => {
    const { megabytes, tools } = await buildBundle(product, bundles);
    return {
      ok: true,
      lines: [`${megabytes.toFixed(2)} MB, ${tools} tools listed and one called as the manifest starts it`],
    };
  });
}
rmSync(bundles, { recursive: true });

print(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
