import { expect, test } from "vitest";
import { compareSurfaces, currentSurface, readBaseline } from "./surface.ts";

const before = {
  crm_search: { query: "string", order: "string of asc|desc", limit: "integer" },
  crm_get: { id: "string!", fields: "string[] of name|owner" },
};
const baseline = { renamed: {}, accepted: {}, tools: before };
const compare = (
  now: typeof before | Record<string, Record<string, string>>,
  more = {},
  aliases: string[] = [],
) => compareSurfaces({ ...baseline, ...more }, now, new Set(aliases));

test("nothing is said where nothing changed", () => {
  expect(compare(structuredClone(before))).toEqual({ breaking: [], changes: [] });
});

test("a removed tool breaks, unless it is an alias or has an heir that exists", () => {
  const { crm_get: get } = before;
  const now = { crm_get: get, crm_find: before.crm_search };
  expect(compare(now).breaking).toEqual(["- crm_search: removed"]);
  expect(compare(now).changes).toContain("+ crm_find");
  expect(compare(now, {}, ["crm_search"]).breaking).toEqual([]);
  expect(compare(now, { renamed: { crm_search: "crm_find" } })).toEqual({
    breaking: [],
    changes: ["- crm_search: renamed to crm_find", "+ crm_find"],
  });
  expect(compare(now, { renamed: { crm_search: "crm_gone" } }).breaking).toEqual(["- crm_search: removed"]);
});

test.each([
  ["a removed input", { order: "string of asc|desc", limit: "integer" }, ["~ crm_search.query: removed"]],
  [
    "a newly required one",
    { ...before.crm_search, query: "string!" },
    ["~ crm_search.query: string -> string!"],
  ],
  [
    "a new one that is required",
    { ...before.crm_search, team: "string!" },
    ["~ crm_search.team: new and required (string!)"],
  ],
  ["another type", { ...before.crm_search, limit: "string" }, ["~ crm_search.limit: integer -> string"]],
  [
    "a value less",
    { ...before.crm_search, order: "string of asc" },
    ["~ crm_search.order: string of asc|desc -> string of asc"],
  ],
  [
    "values where any was good",
    { ...before.crm_search, query: "string of a|b" },
    ["~ crm_search.query: string -> string of a|b"],
  ],
])("%s breaks", (_, search, breaking) => {
  const now = { ...before, crm_search: search as Record<string, string> };
  expect(compare(now).breaking).toEqual(breaking);
  const key = breaking[0]?.slice(2).split(":")[0] ?? "";
  expect(compare(now, { accepted: { [key]: "it did nothing" } })).toEqual({
    breaking: [],
    changes: [`${breaking[0]} (accepted: it did nothing)`],
  });
});

test.each([
  ["a new optional input", { ...before.crm_get, detail: "string of concise|full" }],
  ["a value more", { ...before.crm_get, fields: "string[] of name|owner|stage" }],
  ["no longer required", { ...before.crm_get, id: "string" }],
  ["any text where a few were good", { ...before.crm_get, fields: "string[]" }],
])("%s is told and does not break", (_, get) => {
  const { breaking, changes } = compare({ ...before, crm_get: get });
  expect(breaking).toEqual([]);
  expect(changes).toHaveLength(1);
});

test("the stored surface knows every tool of the last release with its inputs", () => {
  const { tools } = readBaseline();
  expect(Object.keys(tools).length).toBeGreaterThan(150);
  expect(tools["hubspot_search_objects"]).toMatchObject({ object_type: "string!" });
  // What is stored and what is read from the snapshots are the same notation.
  expect(Object.keys(currentSurface()["hubspot_search_objects"] ?? {})).toContain("object_type");
});
