import type { AnyServer } from "@sophia-mcp/core/server";
import { toolListing } from "@sophia-mcp/core/surface";
import { builtIns } from "../registry.ts";
import type { ToolFacts } from "../relay/tool-facts.ts";

/** A server's tools, as the gateway knows them. */
export const factsOf = (server: AnyServer): ToolFacts[] =>
  server.tools.map((tool) => ({
    name: tool.name,
    ownName: tool.name,
    server: server.name,
    serverTitle: server.title,
    title: tool.title,
    description: tool.description,
    access: tool.access,
    idempotent: tool.access === "read" || tool.idempotent === true,
    builtIn: true,
    group: tool.group,
    listing: JSON.stringify(toolListing(tool)),
  }));

/** Every tool of the nine. */
export async function builtInFacts(): Promise<ToolFacts[]> {
  const servers = await Promise.all(
    Object.values(builtIns).map(async ({ server }) => (await server()).default),
  );
  return servers.flatMap(factsOf);
}
