import { UpstreamError } from "@sophia-mcp/core/errors";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPostgresStore } from "../src/webhooks/postgres-store.ts";
import { openRedisStore } from "../src/webhooks/redis-store.ts";
import type { EventStore } from "../src/webhooks/store.ts";
import { callBody, memorySink, send, startReceiver, type Running } from "./webhooks-gong.ts";
import { startPostgres, startRedis, type Found, type RunningServer } from "./webhooks-servers.ts";

const durable = ["--appendonly", "yes", "--appendfsync", "always"];
const kinds = {
  postgres: { server: startPostgres, open: openPostgresStore },
  redis: { server: () => startRedis(durable), open: openRedisStore },
} as const;

const isMissing = (found: Found): found is { missing: string } => "missing" in found;

function skipLoudly(what: string, { missing }: { missing: string }, skip: (note: string) => void): void {
  process.stderr.write(`\nDID NOT TAKE PLACE: ${what}: ${missing}\n`);
  skip(missing);
}

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])("on %s", (kind) => {
  let found: Found;
  beforeAll(async () => {
    found = await kinds[kind].server();
  }, 90_000);
  afterAll(async () => {
    if (!isMissing(found)) await found.close();
  });

  const open = (server: RunningServer, sinks: string[]): Promise<EventStore> =>
    kinds[kind].open({ url: server.url, sinks, leaseMs: 5000, retentionMs: 86_400_000 });

  async function start(
    server: RunningServer,
    sinks: ReturnType<typeof memorySink>["sink"][],
  ): Promise<Running> {
    const store = await open(
      server,
      sinks.map(({ name }) => name),
    );
    return startReceiver({
      store,
      sinks,
      delivery: { firstDelayMs: 100, longestDelayMs: 500, triesOfRefused: 2 },
    });
  }

  test("events are stored once, delivered to every sink, and listed", async ({ skip }) => {
    if (isMissing(found)) return skipLoudly(kind, found, skip);
    const [one, two] = [memorySink("one"), memorySink("two", { batchSize: 1 })];
    const running = await start(found, [one.sink, two.sink]);
    const body = callBody("7782342274025937895");
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(running.url, body)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(answers.filter(({ text }) => text.includes("stored"))).toHaveLength(1);
    expect(await send(running.url, callBody("8"))).toMatchObject({ status: 200 });
    await expect.poll(() => [...one.got].sort(), { timeout: 10_000 }).toEqual(["7782342274025937895", "8"]);
    await expect.poll(() => [...two.got].sort(), { timeout: 10_000 }).toEqual(["7782342274025937895", "8"]);
    await expect
      .poll(async () => (await running.receiver.stats()).sinks)
      .toMatchObject([
        { sink: "one", depth: 0, dead: 0 },
        { sink: "two", depth: 0, dead: 0 },
      ]);
    const [listed] = await running.store.list({ limit: 10, callId: "7782342274025937895" });
    expect(listed).toMatchObject({
      rule: "default",
      isTest: false,
      deliveries: [{ state: "done" }, { state: "done" }],
    });
    const shown = await running.store.get(listed?.id ?? "");
    expect(shown?.body).toBe(body);
    expect(await running.store.replay({ ids: [listed?.id ?? ""], sink: "one" })).toBe(1);
    await expect.poll(() => one.got.length, { timeout: 10_000 }).toBe(3);
    await running.close();
  });

  test("what fails is tried again, what is refused becomes a dead letter and can be replayed", async ({
    skip,
  }) => {
    if (isMissing(found)) return skipLoudly(kind, found, skip);
    const { sink, got, state } = memorySink("hard");
    state.failing = (ids) =>
      ids.includes("bad")
        ? new UpstreamError("not wanted", { retryable: false })
        : new UpstreamError("down", { retryable: true });
    const running = await start(found, [sink]);
    for (const id of ["good", "bad"])
      expect(await send(running.url, callBody(id))).toMatchObject({ status: 200 });
    const stats = async () => (await running.receiver.stats()).sinks[0];
    await expect.poll(stats, { timeout: 15_000 }).toMatchObject({ depth: 1, dead: 1 });
    const [dead] = await running.store.list({ state: "dead", sink: "hard", limit: 5 });
    expect(dead).toMatchObject({ callId: "bad", deliveries: [{ state: "dead", error: "not wanted" }] });
    state.failing = undefined;
    expect(await running.store.replay({})).toBe(1);
    await expect.poll(() => [...got].sort(), { timeout: 15_000 }).toEqual(["bad", "good"]);
    await expect.poll(stats).toMatchObject({ depth: 0, dead: 0 });
    await running.close();
  });

  test("a crash of the store loses nothing that was acknowledged, and while it is away the answer is 503", async ({
    skip,
  }) => {
    if (isMissing(found)) return skipLoudly(kind, found, skip);
    const { sink, got } = memorySink("after");
    const store = await open(found, ["after"]);
    const receiving = await startReceiver({ store });
    const ids = Array.from({ length: 200 }, (_, i) => `c${i}`);
    const acknowledged: string[] = [];
    const sending = ids.map(async (id) => {
      const answer = await send(receiving.url, callBody(id));
      if (answer.status === 200) acknowledged.push(id);
      return answer.status;
    });
    await expect.poll(() => acknowledged.length).toBeGreaterThan(20);
    await found.kill();
    const statuses = await Promise.all(sending);
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
    expect(await send(receiving.url, callBody("while-away"))).toMatchObject({ status: 503 });
    await receiving.close();
    await found.start();
    const running = await start(found, [sink]);
    await expect.poll(() => acknowledged.filter((id) => !got.includes(id)), { timeout: 15_000 }).toEqual([]);
    await running.close();
  });
});

test("a Redis that may forget what it acknowledged is refused", async ({ skip }) => {
  const found = await startRedis(["--appendonly", "yes", "--appendfsync", "everysec"]);
  if (isMissing(found)) return skipLoudly("redis without fsync", found, skip);
  const opened = openRedisStore({ url: found.url, sinks: ["a"], leaseMs: 1000, retentionMs: 1000 });
  await expect(opened).rejects.toThrow(/appendfsync always/);
  await found.close();
});

test("a store that is not there is named without its password", async () => {
  const url = "postgres://sophia:hunter2@127.0.0.1:1/none";
  const opened = openPostgresStore({ url, sinks: [], leaseMs: 1000, retentionMs: 1000 });
  await expect(opened).rejects.toThrow(/WEBHOOKS_STORE_URL/);
  await expect(opened).rejects.not.toThrow(/hunter2/);
});
