import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noGatewayMetrics } from "@sophia-mcp/metrics/events";
import { requestLimit } from "../src/access/request-limits.ts";
import { clusterSettings } from "../src/cluster/from-environment.ts";
import { openCluster, type Cluster } from "../src/cluster/cluster.ts";
import { openRedis, type SharedRedis } from "../src/cluster/redis.ts";
import { createSharedLimits } from "../src/cluster/shared-limits.ts";
import { createHttpSessions } from "../src/fronts/http-sessions.ts";
import type { Limit } from "../src/policy/limits.ts";
import type { Caller } from "../src/relay/caller.ts";
import { connect } from "./in-memory.ts";
import { redisOr, withoutRedis } from "./cluster-replicas.ts";
import type { RunningServer } from "./webhooks-servers.ts";

let server: RunningServer | undefined;
const closing: (() => unknown)[] = [];
beforeAll(async () => {
  server = await redisOr("what replicas share, part by part");
}, 90_000);
afterAll(() => Promise.all(closing.map((close) => close())));

const prefix = (): string => `parts-${Math.random().toString(36).slice(2)}`;

async function connected(url: string, name: string): Promise<SharedRedis> {
  const redis = await openRedis({ url, prefix: name, availability: () => undefined });
  closing.push(() => redis.close());
  return redis;
}

async function replica(url: string, name: string, secret?: string): Promise<Cluster> {
  const cluster = await openCluster({
    url,
    prefix: name,
    secret,
    fingerprints: [],
    log: () => undefined,
    metrics: noGatewayMetrics,
  });
  closing.push(() => cluster.close());
  return cluster;
}

const minute: Limit = {
  id: "rate",
  label: "10 a minute",
  max: 10,
  windowMs: 60_000,
  per: "caller",
  window: "sliding",
};
const day: Limit = { ...minute, id: "day", max: 4, windowMs: 86_400_000, window: "fixed" };
const all: Limit = { ...minute, id: "all", max: 25, per: "all" };

const passed = (answers: readonly unknown[]): number =>
  answers.filter((answer) => answer === undefined).length;

describe("limits", () => {
  test("hold over all replicas at once, for each caller and over all", async ({ skip }) => {
    if (!server) return withoutRedis(skip);
    const { url } = server;
    const name = prefix();
    const limits = await Promise.all(
      [1, 2, 3].map(async () => createSharedLimits(await connected(url, name))),
    );
    const take = (who: string, given: readonly Limit[]) =>
      Promise.all(Array.from({ length: 30 }, async (_, i) => limits[i % 3]?.take(given, who)));
    expect(passed(await take("anna", [minute, all]))).toBe(10);
    expect(passed(await take("ben", [minute, all]))).toBe(10);
    const late = await take("cleo", [minute, all]);
    expect(passed(late)).toBe(5);
    expect(late.at(-1)).toMatchObject({ limit: { id: "all" } });
    expect(late.at(-1)?.retryAfterSeconds).toBeGreaterThan(0);
  });

  test("take from all or from none, and name the wait", async ({ skip }) => {
    if (!server) return withoutRedis(skip);
    const limits = createSharedLimits(await connected(server.url, prefix()));
    for (let i = 0; i < 4; i++) expect(await limits.take([minute, day], "anna")).toBeUndefined();
    for (let i = 0; i < 20; i++)
      expect(await limits.take([minute, day], "anna")).toMatchObject({ limit: { id: "day" } });
    for (let i = 0; i < 6; i++) expect(await limits.take([minute], "anna")).toBeUndefined();
    const refused = await limits.take([minute], "anna");
    expect(refused?.retryAfterSeconds).toBeGreaterThan(0);
    expect(refused?.retryAfterSeconds).toBeLessThanOrEqual(120);
    const midnight = Math.ceil((86_400_000 - (Date.now() % 86_400_000)) / 1000);
    const budget = await limits.take([day], "anna");
    expect(Math.abs((budget?.retryAfterSeconds ?? 0) - midnight)).toBeLessThanOrEqual(2);
    expect(await limits.take([{ ...minute, id: "none", max: 0 }], "anna")).toBeDefined();
  });

  test("never wait long for a Redis that hangs, and count alone meanwhile", async ({ skip }) => {
    if (!server) return withoutRedis(skip);
    const redis = await connected(server.url, prefix());
    const limits = createSharedLimits(redis);
    await limits.take([day], "anna");
    await redis.ask((client) => client.call("CLIENT", "PAUSE", "1500", "ALL"));
    const begun = performance.now();
    const answers = [];
    for (let i = 0; i < 100; i++) answers.push(await limits.take([day], "anna"));
    expect(performance.now() - begun).toBeLessThan(500);
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(day.max);
    expect(redis.available).toBe(false);
    await expect
      .poll(() => redis.ask((client) => client.ping()).catch(() => ""), { timeout: 5000 })
      .toBe("PONG");
    expect(redis.available).toBe(true);
  });
});

test("a caller's requests count at all replicas, and leave another's alone", async ({ skip }) => {
  if (!server) return withoutRedis(skip);
  const name = prefix();
  const [a, b] = await Promise.all([replica(server.url, name), replica(server.url, name)]);
  const [here, there] = await Promise.all([requestLimit(10, a.limits), requestLimit(10, b.limits)]);
  const waits = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? here : there)("flood")));
  expect(waits.filter((wait) => wait === undefined)).toHaveLength(10);
  expect(await there("anna")).toBeUndefined();
});

