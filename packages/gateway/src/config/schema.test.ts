import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import schema from "../../config.schema.json" with { type: "json" };
import { problemsOf, type Schema } from "./schema.ts";

const ajv = new Ajv({ strict: true, allowUnionTypes: true });
const accepts = ajv.compile(schema);

const words = new Set(
  "$ref type enum properties additionalProperties required items minimum maximum minLength pattern definitions description title $schema $id".split(
    " ",
  ),
);

function wordsIn(part: unknown): string[] {
  if (typeof part !== "object" || part === null || Array.isArray(part)) return [];
  return Object.entries(part).flatMap(([key, value]: [string, unknown]) => {
    const named = ["properties", "definitions"].includes(key);
    const inner = named ? Object.values(value as object).flatMap(wordsIn) : wordsIn(value);
    return [key].concat(inner);
  });
}

test("the schema uses no word that our validator does not know", () => {
  expect([...new Set(wordsIn(schema))].filter((word) => !words.has(word))).toEqual([]);
});

test("the package ships the schema", () => {
  const { files } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as {
    files: string[];
  };
  expect(files).toContain("config.schema.json");
});

/** Values that fit a part of the schema, or nearly do. */
function near(part: Schema): fc.Arbitrary<unknown> {
  if (part.$ref) return near(definition(part.$ref));
  if (part.enum) return odd(fc.constantFrom(...part.enum));
  const types = part.type === undefined ? [] : [part.type].flat();
  return odd(fc.oneof(...types.map((type) => ofType(type, part))));
}

const odd = (fitting: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 30, arbitrary: fitting },
    { weight: 1, arbitrary: fc.constantFrom(null, "", "x y", -1, 1.5, true, [], {}) },
  );

function ofType(type: string, part: Schema): fc.Arbitrary<unknown> {
  const { minimum = -10, maximum = 1000 } = part;
  if (type === "boolean") return fc.boolean();
  if (type === "integer") return fc.integer({ min: Math.ceil(minimum) - 1, max: maximum });
  if (type === "number") return fc.double({ min: minimum - 1, max: maximum + 1, noNaN: true });
  if (type === "string") return fc.constantFrom("a", "http://x/", "ghcr.io/a:1", "", "-x");
  if (type === "array") return fc.array(near(part.items ?? { type: "string" }), { maxLength: 2 });
  const { properties = {}, additionalProperties = true } = part;
  const known = fc.record(
    Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, near(value)])),
    { requiredKeys: [] },
  );
  const more = typeof additionalProperties === "object" ? near(additionalProperties) : fc.constant(1);
  const extra = fc.dictionary(fc.constantFrom("a", "zz"), more, {
    maxKeys: additionalProperties === false ? 0 : 2,
  });
  return fc.tuple(known, extra).map(([own, other]) => Object.assign({}, own, other));
}

function definition(ref: string): Schema {
  const all: Readonly<Record<string, Schema>> = schema.definitions;
  return all[ref.replace("#/definitions/", "")] as Schema;
}

const sparse = fc
  .constantFrom(...Object.entries(schema.properties as Readonly<Record<string, Schema>>))
  .chain(([key, part]) => near(part).map((value) => ({ [key]: value })));

test("our validator and a complete one agree", () => {
  const seen = { fitting: 0, refused: 0 };
  fc.assert(
    fc.property(fc.oneof(sparse, near(schema)), (value) => {
      const fitting = accepts(value);
      seen[fitting ? "fitting" : "refused"]++;
      expect(problemsOf(value, schema).length === 0, JSON.stringify(value)).toBe(fitting);
    }),
    { numRuns: 1000 },
  );
  // Otherwise agreement would say little.
  expect(Math.min(seen.fitting, seen.refused)).toBeGreaterThan(100);
});

test("a reference to the schema is accepted in a file", () => {
  expect(problemsOf({ $schema: "./config.schema.json", mcpServers: {} }, schema)).toEqual([]);
});
