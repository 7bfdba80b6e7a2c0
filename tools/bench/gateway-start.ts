import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tokens } from "@sophia-mcp/core/text";
import { judge } from "./gateway-calls.ts";
import { gateway, noop } from "./gateway-subjects.ts";
import { StdioProcess, type Command } from "./process.ts";
import { round, spread } from "./stats.ts";
import { bare, hello } from "./subjects.ts";
import type { Row, Section } from "./text-table.ts";

const rounds = 25;
const upstreams = 20;

interface Subject extends Command {
  name: string;
  bounds?: { time: number; memory: number; tokens?: number };
}

interface Run {
  milliseconds: number[];
  memory: number[];
  tools: number;
  tokens: number;
}

/** Spawn to complete `tools/list` of the gateway, held against the SDK's hello-world; all subjects in turn. */
export async function benchGatewayStart(root: string): Promise<Section> {
  const starts = join(mkdtempSync(join(tmpdir(), "bench-starts-")), "starts");
  const child = { ...noop(root), env: { NOOP_STARTS: starts } };
  const mcpServers = Object.fromEntries(
    Array.from({ length: upstreams }, (_, i) => [`noop${i + 1}`, child] as const),
  );
  const many = gateway(root, "serve", { builtIns: true, mcpServers });
  await catalogue(many, upstreams);
  const searching = { ...many, args: [...many.args, "--expose", "search"] };
  const base = await hello(root);
  const subjects: Subject[] = [
    bare(root),
    base,
    { name: "gateway, nine built-in", ...gateway(root, "serve", {}), bounds: { time: 1, memory: 1.25 } },
    {
      name: `gateway, nine and ${upstreams} catalogued`,
      ...many,
      bounds: { time: 1.15, memory: 1.25 },
    },
    {
      name: `the same in search mode`,
      ...searching,
      bounds: { time: 1.15, memory: 1.25, tokens: 1200 },
    },
  ];
  const before = started(starts);
  const runs = new Map<string, Run>(
    subjects.map(({ name }) => [name, { milliseconds: [], memory: [], tools: 0, tokens: 0 }]),
  );
  // One round uncounted: it fills the compile cache and the page cache for all alike.
  for (let i = -1; i < rounds; i++) {
    for (const subject of subjects) await once(subject, i < 0 ? undefined : runs.get(subject.name));
  }
  const woken = started(starts) - before;
  const rows = subjects.map((subject) => rowOf(subject, runs, base.name));
  const notes = [
    `${rounds} runs each, in turn; times are held against the hello-world of the same round.`,
    `Upstream processes started by ${rounds * 2} listings over a catalogue of ${upstreams}: ${woken} ${woken === 0 ? "pass" : "FAIL"}`,
  ];
  return { title: "Spawn of the gateway to complete tools/list", rows, notes };
}

const started = (file: string): number =>
  existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;

/** Runs the gateway once for as long as it takes to learn what all its servers offer. */
async function catalogue(command: Command, expected: number): Promise<void> {
  const process = new StdioProcess(command);
  const until = performance.now() + 30_000;
  let { tools } = await process.listTools();
  const known = (): number =>
    tools.filter((tool) => /^noop\d+_/.test((tool as { name: string }).name)).length;
  while (known() < expected) {
    if (performance.now() > until) throw new Error(`only ${known()} of ${expected} servers were catalogued`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { result } = await process.request("tools/list", {});
    tools = (result?.tools as unknown[]) ?? [];
  }
  await process.end();
}

async function once(subject: Subject, run: Run | undefined): Promise<void> {
  const process = new StdioProcess(subject);
  const { tools, milliseconds } = await process.listTools();
  if (run) {
    run.milliseconds.push(milliseconds);
    run.memory.push(process.memory());
    run.tools = tools.length;
    run.tokens = tokens(JSON.stringify({ tools }));
  }
  await process.end();
}

function rowOf({ name, bounds }: Subject, runs: Map<string, Run>, base: string): Row {
  const run = runs.get(name);
  const against = runs.get(base);
  const ratio = (key: "milliseconds" | "memory"): number =>
    spread((run?.[key] ?? []).map((value, i) => value / (against?.[key][i] ?? 1))).median;
  const time = ratio("milliseconds");
  const memory = ratio("memory");
  const { median, p95 } = spread(run?.milliseconds ?? []);
  return {
    subject: name,
    "median ms": round(median),
    "p95 ms": round(p95),
    "x hello": round(time, 2),
    "memory MB": round(spread(run?.memory ?? []).median),
    "x hello memory": round(memory, 2),
    tools: run?.tools ?? 0,
    tokens: run?.tokens ?? 0,
    verdict: bounds
      ? [
          judge("time", time, "<=", bounds.time),
          judge("memory", memory, "<=", bounds.memory),
          ...(bounds.tokens === undefined ? [] : [judge("tokens", run?.tokens ?? 0, "<=", bounds.tokens)]),
        ].join("; ")
      : "",
  };
}
