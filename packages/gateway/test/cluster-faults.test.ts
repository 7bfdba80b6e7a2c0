import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { redisOr, startReplicas, withoutRedis, type Cluster } from "./cluster-replicas.ts";
import { events, openSession } from "./cluster-session.ts";
import { clientKinds, connect, type SdkClient } from "./fixtures/sdk-clients.ts";

const clients: SdkClient[] = [];
const loads: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(loads.splice(0).map((stop) => stop()));
  await Promise.all(clients.splice(0).map((client) => client.close().catch(() => undefined)));
});

interface Call {
  begun: number;
  ended: number;
  error: string | undefined;
}

/** Clients of every generation that call without a pause until they are stopped. */
async function load({
  balancer,
}: Cluster): Promise<{ calls: Call[]; sdk: SdkClient[]; stop(): Promise<void> }> {
  const calls: Call[] = [];
  const sdk = await Promise.all(clientKinds.map((kind) => connect(kind, { url: balancer.url })));
  clients.push(...sdk);
  const loading = { on: true };
  const loops = sdk.flatMap((client, i) =>
    [1, 2].map(async (lane) => {
      for (let n = 0; loading.on; n++) {
        const text = `${i}-${lane}-${n}`;
        const call: Call = { begun: performance.now(), ended: 0, error: undefined };
        try {
          const answer = await client.call("raw_echo", { text });
          if (!JSON.stringify(answer).includes(`"${text}"`))
            call.error = `another's answer: ${JSON.stringify(answer)}`;
        } catch (error) {
          call.error = `${String(error)} ${String((error as Error).cause)}`;
          // A client that is refused at once would otherwise ask without end.
          await delay(10);
        }
        call.ended = performance.now();
        calls.push(call);
      }
    }),
  );
  const stop = async (): Promise<void> => {
    loading.on = false;
    await Promise.all(loops);
  };
  loads.push(stop);
  return { calls, sdk, stop };
}

const failed = (calls: readonly Call[]): Call[] => calls.filter(({ error }) => error !== undefined);
const after = (calls: readonly Call[], time: number): number =>
  calls.filter(({ begun }) => begun > time).length;

async function inFlight(url: string): Promise<number> {
  const { upstreams } = (await (await fetch(new URL("/ready", url))).json()) as {
    upstreams: { inFlight: number }[];
  };
  return upstreams.reduce((sum, each) => sum + each.inFlight, 0);
}

async function start(
  what: string,
  setup: Parameters<typeof startReplicas>[1] = {},
): Promise<Cluster | undefined> {
  const redis = await redisOr(what);
  return redis && startReplicas(redis, setup);
}

test(
  "a replica that is killed under load takes only its calls in flight with it",
  { timeout: 60_000 },
  async ({ skip }) => {
    const cluster = await start("one of three replicas is killed");
    if (!cluster) return withoutRedis(skip);
    const { replicas } = cluster;
    const [a = "", b = "", c = ""] = replicas.map(({ url }) => url);
    const running = await load(cluster);
    for (const client of running.sdk) await client.watch("test://watched-resource");
    const session = await openSession(a);
    const uri = "test://watched-resource";
    await session.ask(a, "resources/subscribe", { uri });
    const stream = await session.listen(b);
    const params = {
      name: "raw_progressing",
      arguments: { ms: 200, steps: 50 },
      _meta: { progressToken: 1 },
    };
    const asked = await session.send(a, { id: "lost", method: "tools/call", params });
    const { value: first } = await events(asked).next();
    await expect.poll(() => running.calls.length, { timeout: 10_000 }).toBeGreaterThan(60);

    const killedAt = performance.now();
    replicas[0]?.child.kill("SIGKILL");
    await replicas[0]?.ended;
    // Until then its socket takes connections that nobody serves any more.
    const deadAt = performance.now();
    const rest = await session.listen(c, (first as { id: string }).id);
    await rest.ended;
    expect(rest.told.at(-1)?.message).toMatchObject({
      id: "lost",
      error: { data: { outcome: "unknown", retryable: false } },
    });
    await expect.poll(() => after(running.calls, killedAt + 500), { timeout: 10_000 }).toBeGreaterThan(100);
    await running.stop();
    const late = failed(running.calls).filter(
      ({ begun, ended }) => begun > deadAt || ended < killedAt || ended > deadAt + 5000,
    );
    expect(late).toEqual([]);
    expect(failed(running.calls).length).toBeLessThanOrEqual(6);

    // What was followed at the replica that is gone is followed at the one to which the client is connected.
    const updated = () =>
      stream.told.filter(({ message }) => message.method === "notifications/resources/updated").length;
    const update = async (): Promise<number> => {
      await session.ask(b, "tools/call", { name: "old_test_update_resource" });
      return updated();
    };
    await expect.poll(update, { timeout: 10_000, interval: 200 }).toBeGreaterThan(0);
    // A client of the modern revision listens again by itself where its stream was cut; the older ones come back.
    for (const client of running.sdk) if (client.era === "modern") await client.watch(uri);
    await session.ask(c, "tools/call", { name: "raw_grow" });
    for (const client of running.sdk)
      await expect.poll(() => client.told, { timeout: 10_000 }).toContain("tools/list_changed");
    stream.stop();
  },
);

