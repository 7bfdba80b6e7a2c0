import type { Json } from "@sophia-mcp/core/envelope";
import type { JsonSchema } from "@sophia-mcp/core/schema";
import type { CallAnswer, GatewayListing } from "./gateway-tool.ts";

/**
 * Runs a tool of the gateway's own on arguments that fit its schema. Ours is the wording of the other servers: unknown
 * keys are named with the nearest known one.
 */
export async function withArguments(
  { name, inputSchema }: GatewayListing,
  args: unknown,
  run: (input: Json) => Promise<CallAnswer> | CallAnswer,
): Promise<CallAnswer> {
  // Not loaded to list.
  const [{ z }, { parseInput }, { findToolError }] = await Promise.all([
    import("zod"),
    import("@sophia-mcp/core/schema"),
    import("@sophia-mcp/core/errors"),
  ]);
  try {
    const schema = z.fromJSONSchema(inputSchema) as ReturnType<typeof z.object>;
    return await run(parseInput(name, schema, inputSchema as JsonSchema, args));
  } catch (thrown) {
    const error = findToolError(thrown);
    if (!error) throw thrown;
    const [{ errorResult }, { visible }] = await Promise.all([
      import("@sophia-mcp/core/error-result"),
      import("@sophia-mcp/core/text"),
    ]);
    return errorResult(error, visible);
  }
}
