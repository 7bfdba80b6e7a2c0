/**
 * `npm run surface`: what has changed of the tools and their inputs since the last release, and what of it breaks a user.
 * `--save` stores the surface as that of the release, which is a part of making one.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadServers } from "./definitions.ts";

const root = resolve(import.meta.dirname, "..");
const file = join(import.meta.dirname, "surface.json");

/** Of each tool, its inputs: "string", "string[]", "string of asc|desc", "string[] of a|b"; with a "!" at the end when it is required. */
export type Surface = Record<string, Record<string, string>>;

/** `tools/surface.json`: the surface of the last release, and what is meant to break since. */
export interface Baseline {
  release: string;
  /** Old name of a tool to the tool that now does its work, where it is not kept as an alias. */
  renamed: Record<string, string>;
  /** "tool.input" to the reason why a user has to change the call. */
  accepted: Record<string, string>;
  tools: Surface;
}

export interface SurfaceDiff {
  /** What breaks a call that worked before. */
  breaking: string[];
  /** All that is different, one line each. */
  changes: string[];
}

interface Schema {
  type?: string;
  enum?: unknown[];
  items?: Schema;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
}

/** The surface as the snapshots of the packages' tests have it. */
export function currentSurface(): Surface {
  const surface: Surface = {};
  for (const path of globSync("packages/*/test/tools.snap.json", { cwd: root }).sort()) {
    const { tools } = JSON.parse(readFileSync(join(root, path), "utf8")) as {
      tools: { name: string; inputSchema: Schema }[];
    };
    for (const { name, inputSchema } of tools) {
      const { properties = {}, required = [] } = inputSchema;
      surface[name] = Object.fromEntries(
        Object.entries(properties).map(([key, schema]) => [
          key,
          `${kindOf(schema)}${required.includes(key) ? "!" : ""}`,
        ]),
      );
    }
  }
  return surface;
}

function kindOf(schema: Schema): string {
  if (schema.enum) return `${schema.type ?? "string"} of ${schema.enum.join("|")}`;
  if (schema.type === "array") {
    const [kind, values] = kindOf(schema.items ?? {}).split(" of ");
    return `${kind}[]${values === undefined ? "" : ` of ${values}`}`;
  }
  if (schema.anyOf) return schema.anyOf.map(kindOf).join(" or ");
  return schema.type ?? "any";
}

/** @param aliases names under which tools can still be called */
export function compareSurfaces(
  { tools: before, renamed, accepted }: Omit<Baseline, "release">,
  now: Surface,
  aliases: ReadonlySet<string>,
): SurfaceDiff {
  const diff: SurfaceDiff = { breaking: [], changes: [] };
  const say = (line: string, breaks: boolean): void => {
    diff.changes.push(line);
    if (breaks) diff.breaking.push(line);
  };
  for (const [tool, inputs] of Object.entries(before)) {
    const next = now[tool];
    if (next) {
      for (const change of inputChanges(inputs, next)) {
        const reason = accepted[`${tool}.${change.key}`];
        say(
          `~ ${tool}.${change.key}: ${change.what}${reason ? ` (accepted: ${reason})` : ""}`,
          change.breaks && !reason,
        );
      }
    } else if (aliases.has(tool)) say(`- ${tool}: kept as an alias`, false);
    else {
      const heir = renamed[tool];
      const known = heir !== undefined && now[heir] !== undefined;
      say(`- ${tool}: ${known ? `renamed to ${heir}` : "removed"}`, !known);
    }
  }
  for (const tool of Object.keys(now)) if (!before[tool]) say(`+ ${tool}`, false);
  return diff;
}

function inputChanges(
  before: Record<string, string>,
  now: Record<string, string>,
): { key: string; what: string; breaks: boolean }[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return keys.flatMap((key) => {
    const [old, next] = [before[key], now[key]];
    if (old === next) return [];
    if (next === undefined) return [{ key, what: "removed", breaks: true }];
    if (old === undefined) {
      const needed = next.endsWith("!");
      return [{ key, what: needed ? `new and required (${next})` : `new (${next})`, breaks: needed }];
    }
    return [{ key, what: `${old} -> ${next}`, breaks: !accepts(next, old) }];
  });
}

/** Whether every value that was good before still is, and leaving it out too. */
function accepts(next: string, old: string): boolean {
  if (next.endsWith("!") && !old.endsWith("!")) return false;
  const [nextKind = "", nextValues] = next.replace("!", "").split(" of ");
  const [oldKind = "", oldValues] = old.replace("!", "").split(" of ");
  const kinds = nextKind.split(" or ");
  if (!oldKind.split(" or ").every((kind) => kinds.includes(kind))) return false;
  if (nextValues === undefined) return true;
  const allowed = nextValues.split("|");
  return (
    oldValues !== undefined &&
    oldValues

      .split("|")
      .every((value) => allowed.includes(value))
  );
}

export const readBaseline = (): Baseline => JSON.parse(readFileSync(file, "utf8")) as Baseline;

/** The change since the last release, with the aliases that the definitions keep. */
export async function surfaceDiff(): Promise<SurfaceDiff & { release: string }> {
  const baseline = readBaseline();
  const servers = await loadServers();
  const aliases = new Set(servers.flatMap((server) => server.tools.flatMap((tool) => tool.aliases ?? [])));
  return { release: baseline.release, ...compareSurfaces(baseline, currentSurface(), aliases) };
}

/** Makes the surface as it stands that of a release; what was meant to break has then been told. */
export function saveBaseline(release: string): void {
  const baseline: Baseline = { release, renamed: {}, accepted: {}, tools: currentSurface() };
  writeFileSync(file, `${JSON.stringify(baseline, null, 2)}\n`);
}

export const surfaceHint =
  "a renamed tool keeps its old name in aliases, or has an entry under renamed in tools/surface.json; an input that has to break has one under accepted";

if (process.argv[1] === import.meta.filename) {
  const [flag, release = ""] = process.argv.slice(2);
  if (flag === "--save") saveBaseline(release);
  else {
    const { release: last, changes, breaking } = await surfaceDiff();
    process.stdout.write(`${[`since ${last}: ${changes.length} changes`, ...changes].join("\n")}\n`);
    if (breaking.length > 0) process.stdout.write(`\nbreaking:\n${breaking.join("\n")}\n${surfaceHint}\n`);
    process.exitCode = breaking.length > 0 ? 1 : 0;
  }
}
