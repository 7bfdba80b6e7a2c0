import type { Answer } from "@sophia-mcp/core/http-errors";
import { startHarness } from "@sophia-mcp/testing/harness";
import { describe, expect, test } from "vitest";
import { explain, inspect, quota } from "./errors.ts";
import server from "./server.ts";

const answer = (body: unknown, headers: Record<string, string> = {}, status = 200): Answer => ({
  method: "POST",
  url: new URL("https://api.linear.app/graphql"),
  status,
  headers: new Headers(headers),
  text: JSON.stringify(body),
  json: body,
});

const error = (message: string, extensions: Record<string, unknown> = {}) => ({
  data: null,
  errors: [{ message, extensions }],
});

test("an answer without errors is none", () => {
  expect(inspect(answer({ data: { viewer: { id: "1" } } }))).toBeUndefined();
  expect(explain(answer("<html>", {}, 502))).toEqual({});
});

test.each([
  [
    "what is not there",
    error("Entity not found: Issue", {
      type: "invalid input",
      code: "INPUT_ERROR",
      userPresentableMessage: "Could not find referenced Issue.",
    }),
    404,
  ],
  ["an id that is taken", error("conflict on insert of Issue", { type: "invalid input" }), 409],
  ["bad input", error("Argument Validation Error", { type: "invalid input", code: "INVALID_INPUT" }), 400],
  ["a missing scope", error("Invalid scope: `write` required", { type: "forbidden" }), 403],
  ["a plan without the feature", error("no", { type: "feature not accessible" }), 403],
  ["a wrong key", error("Authentication required", { type: "authentication error" }), 401],
  ["an error known by its code alone", error("Slow down", { code: "RATELIMITED" }), 429],
  ["a lock", error("locked", { type: "lock timeout" }), 503],
  ["an error of a kind that is new", error("Hm", { type: "something else" }), 400],
])("%s has the status that it means", (_, body, status) => {
  expect(inspect(answer(body))?.status).toBe(status);
});

test("the words for people are preferred, and what exactly was wrong is added", () => {
  const body = error("Argument Validation Error", {
    type: "invalid input",
    validationErrors: [{ constraints: { max: "first must not be greater than 250" } }],
  });
  expect(inspect(answer(body))?.message).toBe("Argument Validation Error first must not be greater than 250");
});

describe("a rate limit", () => {
  const body = error("Rate limit exceeded", { type: "ratelimited", code: "RATELIMITED" });

  test("waits for the budget that is spent", () => {
    const headers = {
      "x-ratelimit-requests-remaining": "12",
      "x-ratelimit-requests-reset": String(Date.now() + 5_000_000),
      "x-ratelimit-complexity-remaining": "0",
      "x-ratelimit-complexity-reset": String(Date.now() + 90_000),
    };
    expect(Math.round(explain(answer(body, headers, 400)).retryAfterSeconds ?? 0)).toBe(90);
    expect(explain(answer(body, { ...headers, "retry-after": "5" }, 400)).retryAfterSeconds).toBeUndefined();
  });

  test("comes with HTTP 400 and is told as what it is", async () => {
    const linear = await startHarness(server);
    linear.sandbox.faults.add({ kind: "status", status: 400, body, retryAfter: 1800 });
    const refused = await linear.call("linear_get_me");
    expect(refused.error).toMatchObject({
      kind: "upstream",
      status: 429,
      retryable: true,
      retry_after_seconds: 1800,
    });
    expect(refused.text).toMatch(/rate limit is reached \(429\)\. Wait 1800 s.*ask for fewer rows/);
    await linear.close();
  });

  test("with a short wait is waited for", async () => {
    const linear = await startHarness(server);
    linear.sandbox.faults.add({ kind: "status", status: 400, body, retryAfter: 1, times: 1 });
    expect((await linear.call("linear_get_me")).isError).toBe(false);
    expect(linear.sent()).toHaveLength(2);
    await linear.close();
  });
});

test("both budgets are told as quota", () => {
  const headers = new Headers({
    "x-ratelimit-requests-limit": "5000",
    "x-ratelimit-requests-remaining": "4999",
    "x-ratelimit-complexity-remaining": "2999000",
  });
  expect(quota(headers)).toEqual([
    { quota: "requests", remaining: 4999, limit: 5000 },
    { quota: "complexity", remaining: 2_999_000 },
  ]);
});
