import { firstCalls } from "../first-calls.ts";
import { StdioProcess } from "./process.ts";
import { round, spread } from "./stats.ts";
import { ours, ourServers } from "./subjects.ts";
import type { Section } from "./text-table.ts";

const coldRounds = 7;
const warmCalls = 300;
const inFlight = 16;

/** First call of a fresh process (vendor SDK and emulator loaded by it), then warm calls, direct and through the gateway. */
export async function benchCalls(root: string): Promise<Section> {
  const servers = ourServers(root).filter((name) => name !== "gateway" && firstCalls[name]);
  const rows = [];
  for (const name of servers) {
    const call = firstCalls[name];
    if (!call) continue;
    const cold: number[] = [];
    for (let i = 0; i < coldRounds; i++) cold.push(await firstCall(root, name, call));
    const direct = await warm(root, name, call);
    const behind = await warm(root, "gateway", call);
    rows.push({
      server: name,
      "first call ms": round(spread(cold).median),
      "direct p50 ms": round(direct.p50, 2),
      "gateway p50 ms": round(behind.p50, 2),
      "added ms": round(behind.p50 - direct.p50, 2),
      "direct calls/s": Math.round(direct.rate),
      "gateway calls/s": Math.round(behind.rate),
    });
  }
  const notes = [
    `First call: median of ${coldRounds} fresh processes, from the call to its answer. Warm: ${warmCalls} calls one by one for p50, ${warmCalls} with ${inFlight} in flight for calls/s.`,
    "Every call goes to the built-in emulator in the same process, so it includes the vendor's part of the work.",
  ];
  return { title: "Tool calls against the sandbox, over stdio", rows, notes };
}

type Call = { name: string; arguments: Record<string, unknown> };

async function opened(root: string, name: string): Promise<StdioProcess> {
  const args = name === "gateway" ? ["serve", "--sandbox"] : ["--sandbox"];
  const process = new StdioProcess(ours(root, name, args));
  await process.listTools();
  return process;
}

async function firstCall(root: string, name: string, call: Call): Promise<number> {
  const process = await opened(root, name);
  const started = performance.now();
  await expectAnswer(process, call);
  const milliseconds = performance.now() - started;
  await process.end();
  return milliseconds;
}

async function warm(root: string, name: string, call: Call): Promise<{ p50: number; rate: number }> {
  const process = await opened(root, name);
  for (let i = 0; i < 30; i++) await expectAnswer(process, call);
  const times: number[] = [];
  for (let i = 0; i < warmCalls; i++) {
    const started = performance.now();
    await expectAnswer(process, call);
    times.push(performance.now() - started);
  }
  const started = performance.now();
  let left = warmCalls;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await expectAnswer(process, call);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const rate = (warmCalls * 1000) / (performance.now() - started);
  await process.end();
  return { p50: spread(times).median, rate };
}

async function expectAnswer(process: StdioProcess, call: Call): Promise<void> {
  const { result, error } = await process.request("tools/call", call);
  if (error || result?.isError) throw new Error(`${call.name}: ${JSON.stringify(error ?? result?.content)}`);
}
