import { expect } from "vitest";
import type { Answered } from "./harness.ts";

declare module "vitest" {
  interface Matchers<
    R extends void | Promise<void> = void | Promise<void>,
    // eslint-disable-next-line no-unused-vars -- declarations of one interface must have the same parameters
    T = unknown,
  > {
    /** The call succeeded; with an argument, its structured content contains it. */
    toSucceed(structured?: object): R;
    /** The call failed with this kind of error, worded like this. */
    toFailWith(kind: string, wording?: RegExp): R;
  }
}

expect.extend({
  toSucceed(answer: Answered, structured: object = {}) {
    const fits = this.equals(answer.structured, expect.objectContaining(structured));
    return {
      pass: !answer.isError && fits,
      message: () =>
        answer.isError
          ? `the call failed: ${answer.text}`
          : `the answer was ${this.utils.printReceived(answer.structured)}`,
    };
  },
  toFailWith(answer: Answered, kind: string, wording: RegExp = /./) {
    return {
      pass: answer.isError && answer.error?.kind === kind && wording.test(answer.text),
      message: () =>
        `expected an error of kind ${kind} worded ${wording}, got ${answer.error?.kind ?? "success"}: ${answer.text}`,
    };
  },
});