test(
  "calls go on while Redis is restarted, and what was shared is shared again",
  { timeout: 60_000 },
  async ({ skip }) => {
    const cluster = await start("Redis is restarted", {
      config: { profiles: { default: { ratePerMinute: 1_000_000 } } },
    });
    if (!cluster) return withoutRedis(skip);
    const { replicas, redis } = cluster;
    const running = await load(cluster);
    await expect.poll(() => running.calls.length, { timeout: 10_000 }).toBeGreaterThan(60);
    const series = () =>
      Promise.all(
        replicas.map(
          async ({ url }) =>
            /^mcp_gateway_shared_state (\d)$/m.exec(
              await (await fetch(new URL("/metrics", url))).text(),
            )?.[1],
        ),
      );
    await expect.poll(series, { timeout: 10_000 }).toEqual(["1", "1", "1"]);

    const goneAt = performance.now();
    await redis.kill();
    await expect.poll(series, { timeout: 10_000 }).toEqual(["0", "0", "0"]);
    await expect.poll(() => after(running.calls, goneAt), { timeout: 10_000 }).toBeGreaterThan(60);
    await redis.start();
    await expect.poll(series, { timeout: 10_000 }).toEqual(["1", "1", "1"]);
    const backAt = performance.now();
    await expect.poll(() => after(running.calls, backAt), { timeout: 10_000 }).toBeGreaterThan(60);
    await running.stop();
    expect(failed(running.calls)).toEqual([]);
    expect(Math.max(...running.calls.map(({ begun, ended }) => ended - begun))).toBeLessThan(2000);
    for (const { errors } of replicas) expect(errors()).toMatch(/"event":"redis_away".*"reason"/);

    // Redis has forgotten everything, the replicas have not.
    const session = await openSession(replicas[0]?.url ?? "");
    await redis.kill();
    await redis.start();
    const pinged = async (): Promise<number> => {
      const response = await session.send(replicas[1]?.url ?? "", { id: 1, method: "ping" });
      await response.text();
      return response.status;
    };
    expect(await pinged()).toBe(200);
  },
);

test(
  "a replica that is taken out and stopped under load takes nothing with it",
  { timeout: 60_000 },
  async ({ skip }) => {
    const cluster = await start("one of three replicas is stopped");
    if (!cluster) return withoutRedis(skip);
    const [first] = cluster.replicas;
    const running = await load(cluster);
    await expect.poll(() => running.calls.length, { timeout: 10_000 }).toBeGreaterThan(60);
    const stoppedAt = performance.now();
    const slow = { name: "raw_slow", arguments: { ms: 1000 } };
    const last = (await openSession(first?.url ?? "")).ask(first?.url ?? "", "tools/call", slow);
    await expect.poll(() => inFlight(first?.url ?? ""), { timeout: 10_000 }).toBeGreaterThan(0);
    cluster.balancer.drop(first?.url ?? "");
    first?.child.kill("SIGTERM");
    expect((await last).result).toMatchObject({ content: [{ text: "slow" }] });
    expect(await first?.ended).toBe(0);
    await expect.poll(() => after(running.calls, stoppedAt + 500), { timeout: 10_000 }).toBeGreaterThan(60);
    await running.stop();
    expect(failed(running.calls)).toEqual([]);
  },
);

test(
  "replicas start without a Redis, find it when it comes, and never tell its password",
  { timeout: 60_000 },
  async ({ skip }) => {
    const secret = "hunter2-hunter2";
    const redis = await redisOr("replicas start before their Redis", ["--requirepass", secret]);
    if (!redis) return withoutRedis(skip);
    await redis.kill();
    const url = redis.url.replace("redis://", `redis://:${secret}@`);
    const cluster = await startReplicas({ ...redis, url });
    const [a = "", b = ""] = cluster.replicas.map((replica) => replica.url);
    const early = await openSession(a);
    const answer = await early.ask(a, "tools/call", { name: "raw_echo", arguments: { text: "alone" } });
    expect(JSON.stringify(answer)).toContain("alone");
    const ping = async (): Promise<[number, string | null]> => {
      const response = await early.send(b, { id: 1, method: "ping" });
      await response.text();
      return [response.status, response.headers.get("retry-after")];
    };
    expect(await ping()).toEqual([503, "2"]);
    await redis.start();
    await expect.poll(ping, { timeout: 10_000 }).toEqual([200, null]);
    for (const { errors, output } of cluster.replicas) {
      expect(errors()).toMatch(/"event":"redis_away".*ECONNREFUSED/);
      expect(errors() + output()).not.toContain(secret);
    }
  },
);
