/** Replicas of the gateway as processes of their own, a real Redis, and a balancer that knows nothing of sessions. */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll } from "vitest";
import { openSession } from "./cluster-session.ts";
import { fixture, gateway, listening, type Running, type Setup } from "./fixtures/processes.ts";
import { startRedis, type Found, type RunningServer } from "./webhooks-servers.ts";

export interface Replica extends Running {
  url: string;
}

export interface Balancer {
  url: string;
  /** How many requests went to each. */
  served: Map<string, number>;
  /** Sends nothing more to this one. */
  drop(url: string): void;
  close(): void;
}

export interface Cluster {
  redis: RunningServer;
  replicas: Replica[];
  balancer: Balancer;
  env: Record<string, string>;
}

const closing: (() => unknown)[] = [];
afterAll(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A Redis until the end of this test file, or a loud line that says why there is none. */
export async function redisOr(what: string, flags: string[] = []): Promise<RunningServer | undefined> {
  const found: Found = await startRedis(flags);
  if ("missing" in found) {
    process.stderr.write(`\nDID NOT TAKE PLACE: ${what}: ${found.missing}\n`);
    return undefined;
  }
  closing.push(() => found.close());
  return found;
}

/** Why there was none was printed when it was looked for. */
export function withoutRedis(skip: (note: string) => void): void {
  skip("no Redis");
}

/** Servers that all tests here stand behind the gateway: one that knows the older revisions only, one that misbehaves. */
export const servers = {
  old: fixture("legacy-server.ts"),
  raw: fixture("faulty.ts"),
};

export async function startReplica(setup: Partial<Setup>, env: Record<string, string>): Promise<Replica> {
  const started = gateway("start", { servers, ...setup, env: { ...env, ...setup.env } });
  return listening(started, started.env);
}

export async function startReplicas(redis: RunningServer, setup: Partial<Setup> = {}): Promise<Cluster> {
  const env = { REDIS_URL: redis.url, SOPHIA_REDIS_PREFIX: `test-${Math.random().toString(36).slice(2)}` };
  const replicas = await Promise.all([1, 2, 3].map(() => startReplica(setup, env)));
  // On a loaded machine a server that is met for the first time may take longer than a list waits for it.
  await Promise.all(
    replicas.map(async ({ url }) => {
      while (!(await lists(url))) await delay(100);
    }),
  );
  const balancer = await startBalancer(replicas.map(({ url }) => url));
  closing.push(() => balancer.close());
  return { redis, replicas, balancer, env };
}

async function lists(url: string): Promise<boolean> {
  const session = await openSession(url);
  const { result } = await session.ask(url, "tools/list");
  await session.end(url);
  const text = JSON.stringify(result);
  return text.includes('"raw_echo"') && text.includes('"old_test_simple_text"');
}

/** Sends each request to the next replica in turn; one that refuses the connection is passed over. */
export async function startBalancer(given: readonly string[]): Promise<Balancer> {
  let urls = given;
  const served = new Map(urls.map((url) => [url, 0]));
  let next = 0;

  function pass(req: IncomingMessage, res: ServerResponse, body: Buffer, turn: number, tries: number): void {
    const target = urls[turn % urls.length] ?? "";
    const headers = { ...req.headers, host: new URL(target).host };
    const passed = request(new URL(req.url ?? "", target), { method: req.method, headers, agent: false });
    passed.once("response", (answer) => {
      served.set(target, (served.get(target) ?? 0) + 1);
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      res.flushHeaders();
      answer.pipe(res);
      answer.once("error", () => res.destroy());
    });
    passed.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED" && tries > 1) pass(req, res, body, turn + 1, tries - 1);
      else res.destroy();
    });
    res.once("close", () => passed.destroy());
    passed.end(body);
  }

  const server: Server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => pass(req, res, Buffer.concat(chunks), next++, urls.length));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    served,
    drop(url) {
      urls = urls.filter((other) => other !== url);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
