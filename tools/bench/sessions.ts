import { compileProfiles, openPolicySession } from "@sophia-mcp/gateway/policy/compile";
import { createMemoryLimits } from "@sophia-mcp/gateway/policy/limits";
import type { Caller } from "@sophia-mcp/gateway/relay/caller";
import type { ToolFacts } from "@sophia-mcp/gateway/relay/tool-facts";
import { round, spread } from "./stats.ts";
import type { Section } from "./text-table.ts";

const sessions = 10_000;
const tools = 400;
const warmUp = 2000;
/** What a session over a compiled profile may take at the 95th percentile. */
const promisedMicroseconds = 3;

/** What a caller's session over a compiled profile takes, and a call's decision in it: each measured alone, by the clock's nanoseconds. */
export async function benchSessions(): Promise<Section> {
  const facts = Array.from({ length: tools }, (_, i) => tool(i));
  const compiled = performance.now();
  const guardOf = compileProfiles({ profiles: { infrastructure }, servers: [] }, createMemoryLimits());
  const shown = facts.filter((one) => guardOf("infrastructure").shows(one)).length;
  const compiling = performance.now() - compiled;

  const callers = Array.from({ length: sessions }, (_, i) => caller(i));
  const opening = microseconds((i) => openPolicySession(guardOf, callers[i] ?? caller(i)));
  const session = openPolicySession(guardOf, caller(0));
  const read = facts[0] ?? tool(0);
  const deciding = microseconds(() => session.guard.check(read, session.caller));
  const share = opening.filter((time) => time < promisedMicroseconds).length / opening.length;
  const rows = [
    row("session over a compiled profile", opening),
    row("decision on a call, with three limits", deciding),
  ];
  const notes = [
    `Microseconds of ${sessions} each, after ${warmUp} to warm up; the clock's own cost is in them.`,
    `Sessions under ${promisedMicroseconds} µs: ${round(share * 100, 2)} % (promised: 95 %).`,
    `Compiling the profile over ${tools} tools, ${shown} of them shown: ${round(compiling, 2)} ms, once per configuration.`,
  ];
  return { title: "Policy: sessions and decisions", rows, notes };
}

const infrastructure = {
  name: "infrastructure",
  title: "Infrastructure",
  groups: ["all"],
  readOnly: false,
  allow: ["server1*", "server2*", "*_get_*"],
  deny: ["*_delete_*", "server19_*"],
  confirm: { access: ["write" as const, "destroy" as const], tools: ["*_run_*"] },
  expose: "all" as const,
  pinned: [],
  definitionTokens: 0,
  answerTokens: 0,
  ratePerMinute: 1_000_000,
  toolRatePerMinute: 1_000_000,
  callsPerDay: 1_000_000_000,
};

/** Of one kept after another, so that nothing is optimised away. */
let kept: unknown;

function microseconds(run: (i: number) => unknown): number[] {
  for (let i = 0; i < warmUp; i++) kept = run(i);
  const times = Array.from({ length: sessions }, () => 0);
  for (let i = 0; i < sessions; i++) {
    const started = process.hrtime.bigint();
    kept = run(i);
    times[i] = Number(process.hrtime.bigint() - started) / 1000;
  }
  if (kept === undefined) throw new Error("nothing was measured");
  return times;
}

function row(what: string, times: readonly number[]): Record<string, string | number> {
  const { min, median, p95, max } = spread(times);
  const sorted = [...times].sort((a, b) => a - b);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0;
  return {
    what,
    "min µs": round(min, 2),
    "p50 µs": round(median, 2),
    "p95 µs": round(p95, 2),
    "p99 µs": round(p99, 2),
    "max µs": round(max, 2),
  };
}

const caller = (i: number): Caller => ({
  principal: `caller-${i % 100}`,
  profile: "infrastructure",
  client: { name: "bench", version: "1" },
  era: "modern",
  capabilities: {},
});

function tool(i: number): ToolFacts {
  const name = `server${i % 20}_${["get", "create", "delete", "run"][i % 4] ?? "get"}_thing_${i}`;
  return {
    name,
    ownName: name,
    server: `server${i % 20}`,
    serverTitle: `Server ${i % 20}`,
    title: name,
    description: "",
    access: i % 4 === 0 ? "read" : "write",
    idempotent: false,
    builtIn: false,
    group: "core",
    listing: "{}",
  };
}
