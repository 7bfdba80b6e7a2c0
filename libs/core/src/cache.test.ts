import { expect, test, vi } from "vitest";
import { createCache } from "./cache.ts";
import { withCall } from "./call.ts";

const during = <T>(signal: AbortSignal, work: () => Promise<T>) =>
  withCall({ tool: "t", access: "read", signal, deadline: performance.now() + 1000 }, work);

test("loads once for calls at the same time, and again when the value is too old or forgotten", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const cached = createCache(1000);
  const load = vi.fn(async () => load.mock.calls.length);
  expect(await Promise.all([cached("a", load), cached("a", load)])).toEqual([1, 1]);
  vi.setSystemTime(Date.now() + 999);
  expect(await cached("a", load)).toBe(1);
  vi.setSystemTime(Date.now() + 2);
  expect(await cached("a", load)).toBe(2);
  cached.forget("a");
  expect(await cached("a", load)).toBe(3);
  vi.useRealTimers();
});

test("a failure is not kept", async () => {
  const cached = createCache(1000);
  await expect(cached("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await cached("a", async () => 2)).toBe(2);
});

test("a cancelled call does not take along those that wait for its load", async () => {
  const cached = createCache(1000);
  const first = new AbortController();
  const hanging = () =>
    new Promise<number>((_, reject) =>
      first.signal.addEventListener("abort", () => reject(new Error("cancelled"))),
    );
  const cancelled = during(first.signal, () => cached("a", hanging));
  const waiting = during(new AbortController().signal, () => cached("a", async () => 7));
  first.abort();
  await expect(cancelled).rejects.toThrow("cancelled");
  expect(await waiting).toBe(7);
});

test("keeps a bounded number of values", async () => {
  const cached = createCache(60_000);
  for (let i = 0; i < 600; i++) await cached(String(i), async () => i);
  const load = vi.fn(async () => -1);
  expect(await cached("0", load)).toBe(-1);
  expect(await cached("599", load)).toBe(599);
});
