import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isGlob, matchesGlob } from "./glob.ts";

const names = fc.string({ unit: fc.constantFrom(...Array.from("ab_-")), maxLength: 12 });
const patterns = fc.string({ unit: fc.constantFrom(...Array.from("ab_-*?")), maxLength: 10 });

test("a pattern means what its regular expression means", () => {
  fc.assert(
    fc.property(patterns, names, (pattern, name) => {
      const expression = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
      expect(matchesGlob(pattern, name)).toBe(expression.test(name));
    }),
    { numRuns: 2000 },
  );
});

test("a name fits itself, its prefix with a star, and a star", () => {
  fc.assert(
    fc.property(names, fc.nat(12), (name, length) => {
      expect(matchesGlob(name, name)).toBe(true);
      expect(matchesGlob(`${name.slice(0, length)}*`, name)).toBe(true);
      expect(matchesGlob("*", name)).toBe(true);
    }),
  );
});

test("characters of regular expressions are themselves", () => {
  expect(matchesGlob("a.b", "a.b")).toBe(true);
  expect(matchesGlob("a.b", "axb")).toBe(false);
  expect(matchesGlob("[ab]+", "[ab]+")).toBe(true);
  expect([isGlob("a_*"), isGlob("a?"), isGlob("a_b")]).toEqual([true, true, false]);
});

test("many stars over a long name take no exponential time", () => {
  const started = performance.now();
  expect(matchesGlob(`${"*a".repeat(500)}b`, "a".repeat(20_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});
