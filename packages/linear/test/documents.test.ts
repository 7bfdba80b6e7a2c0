import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findSpecs } from "@sophia-mcp/sandbox/specs/find";
import { schema as emulated } from "@sophia-mcp/sandbox/linear/schema";
import { buildSchema, parse, validate, type GraphQLSchema } from "graphql";
import { describe, expect, test } from "vitest";
import * as issues from "../src/documents/issues.ts";
import * as pages from "../src/documents/pages.ts";
import * as projects from "../src/documents/projects.ts";
import * as workspace from "../src/documents/workspace.ts";

const documents = Object.entries({ ...issues, ...pages, ...projects, ...workspace }).filter(
  (entry): entry is [string, string] => typeof entry[1] === "string",
);

/** Linear's published schema where the folder of descriptions is at hand, and the emulator's part of it in any case. */
const schemas: [string, GraphQLSchema][] = [["the emulator's schema", emulated]];
const specs = findSpecs();
if (specs !== undefined) {
  const text = readFileSync(join(specs, "linear", "schema.graphql"), "utf8");
  schemas.push(["Linear's published schema", buildSchema(text, { assumeValid: true })]);
}

describe.each(schemas)("against %s", (_, schema) => {
  test.each(documents)("%s is valid", (_name, text) => {
    expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([]);
  });
});

test("each document is one operation, named as its constant, so that Linear's logs can tell them apart", () => {
  for (const [name, text] of documents)
    expect(text.trim()).toMatch(new RegExp(`^(query|mutation) ${name}\\b`));
});

test("every document is there", () => {
  expect(documents.length).toBeGreaterThan(35);
});
