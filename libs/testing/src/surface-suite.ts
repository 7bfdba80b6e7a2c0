import { readdirSync } from "node:fs";
import { join } from "node:path";
import { toolListing } from "@sophia-mcp/core/surface";
import { tokens } from "@sophia-mcp/core/text";
import { describe, expect, test } from "vitest";
import type { ContractOptions } from "./contract.ts";
import { unbounded, unflat } from "./schema-shape.ts";

const verbs =
  "get list search create update delete send add remove run query upsert merge move cancel rerank".split(" ");
const listBudget = 8000;
const toolBudget = 600;

/** The tools as clients see them. */
export function surfaceSuite(options: ContractOptions): void {
  const { server, dirname } = options;
  const listings = server.tools.map((tool) => toolListing(tool));
  const toolsFolder = join(dirname, "..", "src", "tools");

  describe(`${server.name}: surface`, () => {
    test.each(server.tools.map((tool) => [tool.name, tool] as const))(
      "%s is named, filed and tested alike",
      (name, tool) => {
        expect(name).toMatch(/^[a-z0-9_]{1,48}$/);
        const [prefix, verb = "", ...noun] = name.split("_");
        expect(prefix).toBe(server.name);
        expect(verbs).toContain(verb);
        const file = [verb, ...noun].join("-");
        expect(readdirSync(toolsFolder)).toEqual(expect.arrayContaining([`${file}.ts`, `${file}.test.ts`]));
        expect(tool.title.length).toBeGreaterThan(3);
        expect(tool.description.length).toBeLessThanOrEqual(600);
      },
    );

    test.each(listings.map((listing) => [listing.name, listing] as const))(
      "%s has flat, described inputs and fits its budget",
      (_, listing) => {
        for (const [key, field] of Object.entries(listing.inputSchema.properties ?? {})) {
          expect(key).toMatch(/^[a-z][a-z0-9_]*$/);
          expect(field.description ?? "", `${key} is described in one line`).toMatch(/^[^\n]{3,}$/);
          expect(unflat(field), `${key} is flat`).toEqual([]);
          expect(unbounded(field), `${key} is bounded`).toEqual([]);
        }
        expect(listing.inputSchema.additionalProperties).toBe(false);
        expect(tokens(JSON.stringify(listing))).toBeLessThanOrEqual(toolBudget);
      },
    );

    test("hints follow from access", () => {
      for (const [i, tool] of server.tools.entries()) {
        const hints = listings[i]?.annotations;
        expect(hints?.readOnlyHint).toBe(tool.access === "read");
        expect(hints?.destructiveHint).toBe(tool.access === "destroy");
      }
    });

    test("the default list is small, and the surface is the reviewed one", async () => {
      const core = listings.filter((_, i) => server.tools[i]?.group === "core");
      expect(tokens(JSON.stringify({ tools: core }))).toBeLessThanOrEqual(listBudget);
      await expect(
        `${JSON.stringify({ instructions: server.instructions, tools: listings }, null, 2)}\n`,
      ).toMatchFileSnapshot(join(dirname, "tools.snap.json"));
    });

    test("every tool has an example", () => {
      expect(Object.keys(options.examples).sort()).toEqual(server.tools.map((tool) => tool.name).sort());
    });
  });
}
