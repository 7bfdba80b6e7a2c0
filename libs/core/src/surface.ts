import { inputSchema, outputSchema, type JsonSchema } from "./schema.ts";
import type { Access, AnyTool } from "./tool.ts";

/** A tool as `tools/list` sends it. */
export interface ToolListing {
  name: string;
  title: string;
  description: string;
  inputSchema: JsonSchema;
  outputSchema: JsonSchema;
  annotations: {
    title: string;
    readOnlyHint: boolean;
    destructiveHint: boolean;
    idempotentHint: boolean;
    openWorldHint: boolean;
  };
}

export function toolListing(tool: AnyTool<unknown>): ToolListing {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: inputSchema(tool.input),
    outputSchema: outputSchema(tool.output),
    annotations: annotations(tool),
  };
}

function annotations({ title, access, idempotent }: { title: string; access: Access; idempotent?: boolean }) {
  return {
    title,
    readOnlyHint: access === "read",
    destructiveHint: access === "destroy",
    idempotentHint: access === "read" || idempotent === true,
    openWorldHint: true,
  };
}
