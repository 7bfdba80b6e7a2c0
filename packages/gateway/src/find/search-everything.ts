import { withArguments } from "./arguments.ts";
import type { EverythingInput } from "./everything-answer.ts";
import type { FindContext, GatewayTool } from "./gateway-tool.ts";
import type { Lookups } from "./search-source.ts";
import { systemNames } from "./system-names.ts";

/** Characters for the names of the systems in this description. */
const namesRoom = 300;

const text = { type: "string" };
const whole = { type: "integer" };

const outputSchema = {
  type: "object",
  properties: {
    results: {
      type: "array",
      items: {
        type: "object",
        properties: { system: text, kind: text, title: text, about: text, updated_at: text, url: text },
        required: ["system", "title"],
      },
    },
    sources: {
      type: "array",
      items: {
        type: "object",
        properties: { system: text, state: text, results: whole, reason: text, milliseconds: whole },
        required: ["system", "state", "results"],
      },
    },
  },
  required: ["results", "sources"],
};

/** @param servers those that can be searched, named in the description */
export function searchEverything(
  servers: readonly { title: string }[],
  { deadlineMs }: { deadlineMs: number },
): GatewayTool {
  const lookups: Lookups = new Map();
  const listing = {
    name: "search_everything",
    title: "Search everything",
    description: `Searches the data of all connected systems at once: ${systemNames(servers, namesRoom)}. Answers the best matches with links, and which systems answered within ${deadlineMs} ms. For filters of one system use its own search tool.`,
    inputSchema: {
      type: "object",
      properties: {
        query: {
          type: "string",
          minLength: 2,
          maxLength: 200,
          description: "A few words: a name, a company, a subject",
        },
        systems: {
          type: "array",
          items: { type: "string", maxLength: 100 },
          maxItems: 50,
          description: "Only these",
        },
        since: { type: "string", maxLength: 40, description: "Changed since: 2026-11-30, or 2h, 1d, 1w ago" },
        until: { type: "string", maxLength: 40, description: "Changed before, in the same forms" },
        limit: { type: "integer", minimum: 1, maximum: 50, default: 20, description: "Most results" },
      },
      required: ["query"],
      additionalProperties: false,
    },
    outputSchema,
    annotations: {
      title: "Search everything",
      readOnlyHint: true,
      destructiveHint: false,
      openWorldHint: true,
    },
  };
  return {
    listing,
    run: (args, context) =>
      withArguments(listing, args, (input) =>
        answer(input as unknown as EverythingInput, context, deadlineMs, lookups),
      ),
  };
}

async function answer(input: EverythingInput, context: FindContext, deadlineMs: number, lookups: Lookups) {
  const { everythingAnswer } = await import("./everything-answer.ts");
  return everythingAnswer(input, context, { deadlineMs, lookups });
}
