import { inputSchema, type JsonSchema } from "@sophia-mcp/core/schema";
import type { AnyTool } from "@sophia-mcp/core/tool";
import type { ContractOptions } from "./contract.ts";
import type { Harness } from "./harness.ts";

/**
 * The keys of a tool's input that have no effect: the requests stay the same with and without them, and so does the
 * answer where the key is declared to be local.
 */
export async function keyChanges(
  tool: AnyTool<unknown>,
  options: ContractOptions,
  start: () => Promise<Harness>,
): Promise<string[]> {
  const example = options.examples[tool.name] ?? {};
  const variations = options.variations?.[tool.name] ?? {};
  const local = options.localKeys?.[tool.name] ?? {};
  const schema = inputSchema(tool.input);
  const base = await observe(tool.name, example, start);
  const unchanged: string[] = [];
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    const changed = key in variations ? variations[key] : guess(field, example[key]);
    const args = { ...example };
    if (key in example && !(key in variations) && !schema.required?.includes(key)) delete args[key];
    else args[key] = changed;
    const seen = await observe(tool.name, args, start);
    const same = key in local ? seen.answer === base.answer : seen.requests === base.requests;
    if (same) unchanged.push(key);
  }
  return unchanged;
}

interface Observation {
  requests: string;
  answer: string;
}

async function observe(
  name: string,
  args: Readonly<Record<string, unknown>>,
  start: () => Promise<Harness>,
): Promise<Observation> {
  const harness = await start();
  try {
    const answer = await harness.call(name, args);
    const requests = harness.sandbox.requests.map(({ method, path, query, body }) => ({
      method,
      path,
      query,
      body,
    }));
    return { requests: JSON.stringify(requests), answer: answer.text };
  } finally {
    await harness.close();
  }
}

/** Another value that the schema allows. */
function guess(field: JsonSchema, current: unknown): unknown {
  if (field.enum) return field.enum.find((value) => value !== (current ?? field.default));
  if (field.type === "boolean") return !(current ?? field.default ?? false);
  if (field.type === "integer" || field.type === "number") {
    const given = Number(current ?? field.default ?? field.minimum ?? 1);
    return given > Number(field.minimum ?? 0) ? given - 1 : given + 1;
  }
  if (field.type === "array")
    return Array.isArray(current) && current.length > 1
      ? current.slice(1)
      : [guess(field.items ?? {}, undefined)];
  if (field.type === "object") return { name: "changed" };
  return field.format === "date" ? "2026-01-15" : `${typeof current === "string" ? current : ""}1`;
}
