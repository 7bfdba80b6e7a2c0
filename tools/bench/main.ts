/** `npm run bench [-- start calls gateway sizes sessions] [--save]`: every figure that a README quotes, in one run, as medians and ratios. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join, relative, resolve } from "node:path";
import { benchCalls } from "./calls.ts";
import { benchGateway } from "./gateway.ts";
import { benchSessions } from "./sessions.ts";
import { benchSizes } from "./sizes.ts";
import { benchStart } from "./start.ts";
import { textTable } from "./text-table.ts";
import { benchWebhooks } from "./webhooks.ts";

const root = resolve(import.meta.dirname, "../..");
const sections = {
  start: benchStart,
  calls: benchCalls,
  gateway: benchGateway,
  sizes: benchSizes,
  sessions: benchSessions,
  webhooks: benchWebhooks,
} as const;

const wanted = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const unknown = wanted.find((word) => !(word in sections));
if (unknown !== undefined) {
  process.stderr.write(
    `bench: unknown section "${unknown}". Accepted: ${Object.keys(sections).join(", ")}.\n`,
  );
  process.exit(2);
}

if (!process.argv.includes("--no-build"))
  execFileSync("npx", ["nx", "run-many", "-t", "build"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
const about = {
  date: new Date().toISOString().slice(0, 10),
  command: ["npm run bench", ...(wanted.length > 0 ? ["--", ...wanted] : [])].join(" "),
  machine: `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB`,
  node: process.version,
};
const result: Record<string, unknown> = { about };
process.stdout.write(`${about.date}, ${about.machine}, Node ${about.node}, ${about.command}\n`);
for (const [name, section] of Object.entries(sections)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const parts = [await section(root)].flat();
  result[name] = parts.flatMap(({ rows }) => rows);
  for (const { title, rows, notes } of parts) {
    process.stdout.write(`\n${title}\n\n${textTable(rows)}\n${notes.map((note) => `\n${note}`).join("")}\n`);
  }
}
const folder = join(root, "tools/reports");
mkdirSync(folder, { recursive: true });
// What the READMEs quote is kept in the repository; `npm run docs` writes it into them.
const path = process.argv.includes("--save")
  ? join(import.meta.dirname, "results.json")
  : join(folder, "bench.json");
writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
process.stdout.write(`\nWritten to ${relative(root, path)}\n`);
