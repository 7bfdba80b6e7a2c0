/** Holds alert rules and dashboard to the metrics that there are, and runs the rules' tests: `npm run alerts [-- --require]`. */
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { missingCommand, notDone } from "./images-debian.ts";

const root = resolve(import.meta.dirname, "..");
const prometheus = join(root, "docker/prometheus");
const { values: flags } = parseArgs({ options: { require: { type: "boolean", default: false } } });
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const read = (...path: string[]): string => readFileSync(join(root, "docker", ...path), "utf8");

const rules = read("prometheus/alerts.yml");
const tests = read("prometheus/alerts.test.yml");
const queries = dashboardQueries(JSON.parse(read("grafana/dashboards/sophia-mcp.json")));
const problems = [...untestedAlerts(), ...metricProblems()];
for (const problem of problems) print(`FAIL ${problem}`);

const missing = missingCommand("promtool", "prometheus");
const failed = missing ? 0 : promtoolFailures();
if (missing) print(notDone("CHECKING AND TESTING THE ALERT RULES", missing));
const alerts = names(rules, /- alert: (\w+)/g);
print(
  `${alerts.length} alerts, ${queries.length} queries of the dashboard, ${problems.length + failed} problems`,
);
process.exitCode = problems.length + failed > 0 || (missing && flags.require) ? 1 : 0;

/** Every alert is made to fire by a test of its name. */
function untestedAlerts(): string[] {
  const fired = names(tests, /alertname: (\w+)\n +exp_alerts:\n +- /g);
  return names(rules, /- alert: (\w+)/g)
    .filter((name) => !fired.includes(name))
    .map((name) => `no test makes ${name} fire`);
}

/** What is watched is measured, and what is measured can be seen. */
function metricProblems(): string[] {
  const files = globSync("{libs,packages}/*/src/**/*.ts", { cwd: root, exclude: ["**/*.test.ts"] });
  const source = files.map((file) => readFileSync(join(root, file), "utf8")).join("\n");
  const known = names(source, /"(mcp_(?:tool|upstream|gateway|webhook)_[a-z_]+)"/g);
  const metric = /\b(mcp_[a-z_]+)\b/g;
  const shown = names(queries.join("\n"), metric).map(base);
  const used = [...shown, ...names(`${rules}\n${tests}`, metric).map(base)];
  const unknown = used.filter((name) => !known.includes(name)).map((name) => `nothing measures ${name}`);
  const hidden = known.filter((name) => !shown.includes(name)).map((name) => `the dashboard lacks ${name}`);
  return [...new Set([...unknown, ...hidden])];
}

/** A histogram is named by its own name and read by its buckets. */
function base(name: string): string {
  return name.replace(/_bucket$/, "");
}

function promtoolFailures(): number {
  const folder = mkdtempSync(join(tmpdir(), "sophia-alerts-"));
  try {
    const asRules = join(folder, "dashboard.json");
    const recorded = queries.map((expr, at) => ({ record: `panel_query:${at}`, expr: filledIn(expr) }));
    writeFileSync(asRules, JSON.stringify({ groups: [{ name: "dashboard", rules: recorded }] }));
    const runs = [
      ["check", "config", "--syntax-only", join(prometheus, "prometheus.yml")],
      ["check", "rules", join(prometheus, "alerts.yml")],
      ["check", "rules", asRules],
      ["test", "rules", join(prometheus, "alerts.test.yml")],
    ];
    return runs.filter((args) => !promtool(args)).length;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function promtool(args: readonly string[]): boolean {
  const { status, stdout, stderr } = spawnSync("promtool", args, { encoding: "utf8" });
  const what = `promtool ${args[0]} ${args[1]} ${args.at(-1)?.split("/").at(-1)}`;
  print(status === 0 ? `ok   ${what}` : `FAIL ${what}\n${stdout}${stderr}`);
  return status === 0;
}

/** Every PromQL text in a dashboard, however deep. */
function dashboardQueries(part: unknown): string[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    key === "expr" && typeof value === "string" ? [value] : dashboardQueries(value),
  );
}

/** As Grafana would send it. */
function filledIn(expr: string): string {
  return expr.replaceAll("$__rate_interval", "1m").replaceAll("$__range", "1h").replaceAll("$server", ".*");
}

function names(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""))];
}
