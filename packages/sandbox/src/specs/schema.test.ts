import { expect, test } from "vitest";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Library } from "./load.ts";
import { toJsonSchema } from "./schema.ts";

const library: Library = new Map([
  [
    "/api.yaml",
    {
      Part: {
        type: "object",
        properties: { type: { type: "string", enum: ["text", "sql"] } },
        discriminator: { propertyName: "type", mapping: { text: "#/Text", sql: "#/Sql" } },
      },
      Text: {
        allOf: [
          { $ref: "#/Part" },
          { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
        ],
      },
      Sql: { allOf: [{ $ref: "#/Part" }, { type: "object", properties: { statement: { type: "string" } } }] },
    },
  ],
]);

const check = (closed: boolean) =>
  new Ajv2020({ strict: false }).compile(
    toJsonSchema(library, "/api.yaml", { $ref: "#/Part" }, { closed, loose: false }),
  );

test.each([
  ["one of the subtypes", { type: "text", text: "a" }, true],
  ["another subtype", { type: "sql", statement: "SELECT 1" }, true],
  ["a key that no subtype has", { type: "text", text: "a", colour: "red" }, false],
])("a discriminator without oneOf stands for its subtypes: %s", (_name, value, fits) => {
  expect(check(true)(value)).toBe(fits);
});

test("an answer may have more keys than are described", () => {
  expect(check(false)({ type: "text", text: "a", colour: "red" })).toBe(true);
});