test("approvals: asked once, decided once, taken once, and nobody else's", async ({ skip }) => {
  if (!server) return withoutRedis(skip);
  const name = prefix();
  const [a, b] = await Promise.all([replica(server.url, name), replica(server.url, name)]);
  const call = { principal: "anna", tool: "t", argumentsHash: "h", summary: "Tool: t\n\u{1F600} / \\" };
  const asked = await Promise.all(
    Array.from({ length: 10 }, (_, i) => (i % 2 ? a : b).approvals.request(call)),
  );
  expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
  const [{ id } = { id: "" }] = asked;
  expect(await b.approvals.list()).toMatchObject([{ ...call, id, state: "pending" }]);
  expect(await a.approvals.consume("anna", "t", "h")).toBe("pending");
  expect(await b.approvals.decide(id, "approve", "ops")).toMatchObject({
    ...call,
    state: "approved",
    decidedBy: "ops",
  });
  await expect(a.approvals.decide(id, "deny", "ops")).rejects.toThrow("No call waits");
  expect(await a.approvals.consume("ben", "t", "h")).toBe("none");
  expect(await a.approvals.consume("anna", "t", "other")).toBe("none");
  const taken = await Promise.all(
    Array.from({ length: 10 }, (_, i) => (i % 2 ? a : b).approvals.consume("anna", "t", "h")),
  );
  expect(taken.filter((state) => state === "approved")).toHaveLength(1);
  expect(await a.approvals.list()).toEqual([]);
  const denied = await a.approvals.request({ ...call, tool: "u" });
  await b.approvals.decide(denied.id, "deny", "ops");
  expect(await a.approvals.consume("anna", "u", "h")).toBe("denied");
});

test("confirmations: one key for all, of Redis or of a secret; each is used once", async ({ skip }) => {
  if (!server) return withoutRedis(skip);
  const call = { principal: "anna", tool: "t", argumentsHash: "h" };
  for (const secret of [undefined, "s".repeat(32)]) {
    const name = prefix();
    const [a, b] = await Promise.all([replica(server.url, name, secret), replica(server.url, name, secret)]);
    const state = a.states.mint(call, "asked");
    expect(await b.states.verify(state, { ...call, principal: "ben" })).toEqual({
      kind: "refused",
      reason: "invalid",
    });
    const readings = await Promise.all([a, b, a, b].map(({ states }) => states.verify(state, call)));
    expect(readings.filter(({ kind }) => kind === "valid")).toHaveLength(1);
    const kept = await (
      await connected(server.url, name)
    ).ask((client) => client.get(`{${name}}:request-state-key`));
    expect(kept === null).toBe(secret !== undefined);
  }
});

test("a session is found by its own principal and profile only, at every replica", async ({ skip }) => {
  if (!server) return withoutRedis(skip);
  const name = prefix();
  const [a, b] = await Promise.all([replica(server.url, name), replica(server.url, name)]);
  const { gateway, close } = await connect();
  closing.push(close);
  const [here, there] = [a, b].map(({ sessions }) => createHttpSessions(gateway, sessions));
  closing.push(
    () => here?.close(),
    () => there?.close(),
  );
  const caller: Caller = {
    principal: "anna",
    profile: "default",
    client: { name: "c", version: "1" },
    era: "legacy",
    capabilities: { roots: {} },
  };
  const opened = await here?.open(caller);
  const id = opened?.session.id ?? "";
  const find = async (principal: string, profile = "default") => there?.find(id, { principal, profile });
  expect(await find("ben")).toBeUndefined();
  expect(await find("anna", "other")).toBeUndefined();
  expect((await find("anna"))?.session.caller).toEqual(caller);
  expect(await find("ben")).toBeUndefined();
  expect(await there?.find(`${id}x`, caller)).toBeUndefined();
});

const wrong = (env: Record<string, string>) => () => clusterSettings({ REDIS_URL: "redis://h", ...env });

test("settings say what is wrong with them, and nothing of what is secret", async () => {
  expect(clusterSettings({})).toBeUndefined();
  expect(clusterSettings({ REDIS_URL: "redis://h" })).toEqual({
    url: "redis://h",
    prefix: "sophia-mcp",
    secret: undefined,
  });
  expect(wrong({ SOPHIA_REDIS_PREFIX: "a{b" })).toThrow("SOPHIA_REDIS_PREFIX");
  expect(wrong({ SOPHIA_CLUSTER_SECRET: "hunter2" })).toThrow(/SOPHIA_CLUSTER_SECRET is shorter than 32/);
  expect(wrong({ SOPHIA_CLUSTER_SECRET: "hunter2" })).not.toThrow(/hunter2/);
  for (const url of ["http://hunter2@h", "hunter2", "redis://"]) {
    const opening = openRedis({ url, prefix: "p", availability: () => undefined });
    await expect(opening).rejects.toThrow(/REDIS_URL is not the URL of a Redis/);
    await expect(opening).rejects.not.toThrow(/hunter2/);
  }
});
