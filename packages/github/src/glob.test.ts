import { expect, test } from "vitest";
import { globTest } from "./glob.ts";

test.each([
  ["*.ts", "src/deep/main.ts", true],
  ["*.ts", "src/main.tsx", false],
  ["src/*.ts", "src/main.ts", true],
  ["src/*.ts", "src/deep/main.ts", false],
  ["src/**/*.ts", "src/main.ts", true],
  ["src/**/*.ts", "src/a/b/main.ts", true],
  ["src/**", "src/a/b", true],
  ["src/**", "source/a", false],
  ["**/test/*", "test/x", true],
  ["**/test/*", "a/latest/x", false],
  ["*.{ts,tsx}", "a/b.tsx", true],
  ["ma?n.*", "main.rs", true],
  ["a?b/c", "a/b/c", false],
  ["[x].ts", "[x].ts", true],
])("%s over %s: %s", (pattern, path, expected) => {
  expect(globTest(pattern)(path)).toBe(expected);
});

test("a hostile pattern ends at once", () => {
  const started = performance.now();
  expect(globTest(`${"*a".repeat(99)}b`)("a".repeat(5000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});
