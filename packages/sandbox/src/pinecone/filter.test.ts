import { expect, test } from "vitest";
import { compileFilter, FilterProblem } from "./filter.ts";

const record = { kind: "plan", size: 3, open: true, people: ["Ada", "Grace"] };

test.each([
  [{ kind: "plan" }, true],
  [{ kind: { $ne: "plan" } }, false],
  [{ size: { $gt: 2, $lt: 4 } }, true],
  [{ size: { $gte: 3 }, open: false }, false],
  [{ size: { $lte: 2 } }, false],
  [{ kind: { $in: ["plan", "spec"] } }, true],
  [{ kind: { $nin: ["plan"] } }, false],
  [{ people: "Ada" }, true],
  [{ people: { $in: ["Alan"] } }, false],
  [{ people: { $nin: ["Alan"] } }, true],
  [{ owner: { $exists: false } }, true],
  [{ owner: { $ne: "Ada" } }, true],
  [{ kind: { $gt: 1 } }, false],
  [{ $or: [{ kind: "spec" }, { $and: [{ open: true }, { size: 3 }] }] }, true],
  [{ $and: [{ open: true }, { size: 4 }] }, false],
  [undefined, true],
])("%j fits: %s", (filter, fits) => {
  expect(compileFilter(filter)(record)).toBe(fits);
});

test.each([
  [{ kind: { $like: "p" } }, /\$like is not a valid operator for field kind/],
  [{ $not: [] }, /\$not is not supported/],
  [{ size: { $gt: "3" } }, /\$gt operator must be followed by a number, got "3"/],
  [{ kind: { $in: "plan" } }, /\$in operator must be followed by a list/],
  [{ kind: null }, /\$eq operator must be followed by a string, boolean, or number, got null/],
  [{ kind: { $exists: 1 } }, /\$exists operator must be followed by a boolean/],
  [{ $or: [] }, /\$or operator must be followed by a list of filters/],
])("%j is no filter", (filter, problem) => {
  expect(() => compileFilter(filter)).toThrow(FilterProblem);
  expect(() => compileFilter(filter)).toThrow(problem);
});
