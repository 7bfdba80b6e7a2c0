import { expect, test } from "vitest";
import type { CatalogueEntry, ListedToolItem, StoredSurface } from "./catalogue.ts";
import { inputSchemaOf } from "./input-schema.ts";

const tool = (key: string, inputSchema: object): ListedToolItem => ({
  key,
  before: '{"name":',
  after: `,"inputSchema":${JSON.stringify(inputSchema)}}`,
  title: key,
  description: "",
  access: "read",
  idempotent: true,
});
const surface = (at: number, ...items: ListedToolItem[]): StoredSurface => ({
  at,
  tools: { items },
  prompts: { items: [] },
  resources: { items: [] },
  templates: { items: [] },
});

test("the newest list that has the tool says what it takes", () => {
  const entry: CatalogueEntry = {
    openings: {},
    interactive: false,
    surfaces: {
      none: surface(1, tool("a", { title: "old" }), tool("b", { title: "only" })),
      sampling: surface(2, tool("a", { title: "new" })),
    },
  };
  expect(inputSchemaOf(entry, "a")).toEqual({ title: "new" });
  expect(inputSchemaOf(entry, "b")).toEqual({ title: "only" });
  expect(inputSchemaOf(entry, "c")).toBeUndefined();
  expect(inputSchemaOf(undefined, "a")).toBeUndefined();
});
