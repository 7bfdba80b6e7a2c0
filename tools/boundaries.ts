/** Imports run one way: reads every import of every package and compares it with one table. */
import { globSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const servers = ["hubspot", "asana", "gong", "snowflake", "pinecone", "slack", "linear", "notion", "github"];

/** What each layer may import of ours, at run time. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  metrics: [],
  auth: [],
  core: ["auth", "metrics"],
  testing: ["core", "sandbox"],
  sandbox: [],
  ...Object.fromEntries(servers.map((name) => [name, ["core", "auth", "metrics"]])),
  gateway: ["core", "auth", "metrics", ...servers],
  tools: ["core", "auth", "metrics", "testing", "sandbox", "gateway", ...servers],
};
/** A bin and the registry may start an emulator, by a lazy import that nothing runs without `--sandbox`. */
const mayStartSandbox = /^packages\/[a-z]+\/src\/(main|registry)\.ts$/;
const isTest = /\.test\.ts$|\/test\//;
/** Modules that are heavy, and what may load them: only a lazy `import()`. */
const heavy =
  /^(@hubspot\/api-client|asana|snowflake-sdk|@pinecone-database\/pinecone|@slack\/web-api|@linear\/sdk|@notionhq\/client|@octokit\/.*|prom-client|jose|ajv|yaml|graphql|@guanmingchiu\/sqlparser-ts|marked)(\/|$)/;
/** What is itself loaded by a lazy import only. */
const nextToHeavy = /^packages\/sandbox\/src\/|^packages\/gateway\/src\/automations\/|^tools\//;

interface Import {
  specifier: string;
  lazy: boolean;
  typeOnly: boolean;
}

export function boundaryProblems(): { problems: string[]; files: number } {
  const files = globSync("{libs,packages}/*/{src,test}/**/*.ts", { cwd: root }).concat(
    globSync("tools/**/*.ts", { cwd: root }),
  );
  const own = files.filter((file) => !file.includes("node_modules"));
  return { problems: own.flatMap(fileProblems), files: own.length };
}

function fileProblems(file: string): string[] {
  const [top = "", name = ""] = file.split("/");
  const layer = top === "tools" ? "tools" : name;
  const test = isTest.test(file);
  const problems: string[] = [];
  for (const { specifier, lazy, typeOnly } of imports(readFileSync(join(root, file), "utf8"))) {
    if (heavy.test(specifier) && !lazy && !typeOnly && !test && !nextToHeavy.test(file)) {
      problems.push(`${file}: loads ${specifier} at start; use a lazy import()`);
    }
    if (
      specifier.startsWith("../") &&
      relative(root, resolve(root, file, "..", specifier))
        .split("/")
        .slice(0, 2)
        .join("/") !== `${top}/${name}` &&
      top !== "tools" &&
      !test
    ) {
      problems.push(`${file}: reaches into another package by ${specifier}`);
    }
    const target = /^@sophia-mcp\/([a-z]+)/.exec(specifier)?.[1];
    if (target === undefined || target === layer) continue;
    if (test && (target === "testing" || target === "sandbox")) continue;
    if (target === "sandbox" && mayStartSandbox.test(file) && (lazy || typeOnly)) continue;
    if (!(allowed[layer] ?? []).includes(target))
      problems.push(`${file}: ${layer} must not import ${specifier}`);
  }
  return problems;
}

function imports(source: string): Import[] {
  const found: Import[] = [];
  for (const match of source.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{][^;"']*?\sfrom\s+)?["']([^"']+)["']/gm,
  )) {
    found.push({ specifier: match[2] ?? "", lazy: false, typeOnly: match[1] !== undefined });
  }
  for (const match of source.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g)) {
    found.push({ specifier: match[1] ?? "", lazy: true, typeOnly: false });
  }
  return found;
}
