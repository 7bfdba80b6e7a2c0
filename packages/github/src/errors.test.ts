import type { Answer } from "@sophia-mcp/core/http-errors";
import { expect, test } from "vitest";
import { explain, quota } from "./errors.ts";

const answer = (status: number, json: unknown, headers: Record<string, string> = {}): Answer => ({
  method: "GET",
  url: new URL("https://api.github.com/repos/a/b"),
  status,
  headers: new Headers(headers),
  text: "",
  json,
});

test("a validation error names resource, field and code, or its own message", () => {
  const errors = [
    { resource: "Issue", field: "title", code: "missing_field" },
    { resource: "PullRequest", code: "custom", message: "No commits between main and x" },
    "Can not approve your own pull request",
  ];
  expect(
    explain(answer(422, { message: "Validation Failed", errors }, { "x-github-request-id": "A:1" })),
  ).toEqual({
    message:
      "Validation Failed Issue.title: missing_field. No commits between main and x Can not approve your own pull request",
    requestId: "A:1",
  });
});

test("all three forms of a rate limit become one", () => {
  const reset = String(Math.ceil(Date.now() / 1000) + 30);
  const primary = explain(answer(403, {}, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset }));
  expect(primary.status).toBe(429);
  expect(primary.retryAfterSeconds).toBeGreaterThan(25);
  expect(explain(answer(403, {}, { "retry-after": "7" }))).toEqual({ status: 429 });
  expect(explain(answer(403, { message: "You have exceeded a secondary rate limit." }))).toMatchObject({
    status: 429,
    retryAfterSeconds: 60,
  });
  expect(
    explain(answer(403, { message: "Must have push access" }, { "x-ratelimit-remaining": "12" })),
  ).toEqual({
    message: "Must have push access",
  });
});

test("what a token lacks: a permission, one of some scopes, or single sign-on", () => {
  expect(
    explain(
      answer(403, {}, { "x-accepted-github-permissions": "contents=write,workflows=write; metadata=read" }),
    ),
  ).toEqual({
    missingScopes: ["contents=write", "workflows=write"],
  });
  const classic = { "x-oauth-scopes": "gist", "x-accepted-oauth-scopes": "repo, public_repo" };
  expect(explain(answer(403, {}, classic))).toEqual({ missingScopes: ["repo or public_repo"] });
  expect(explain(answer(403, {}, { ...classic, "x-oauth-scopes": "repo" }))).toEqual({});
  const sso = { "x-github-sso": "required; url=https://github.com/orgs/acme/sso?authorization_request=A1" };
  expect(explain(answer(403, {}, sso)).advice).toContain(
    "https://github.com/orgs/acme/sso?authorization_request=A1",
  );
});

test("a body that is no object is no error of ours", () => {
  expect(explain(answer(502, undefined))).toEqual({});
  expect(explain(answer(422, { message: "x", errors: "odd" }))).toEqual({ message: "x" });
});

test("limits are counted by resource", () => {
  const headers = new Headers({
    "x-ratelimit-remaining": "9",
    "x-ratelimit-limit": "10",
    "x-ratelimit-resource": "code_search",
  });
  expect(quota(headers)).toEqual([{ quota: "code_search", remaining: 9, limit: 10 }]);
  expect(quota(new Headers())).toEqual([]);
});
