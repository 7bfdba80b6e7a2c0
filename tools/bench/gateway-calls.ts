import { setTimeout as delay } from "node:timers/promises";
import { firstCalls } from "../first-calls.ts";
import { httpLine, sseLine } from "./gateway-http.ts";
import { pipeLine, type CallShape, type Line } from "./gateway-pipe.ts";
import { gateway, guarded, listening, mcpHub, noop, rawRelay, type Listening } from "./gateway-subjects.ts";
import { round, spread } from "./stats.ts";
import { ours } from "./subjects.ts";
import type { Row, Section } from "./text-table.ts";

const rounds = 9;
const singles = 300;
const inFlight = 16;
const burst = 3000;
const builtIn = "pinecone";

/** One way to a server, and what it is held against. */
interface Path {
  name: string;
  open(): Promise<Line>;
  /** The way without the gateway. */
  against?: string;
  /** The same way without audit, metrics and policy. */
  plain?: string;
  bounds?: { added?: number; share?: number; plainShare?: number };
  /** Calls of one block; those that do real work take longer. */
  scale?: number;
}

interface Measured {
  p50: number[];
  rate: number[];
}

/** Calls of one server on every way to it, all ways in turn, round after round, so that a slow minute is everybody's. */
export async function benchGatewayCalls(root: string): Promise<Section> {
  const running: Listening[] = [];
  const paths = await allPaths(root, running);
  const lines = new Map<string, Line>();
  for (const { name, open } of paths) {
    const line = await inTime(name, open());
    lines.set(name, line);
    await inTime(name, warm(line));
  }
  const measured = new Map<string, Measured>(paths.map(({ name }) => [name, { p50: [], rate: [] }]));
  for (let i = 0; i < rounds; i++) {
    for (const { name, scale = 1 } of paths) {
      const line = lines.get(name);
      const into = measured.get(name);
      if (!line || !into) continue;
      into.p50.push(await oneByOne(line, singles / scale));
      into.rate.push(await atOnce(line, burst / scale));
    }
  }
  for (const line of lines.values()) await line.close();
  for (const { close } of running) await close();
  const notes = [
    `${rounds} rounds in turn: ${singles} calls one by one for p50, ${burst} with ${inFlight} in flight for calls/s; a tenth of that for the built-in server. Differences and shares are taken within a round; the table shows their medians.`,
    "The server answers 1 KB and does nothing else; the client is pipes and sockets without any library. Guarded: a row of the audit log for every call, series for every call, and a profile with limits.",
    ...(paths.some(({ name }) => name === hubName)
      ? []
      : ["NOT MEASURED: mcp-hub 4.2.1 could not be installed from the registry."]),
  ];
  const rows = paths.map((path) => rowOf(path, measured));
  return { title: "Calls through the gateway", rows, notes };
}

const hubName = "mcp-hub 4.2.1, HTTP to stdio";

const config = (upstream: object, more: object = {}) => ({
  builtIns: false,
  mcpServers: { noop: upstream },
  ...more,
});

