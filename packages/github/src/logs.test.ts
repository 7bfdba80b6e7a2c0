import { expect, test } from "vitest";
import { logLines, troubleIn } from "./logs.ts";

const lines = (count: number) => Array.from({ length: count }, (_, index) => `step ${index + 1}`);

test("timestamps, colours and folds are taken off", () => {
  const log =
    "\uFEFF2026-11-20T10:00:00.1234567Z ##[group]Run npm test\r\n2026-11-20T10:00:01.1234567Z \u001B[31mFAIL\u001B[39m a.test.ts\n2026-11-20T10:00:01.1234567Z ##[endgroup]\n";
  expect(logLines(log)).toEqual(["> Run npm test", "FAIL a.test.ts"]);
});

test.each([
  "##[error]Process completed with exit code 1.",
  "error[E0308]: mismatched types",
  "AssertionError: expected 1 to be 2",
  "java.lang.NullPointerException: x",
  "FAIL src/a.test.ts",
  "npm ERR! code 1",
  "Traceback (most recent call last):",
  "thread 'main' panicked at src/main.rs:3",
])("%s is found, with what stands around it", (line) => {
  const all = [...lines(30), line, ...lines(30)];
  expect(troubleIn(all, 100)).toMatchObject([{ from: 25, to: 34 }]);
});

test("0 errors are no trouble", () => {
  expect(troubleIn(["0 errors", "no error occurred", "errors: none are left"], 100)).toEqual([]);
});

test("places close together are one; of too many the last are kept", () => {
  const all = [
    ...lines(50),
    "error: one",
    ...lines(4),
    "error: two",
    ...lines(60),
    "error: three",
    ...lines(9),
  ];
  expect(troubleIn(all, 100).map(({ from, to }) => [from, to])).toEqual([
    [45, 59],
    [111, 120],
  ]);
  expect(troubleIn(all, 12).map(({ from, to }) => [from, to])).toEqual([
    [58, 59],
    [111, 120],
  ]);
});
