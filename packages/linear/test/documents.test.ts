import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findSpecs } from "@sophia-mcp/sandbox/specs/find";
import { complexityOf, MOST_COMPLEX } from "@sophia-mcp/sandbox/linear/complexity";
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

/** The largest limits that the tools take, and everything that they can ask for besides. */
const largest: Readonly<Record<string, Record<string, unknown>>> = {
  Issues: { first: 100, full: true },
  SearchIssues: { first: 100, full: true },
  Issue: { comments: 50, withComments: true },
  Comments: { first: 50 },
  Projects: { first: 100 },
  Initiatives: { first: 50 },
  Documents: { first: 100 },
  SearchDocuments: { first: 100 },
  Teams: { first: 50, states: true, labels: true, members: true },
  Users: { first: 250 },
  Cycles: { first: 100 },
  Labels: { first: 250 },
};

test.each(documents)("%s is never too complex for Linear", (name, text) => {
  expect(/\$first|\$comments/.test(text)).toBe(name in largest);
  expect(complexityOf(parse(text), largest[name] ?? {})).toBeLessThan(MOST_COMPLEX);
});

test("each document is one operation, named as its constant, so that Linear's logs can tell them apart", () => {
  for (const [name, text] of documents)
    expect(text.trim()).toMatch(new RegExp(`^(query|mutation) ${name}\\b`));
});

test("every document is there", () => {
  expect(documents.length).toBeGreaterThan(35);
});
