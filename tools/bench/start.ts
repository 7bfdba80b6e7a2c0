import { tokens } from "@sophia-mcp/core/text";
import { StdioProcess } from "./process.ts";
import { round, spread } from "./stats.ts";
import { bare, hello, officialHubSpot, ours, ourServers, type Subject } from "./subjects.ts";
import type { Section } from "./text-table.ts";

const rounds = 30;

interface Run {
  milliseconds: number[];
  memory: number[];
  tools: number;
  tokens: number;
}

/** Spawn to complete `tools/list`, and resident memory after it; all subjects in turn, round after round. */
export async function benchStart(root: string): Promise<Section> {
  const floor = bare(root);
  const sdk = await hello(root);
  const official = officialHubSpot();
  const subjects: Subject[] = [
    floor,
    sdk,
    ...ourServers(root).map((name) => ours(root, name)),
    ...(official ? [official] : []),
  ];
  const runs = new Map<string, Run>(
    subjects.map(({ name }) => [name, { milliseconds: [], memory: [], tools: 0, tokens: 0 }]),
  );
  // One round uncounted: it fills the compile cache and the page cache for all alike.
  for (let i = -1; i < rounds; i++) {
    for (const subject of subjects) await once(subject, i < 0 ? undefined : runs.get(subject.name));
  }
  const median = (name: string, of: "milliseconds" | "memory") => spread(runs.get(name)?.[of] ?? []).median;
  const rows = subjects.map(({ name }) => {
    const run = runs.get(name);
    const { median: ms, p95 } = spread(run?.milliseconds ?? []);
    const mb = median(name, "memory");
    return {
      subject: name,
      "median ms": round(ms),
      "p95 ms": round(p95),
      "x bare": round(ms / median(floor.name, "milliseconds"), 2),
      "x hello": round(ms / median(sdk.name, "milliseconds"), 2),
      "memory MB": round(mb),
      "x hello memory": round(mb / median(sdk.name, "memory"), 2),
      tools: run?.tools ?? 0,
      tokens: run?.tokens ?? 0,
    };
  });
  const missing = official
    ? []
    : ["NOT MEASURED: @hubspot/mcp-server 0.4.0 could not be installed from the registry."];
  return { title: `Spawn to complete tools/list (${rounds} runs each, in turn)`, rows, notes: missing };
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
