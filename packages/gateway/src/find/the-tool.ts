import { InputError } from "@sophia-mcp/core/errors";
import { nearest } from "@sophia-mcp/core/nearest";
import type { ToolFacts } from "../relay/tool-facts.ts";

export const toolCalled = (name: string, tools: readonly ToolFacts[]): ToolFacts | undefined =>
  tools.find((tool) => tool.name === name);

/** What to say of a name that no tool has. */
export function unknownTool(name: string, tools: readonly ToolFacts[]): string {
  const near = nearest(
    name,
    tools.map((tool) => tool.name),
  );
  return `No tool is called "${name.slice(0, 64)}". ${near ? `Did you mean ${near}?` : "search_tools finds them."}`;
}

/** @throws InputError with the nearest name */
export function theTool(name: string, tools: readonly ToolFacts[]): ToolFacts {
  const tool = toolCalled(name, tools);
  if (!tool) throw new InputError(unknownTool(name, tools));
  return tool;
}
