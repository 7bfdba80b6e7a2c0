import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { InputError } from "@sophia-mcp/core/errors";
import { argumentsHash } from "./arguments-hash.ts";
import { canonicalJson, parseExactly } from "./canonical-json.ts";

/** The same value with the keys of every object in another order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reordered(member)]),
  );
}

const json = fc.jsonValue({ maxDepth: 5 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

test("the order of keys does not matter, and the text says the same value", () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalJson(reordered(value))).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("two values have one hash only if they are the same", () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      const same = argumentsHash("t", { a }) === argumentsHash("t", { a: b });
      expect(same).toBe(isDeepStrictEqual(a, b));
    }),
  );
});

test("the tool and the arguments cannot run into each other", () => {
  expect(argumentsHash("a", {})).not.toBe(argumentsHash("b", {}));
  expect(argumentsHash("a", undefined)).toBe(argumentsHash("a", {}));
  expect(argumentsHash("a", { b: null })).not.toBe(argumentsHash("a", {}));
  expect(argumentsHash("a", { b: "1" })).not.toBe(argumentsHash("a", { b: 1 }));
  expect(argumentsHash("a", [1, 2])).not.toBe(argumentsHash("a", ["1,2"]));
  expect(argumentsHash("a", {})).toMatch(/^[0-9a-f]{64}$/);
});

const line = (id: string): string =>
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{"id":${id}}}}`;

const hash = (id: string): string => argumentsHash("t", { id: Number(id) }, line(id));

test("numbers are told apart by their text where a double would not", () => {
  expect(Number("9007199254740992")).toBe(Number("9007199254740993"));
  expect(hash("9007199254740992")).not.toBe(hash("9007199254740993"));
  expect(hash("1e400")).not.toBe(hash("1e500"));
  expect(hash("-0")).toBe(hash("0"));
  expect(hash("1.0")).toBe(hash("1"));
  expect(JSON.stringify(parseExactly('{"a":[12345678901234567890,1.5]}'))).toBe(
    '{"a":[12345678901234567890,1.5]}',
  );
});

test("names of prototypes are keys like any other", () => {
  const poisoned = JSON.parse('{"__proto__":{"a":1},"constructor":2}') as unknown;
  expect(canonicalJson(poisoned)).toBe('{"__proto__":{"a":1},"constructor":2}');
  expect(({} as { a?: number }).a).toBeUndefined();
});

const deep = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels));

test("what is nested too deep is refused, whatever its depth", () => {
  expect(argumentsHash("t", deep(500))).toHaveLength(64);
  expect(() => argumentsHash("t", deep(100_000), "{}")).toThrow(InputError);
});