async function allPaths(root: string, running: Listening[]): Promise<Path[]> {
  const call: CallShape = { name: "noop", arguments: {} };
  const child = { ...noop(root), prefix: "" };
  const web = await listening(noop(root, "--http"));
  running.push(web);
  const relay = await listening(rawRelay(root, "--http"));
  running.push(relay);
  const remote = { url: web.url, prefix: "" };
  const pipe = (upstream: object, more?: object) => () =>
    pipeLine(gateway(root, "serve", config(upstream, more)), call);
  const http = (upstream: object, more?: object) => async () => {
    const front = await listening(gateway(root, "start", config(upstream, more)));
    running.push(front);
    return httpLine(front.url, call);
  };
  const own = firstCalls[builtIn] ?? call;
  const inner = (more: object = {}) =>
    pipeLine(gateway(root, "serve", { builtIns: [builtIn], ...more }, ["--sandbox"]), own);
  const hub = await mcpHub(noop(root));
  if (hub) running.push(hub);
  return [
    { name: "stdio, direct", open: () => pipeLine(noop(root), call) },
    {
      name: "raw relay, stdio to stdio",
      open: () => pipeLine(rawRelay(root), call),
      against: "stdio, direct",
    },
    {
      name: "stdio front to stdio",
      open: pipe(child),
      against: "stdio, direct",
      bounds: { added: 0.15, share: 0.22 },
    },
    {
      name: "stdio front to stdio, guarded",
      open: pipe(child, guarded),
      against: "stdio, direct",
      plain: "stdio front to stdio",
      bounds: { plainShare: 0.8 },
    },
    { name: `${builtIn} alone`, open: () => pipeLine(ours(root, builtIn, ["--sandbox"]), own), scale: 10 },
    {
      name: "stdio front to built-in",
      open: inner,
      against: `${builtIn} alone`,
      bounds: { added: 0.1 },
      scale: 10,
    },
    {
      name: "stdio front to built-in, guarded",
      open: () => inner(guarded),
      against: `${builtIn} alone`,
      plain: "stdio front to built-in",
      bounds: { plainShare: 0.8 },
      scale: 10,
    },
    { name: "HTTP, direct", open: () => httpLine(web.url, call) },
    {
      name: "raw relay, HTTP to stdio",
      open: () => httpLine(relay.url, call),
      against: "HTTP, direct",
    },
    {
      name: "HTTP front to HTTP",
      open: http(remote),
      against: "HTTP, direct",
      bounds: { added: 0.3, share: 0.5 },
    },
    {
      name: "HTTP front to stdio",
      open: http(child),
      against: "HTTP, direct",
      bounds: { added: 0.3, share: 0.5 },
    },
    {
      name: "HTTP front to stdio, guarded",
      open: http(child, guarded),
      against: "HTTP, direct",
      plain: "HTTP front to stdio",
      bounds: { plainShare: 0.8 },
    },
    ...(hub
      ? [
          {
            name: hubName,
            open: () => sseLine(hub.url, { ...call, name: "noop__noop" }),
            against: "HTTP, direct",
          },
        ]
      : []),
  ];
}

/** A way that does not answer must not hold up the whole run in silence. */
function inTime<T>(name: string, work: Promise<T>): Promise<T> {
  const late = delay(30_000, undefined, { ref: false }).then(() => {
    throw new Error(`${name}: no answer within 30 s`);
  });
  return Promise.race([work, late]);
}

/** Until the server is known to the gateway, started and compiled. */
async function warm(line: Line): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await line.call();
      break;
    } catch (error) {
      if (tries === 100) throw error;
      await delay(100);
    }
  }
  await atOnce(line, 500);
}

async function oneByOne(line: Line, count: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const from = performance.now();
    await line.call();
    times.push(performance.now() - from);
  }
  return spread(times).median;
}

async function atOnce(line: Line, count: number): Promise<number> {
  let left = count;
  const from = performance.now();
  const worker = async (): Promise<void> => {
    while (left-- > 0) await line.call();
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return (count * 1000) / (performance.now() - from);
}

function rowOf({ name, against, plain, bounds = {} }: Path, measured: Map<string, Measured>): Row {
  const own = measured.get(name) ?? { p50: [], rate: [] };
  const base = against === undefined ? undefined : measured.get(against);
  const without = plain === undefined ? undefined : measured.get(plain);
  const hub = name.startsWith("HTTP front") && plain === undefined ? measured.get(hubName) : undefined;
  const median = (of: (i: number) => number): number => spread(own.p50.map((_, i) => of(i))).median;
  const share = (to: Measured) => median((i) => (own.rate[i] ?? 0) / (to.rate[i] ?? 1));
  const added = base && median((i) => (own.p50[i] ?? 0) - (base.p50[i] ?? 0));
  const verdicts = [
    bounds.added !== undefined && added !== undefined && judge("added", added, "<=", bounds.added),
    bounds.share !== undefined && base && judge("share", share(base), ">=", bounds.share),
    bounds.plainShare !== undefined && without && judge("of plain", share(without), ">=", bounds.plainShare),
    hub && judge("x mcp-hub", share(hub), ">=", 2),
  ].filter((verdict) => typeof verdict === "string");
  return {
    way: name,
    "p50 ms": round(
      median((i) => own.p50[i] ?? 0),
      3,
    ),
    "added ms": added === undefined ? "" : round(added, 3),
    "calls/s": Math.round(median((i) => own.rate[i] ?? 0)),
    "of direct": base ? round(share(base), 2) : "",
    verdict: verdicts.join("; "),
  };
}

/** `added 0.12 <= 0.15 pass` */
export function judge(what: string, value: number, sign: "<=" | ">=", bound: number): string {
  const holds = sign === "<=" ? value <= bound : value >= bound;
  return `${what} ${round(value, 3)} ${sign} ${bound} ${holds ? "pass" : "FAIL"}`;
}
