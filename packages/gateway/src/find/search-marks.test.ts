import type { ListedServer } from "@sophia-mcp/core/manifest";
import { listedServer } from "@sophia-mcp/core/record";
import { inputSchema, outputSchema, parseInput, type JsonSchema } from "@sophia-mcp/core/schema";
import type { RowPath } from "@sophia-mcp/core/search-mark";
import type { AnyServer } from "@sophia-mcp/core/server";
import { toolListing } from "@sophia-mcp/core/surface";
import { describe, expect, test } from "vitest";
import { builtIns } from "../registry.ts";
import { markedSearches } from "./search-mapping.ts";
import { callsFor } from "./search-question.ts";

const servers: AnyServer[] = await Promise.all(
  Object.values(builtIns).map(async ({ server }) => (await server()).default),
);
const marked = servers.flatMap((server) =>
  server.tools.flatMap((tool) => (tool.search ? [[tool.name, tool.search, tool, server] as const] : [])),
);

/** Every server must be found by a search over all of them. */
test("each of the nine marks a search", () => {
  for (const { name } of servers) expect(marked.map(([, , , server]) => server.name)).toContain(name);
});

describe("what a mark names is there", () => {
  test.each(marked)("%s", (name, mark, tool, server) => {
    expect(tool.access).toBe("read");
    const output = outputSchema(tool.output);
    const row = output.properties?.[mark.results]?.items ?? {};
    const paths = [mark.title, mark.url, mark.updated, ...(mark.about ?? [])].flatMap(
      (path: RowPath = []) => path,
    );
    for (const path of paths) expect(isThere(row, path.split(".")), `${path} in a row`).toBe(true);

    // With both ends of a period, so that every key of the mark is used.
    const question = { query: "Marlow", since: 1.79e12, until: 1.795e12, limit: 7 };
    const more = mark.each ? { [mark.each.into]: "some-index" } : {};
    for (const { arguments: args } of callsFor({ tool: name, ...mark }, question)) {
      const given = { ...args, ...more };
      expect(() => parseInput(name, tool.input, inputSchema(tool.input), given)).not.toThrow();
      expect(Object.values(given).some((value) => String(value).includes("Marlow"))).toBe(true);
    }
    if (mark.each) expect(server.tools.map((other) => other.name)).toContain(mark.each.tool);
  });
});

function isThere(schema: JsonSchema, [key = "", ...rest]: readonly string[]): boolean {
  const open = schema.additionalProperties;
  const inner = schema.properties?.[key] ?? (typeof open === "object" ? open : undefined);
  return inner !== undefined && (rest.length === 0 || isThere(inner, rest));
}

test("marks stand in the manifest, and not in what clients see", () => {
  for (const server of servers) {
    const listings = server.tools.map((tool) => ({ ...toolListing(tool) }));
    const recorded = JSON.parse(JSON.stringify(listedServer(server, listings))) as ListedServer;
    expect(markedSearches(recorded.tools)).toEqual(markedSearches(server.tools));
    for (const { listing } of recorded.tools) expect(JSON.parse(listing)).not.toHaveProperty("search");
  }
});
