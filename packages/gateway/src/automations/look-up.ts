import type { Json } from "@sophia-mcp/core/envelope";
import { InputError } from "@sophia-mcp/core/errors";
import type { CompiledStep } from "./compile.ts";
import { callTool, theTool, type CallEnd, type Tools } from "./tools.ts";
import type { Scope } from "./types.ts";

/**
 * Asks whether the work of a step is done already; undefined as the result where nothing was found.
 * @throws InputError for a tool that does not only read
 */
export async function lookUpResult(
  { tool, arguments: template, found }: NonNullable<CompiledStep["lookUp"]>,
  scope: Scope,
  tools: Tools,
  signal: AbortSignal,
): Promise<CallEnd> {
  const { access } = await theTool(tools, tool);
  if (access !== "read")
    throw new InputError(`look_up: ${tool} changes data; only a tool that reads can look.`);
  const answer = await callTool(tools, tool, template.filled(scope) as Json, signal);
  if (answer.kind === "error") return { ...answer, message: `look_up: ${answer.message}` };
  const value = found.evaluate({ ...scope, result: answer.result });
  if (value === false || value === null || value === undefined) return { kind: "answer", result: undefined };
  return { kind: "answer", result: value === true ? answer.result : value };
}
