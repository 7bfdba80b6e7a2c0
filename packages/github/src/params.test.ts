import { expect, test } from "vitest";
import { pathOf, refOf, repoOf, timeOf } from "./params.ts";

test.each([
  ["acme/tools", "acme", "tools"],
  ["https://github.com/acme/tools.git", "acme", "tools"],
  ["https://github.acme.example/acme/my.tools/", "acme", "my.tools"],
])("%s is a repository", (given, owner, repo) => {
  expect(repoOf(given)).toEqual({ owner, repo });
});

test.each(["acme", "acme/..", "a/b/c", "acme/to%2Fols", "acme/ tools", "/tools"])("%s is none", (given) => {
  expect(() => repoOf(given)).toThrow("must be owner/name");
});

test.each([
  ["/src/main.ts/", "src/main.ts"],
  ["", ""],
  ["a..b/c", "a..b/c"],
])("path %s is %s", (given, expected) => {
  expect(pathOf(given)).toBe(expected);
});

test.each(["..", "a/../b", "./a", "a//b"])("path %s is refused", (given) => {
  expect(() => pathOf(given)).toThrow("is no path");
});

test.each([
  ["refs/heads/a/b", "a/b"],
  ["refs/tags/v1.0", "v1.0"],
  ["HEAD", "HEAD"],
])("ref %s is %s", (given, expected) => {
  expect(refOf(given)).toBe(expected);
});

test.each(["", "..", "a b", "a..b", "-x", "a.lock", "a/", "a@{1}", "a\u0007", "a?b", "x/.y"])(
  "ref %o is refused as git would",
  (given) => {
    expect(() => refOf(given)).toThrow("is no branch");
  },
);

test("times are dates, times or spans back from now", () => {
  expect(timeOf("2026-11-20", "since")).toBe("2026-11-20T00:00:00Z");
  expect(timeOf("2026-11-20T10:00:00+02:00", "since")).toBe("2026-11-20T08:00:00Z");
  const back = Date.now() - Date.parse(timeOf("36h", "since"));
  expect(Math.round(back / 3_600_000)).toBe(36);
  expect(() => timeOf("soon", "until")).toThrow('"until" must be');
});
