import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtIns } from "../src/registry.ts";
import { sandboxedClient } from "./sandboxed.ts";

type Tool = Awaited<ReturnType<Client["listTools"]>>["tools"][number];
type Examples = Record<string, Record<string, unknown>>;

let client: Client;

beforeAll(async () => {
  client = await sandboxedClient("auto");
});
afterAll(() => client.close());

async function examplesOf(name: string): Promise<Examples> {
  const path = join(import.meta.dirname, `../../${name}/test/examples.ts`);
  expect(existsSync(path)).toBe(true);
  return ((await import(path)) as { examples: Examples }).examples;
}

test.each(Object.keys(builtIns))(
  "every tool of %s can be listed and called",
  { timeout: 120_000 },
  async (name) => {
    const { tools } = await client.listTools();
    const listed = tools.map((tool) => tool.name).filter((tool) => tool.startsWith(`${name}_`));
    const examples = await examplesOf(name);
    expect(listed.length).toBeGreaterThan(10);
    // Reads first, deletions last: a deleted record cannot be read afterwards.
    const order = [...tools].filter((tool) => listed.includes(tool.name)).sort((a, b) => rank(a) - rank(b));
    for (const tool of order) {
      const answer = await client.callTool({ name: tool.name, arguments: examples[tool.name] ?? {} });
      expect(answer.isError, `${tool.name}: ${JSON.stringify(answer.content).slice(0, 400)}`).toBeUndefined();
    }
  },
);

/** Deletions last of all: what another tool takes apart must still be there. */
const rank = ({ name, annotations: hints }: Tool): number =>
  hints?.readOnlyHint ? 0 : name.includes("_delete_") ? 3 : hints?.destructiveHint ? 2 : 1;
