import type { Json } from "@sophia-mcp/core/envelope";
import { withArguments } from "./arguments.ts";
import { textAnswer, type GatewayTool } from "./gateway-tool.ts";

interface Input {
  names: string[];
}

const mostNames = 10;

const listing = {
  name: "describe_tools",
  title: "Describe tools",
  description: "Returns tools in full, by name: description, access, and the JSON schema of their arguments.",
  inputSchema: {
    type: "object",
    properties: {
      names: {
        type: "array",
        items: { type: "string", maxLength: 128 },
        minItems: 1,
        maxItems: mostNames,
        description: `Up to ${mostNames} names, as search_tools gives them`,
      },
    },
    required: ["names"],
    additionalProperties: false,
  },
  annotations: { title: "Describe tools", readOnlyHint: true, destructiveHint: false, openWorldHint: false },
};

export const describeTools: GatewayTool = {
  listing,
  run: (args, { tools }) =>
    withArguments(listing, args, async (input) => {
      const { toolCalled, unknownTool } = await import("./the-tool.ts");
      const lines = [...new Set((input as unknown as Input).names)].map((name) => {
        const tool = toolCalled(name, tools);
        if (!tool) return unknownTool(name, tools);
        const { title, description, inputSchema } = JSON.parse(tool.listing) as Json;
        return JSON.stringify({ name, title, access: tool.access, description, inputSchema });
      });
      return textAnswer(lines.join("\n"));
    }),
};
