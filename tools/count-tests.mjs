// Sums up what the last run of every project's tests counted: "N passed, N failed". Runs on any Node.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const folders = ["libs", "packages"].flatMap((top) => readdirSync(top).map((name) => join(top, name)));
let passed = Number(process.argv[2] ?? 0);
let failed = Number(process.argv[3] ?? 0);
for (const folder of [...folders, "tools"]) {
  const report = join(folder, "reports/tests.json");
  if (!existsSync(report)) continue;
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
  passed += numPassedTests;
  failed += numFailedTests;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
