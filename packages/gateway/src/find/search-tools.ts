import type { ToolFacts } from "../relay/tool-facts.ts";
import { withArguments } from "./arguments.ts";
import { textAnswer, type FindContext, type GatewayTool } from "./gateway-tool.ts";
import { systemNames } from "./system-names.ts";

interface Input {
  query: string;
  system?: string;
  access?: "read" | "write";
  limit: number;
}

/** Characters for the names of the connected systems in this description. */
const namesRoom = 600;

/** @param servers named in the description, so that a model knows what it can look for */
export function searchTools(servers: readonly { title: string }[]): GatewayTool {
  const listing = {
    name: "search_tools",
    title: "Search tools",
    description: `Finds tools by what they do. Connected systems: ${systemNames(servers, namesRoom)}. Look here first for anything that concerns them; nothing else of their tools is listed. Answers one line for each tool: name, access, what it does, parameters (* required). Call one with call_tool; describe_tools tells its parameters in full.`,
    inputSchema: {
      type: "object",
      properties: {
        query: {
          type: "string",
          maxLength: 500,
          default: "",
          description:
            'What is to be done, such as "send a message to a channel"; empty lists all of a system',
        },
        system: { type: "string", maxLength: 100, description: "Only tools of this system" },
        access: {
          type: "string",
          enum: ["read", "write"],
          description: "Only tools that change nothing (read), or only those that do",
        },
        limit: { type: "integer", minimum: 1, maximum: 50, default: 8, description: "Most tools to return" },
      },
      additionalProperties: false,
    },
    annotations: {
      title: "Search tools",
      readOnlyHint: true,
      destructiveHint: false,
      openWorldHint: false,
    },
  };
  return {
    listing,
    run: (args, context) =>
      withArguments(listing, args, (input) => answer(input as unknown as Input, context)),
  };
}

async function answer({ query, system, access, limit }: Input, { tools, servers }: FindContext) {
  const [{ toolIndex }, { toolLine }, { theSystem }] = await Promise.all([
    import("./tool-index.ts"),
    import("./tool-line.ts"),
    import("./the-system.ts"),
  ]);
  const server = system === undefined ? undefined : theSystem(system, servers, "system").name;
  const fits = (tool: ToolFacts): boolean =>
    (server === undefined || tool.server === server) &&
    (access === undefined || (tool.access === "read") === (access === "read"));
  const index = await toolIndex(tools);
  const found = index(query, limit, fits);
  const all = tools.filter(fits).length;
  if (found.length === 0) {
    const next = all === 0 ? "Leave a filter out." : "Use other words, or leave query empty to list them.";
    return textAnswer(`No tool found among ${all}. ${next}`);
  }
  return textAnswer([`${found.length} of ${all} tools, best first`, ...found.map(toolLine)].join("\n"));
}
