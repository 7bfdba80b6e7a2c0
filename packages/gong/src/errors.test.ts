import { expect, test } from "vitest";
import { dailyLimit, explain } from "./errors.ts";

const answer = (status: number, json: unknown) =>
  explain({
    method: "GET",
    url: new URL("https://api.gong.io/v2/users"),
    status,
    headers: new Headers(),
    text: "",
    json,
  });

test("a lacking scope is named, also where Gong sends it with 401", () => {
  const errors = ["The token lacks the scope 'api:stats:user-actions:detailed'."];
  expect(answer(401, { requestId: "r1", errors })).toEqual({
    message: errors[0],
    requestId: "r1",
    missingScopes: ["api:stats:user-actions:detailed"],
    status: 403,
  });
  expect(answer(401, { errors: ["Wrong key"] })).toEqual({ message: "Wrong key" });
});

test("the daily limit is told apart from the one per second", () => {
  expect(answer(429, { errors: ["Daily API call limit exceeded"] }).advice).toMatch(/daily limit/);
  expect(answer(429, { errors: ["API rate limit exceeded"] }).advice).toBeUndefined();
});

test("a body of another shape explains nothing", () => {
  expect(answer(500, "oops")).toEqual({});
  expect(answer(500, { errors: "oops" })).toEqual({});
});

test("the requests of a day are counted, and begin anew at midnight UTC", () => {
  let now = Date.parse("2026-11-20T23:59:00Z");
  const daily = dailyLimit(2, () => now);
  daily.check();
  expect(daily.quota()).toEqual([{ quota: "daily", remaining: 1, limit: 2 }]);
  expect(daily.quota()).toEqual([{ quota: "daily", remaining: 0, limit: 2 }]);
  expect(() => daily.check()).toThrow(/2 requests that GONG_REQUESTS_PER_DAY allows.*Wait 60 s/);
  now += 60_000;
  expect(() => daily.check()).not.toThrow();
});
