import { expect, test } from "vitest";
import type { Answered } from "./harness.ts";
import "./matchers.ts";

const ok: Answered = {
  text: "t",
  raw: "t",
  structured: { a: 1, b: { c: 2 } },
  isError: false,
  error: undefined,
};
const failed: Answered = {
  ...ok,
  text: "no such thing",
  isError: true,
  error: { kind: "input", retryable: false },
};

test("a success may be asked for its content, a failure for its kind and words", () => {
  expect(ok).toSucceed();
  expect(ok).toSucceed({ b: { c: 2 } });
  expect(failed).toFailWith("input", /no such/);
  expect(ok).not.toFailWith("input");
  expect(failed).not.toSucceed();
});

test("what does not match says what came instead", () => {
  expect(() => expect(failed).toSucceed()).toThrow(/the call failed: no such thing/);
  expect(() => expect(ok).toSucceed({ a: 2 })).toThrow(/the answer was/);
  expect(() => expect(failed).toFailWith("auth", /x/)).toThrow(
    /kind auth worded \/x\/, got input: no such thing/,
  );
});
