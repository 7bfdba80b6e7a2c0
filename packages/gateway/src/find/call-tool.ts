import type { Json } from "@sophia-mcp/core/envelope";
import { withArguments } from "./arguments.ts";
import type { GatewayTool } from "./gateway-tool.ts";

interface Input {
  name: string;
  arguments: Json;
}

const listing = {
  name: "call_tool",
  title: "Call a tool",
  description:
    "Calls a tool that search_tools found, and returns its answer unchanged. What the caller may do, limits and confirmations hold as for any call.",
  inputSchema: {
    type: "object",
    properties: {
      name: { type: "string", minLength: 1, maxLength: 128, description: "Name, as search_tools gives it" },
      arguments: { type: "object", default: {}, description: "Its arguments" },
    },
    required: ["name"],
    additionalProperties: false,
  },
  annotations: { title: "Call a tool", readOnlyHint: false, destructiveHint: true, openWorldHint: true },
};

export const callTool: GatewayTool = {
  listing,
  run: (args, { tools, call, signal }) =>
    withArguments(listing, args, async (input) => {
      const { name, arguments: given } = input as unknown as Input;
      const { theTool } = await import("./the-tool.ts");
      return call(theTool(name, tools).name, given, { signal });
    }),
};
