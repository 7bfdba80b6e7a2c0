import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createMemoryLimits, type Exceeded, type Limit } from "./limits.ts";

const minute: Limit = {
  id: "rate",
  label: "3 calls a minute",
  max: 3,
  windowMs: 60_000,
  per: "caller",
  window: "sliding",
};
const day: Limit = {
  id: "day",
  label: "5 calls a day",
  max: 5,
  windowMs: 86_400_000,
  per: "caller",
  window: "fixed",
};

function clocked(): {
  at: { time: number };
  take(limits: readonly Limit[], who?: string): Exceeded | undefined;
} {
  const at = { time: Date.parse("2026-11-21T10:00:00Z") };
  const limits = createMemoryLimits(() => at.time);
  return {
    at,
    take(asked, who = "anna") {
      const answer = limits.take(asked, who);
      if (answer instanceof Promise) throw new Error("limits in memory are synchronous");
      return answer;
    },
  };
}

test("the wait that is told is enough, and less of it is not", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 120 }),
      fc.constantFrom<Limit["window"]>("sliding", "fixed"),
      (max, pauses, window) => {
        const { at, take } = clocked();
        const limit = { ...minute, max, window };
        for (const pause of pauses) {
          at.time += pause;
          const exceeded = take([limit]);
          if (!exceeded) continue;
          const refusedAt = at.time;
          at.time = refusedAt + (exceeded.retryAfterSeconds - 1) * 1000 - 1;
          if (at.time > refusedAt) expect(take([limit])).toBeDefined();
          at.time = refusedAt + exceeded.retryAfterSeconds * 1000;
          expect(take([limit])).toBeUndefined();
        }
      },
    ),
  );
});

test("no window of a fixed limit, and no two of a sliding one, see more than they may", () => {
  const { at, take } = clocked();
  let passed = 0;
  for (let second = 0; second < 600; second++) {
    if (!take([minute])) passed++;
    at.time += 1000;
  }
  // Ten minutes at three a minute, and what the first window lets through at once.
  expect(passed).toBeGreaterThanOrEqual(20);
  expect(passed).toBeLessThanOrEqual(33);
});

test("one caller's flood leaves another's calls alone", () => {
  const { take } = clocked();
  for (let i = 0; i < 1000; i++) take([minute], "flood");
  expect(take([minute], "flood")?.retryAfterSeconds).toBeGreaterThan(0);
  expect(take([minute], "anna")).toBeUndefined();
});

test("a call that one limit refuses costs the others nothing", () => {
  const { at, take } = clocked();
  for (let i = 0; i < 100; i++) take([day, minute]);
  at.time += 120_000;
  expect(take([day, minute])).toBeUndefined();
  expect(take([day, minute])).toBeUndefined();
  expect(take([day, minute])?.limit.id).toBe("day");
});

test("a budget of a day starts anew at midnight UTC", () => {
  const { at, take } = clocked();
  for (let i = 0; i < 5; i++) expect(take([day])).toBeUndefined();
  expect(take([day])?.retryAfterSeconds).toBe(14 * 3600);
  at.time += 14 * 3600 * 1000;
  expect(take([day])).toBeUndefined();
});

test("a limit over all counts every caller; a limit of nothing lets nothing through", () => {
  const { take } = clocked();
  const all: Limit = { ...minute, id: "server", per: "all" };
  for (const who of ["a", "b", "c"]) expect(take([all], who)).toBeUndefined();
  expect(take([all], "d")).toBeDefined();
  expect(take([{ ...minute, id: "none", max: 0 }])?.retryAfterSeconds).toBe(60);
});

test("a clock that is set back refuses nobody for longer", () => {
  const { at, take } = clocked();
  for (let i = 0; i < 3; i++) take([minute]);
  at.time -= 3600_000;
  expect(take([minute])).toBeUndefined();
});

test("callers that are gone are forgotten", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const { at, take } = clocked();
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let hour = 0; hour < 10; hour++) {
    for (let i = 0; i < 20_000; i++) take([minute], `caller-${hour}-${i}`);
    at.time += 3600_000;
  }
  take([minute]);
  collect();
  // 200,000 callers are some 20 MB.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(4_000_000);
});
