/** The definitions of all servers, loaded once, in the order of the gateway. */
import type { AnyServer } from "@sophia-mcp/core/server";
import { builtIns } from "@sophia-mcp/gateway/registry";
import { readPackageJson, type PackageJson } from "./metadata.ts";
import { gatewayVariables, serverVariables, type Variable } from "./variables.ts";

export const loadServers = async (): Promise<AnyServer[]> =>
  Promise.all(Object.values(builtIns).map(async (builtIn) => (await builtIn.server()).default));

/** A package that a client can be pointed at: a server, or the gateway. */
export interface Product {
  /** Folder and last part of the package's name: `hubspot`, `gateway`. */
  name: string;
  title: string;
  pkg: PackageJson;
  variables: Variable[];
  /** What is listed with no flag set. */
  tools: { name: string; description: string }[];
}

export async function loadProducts(): Promise<Product[]> {
  const servers = await loadServers();
  const products = servers.map((server): Product => ({
    name: server.name,
    title: server.title,
    pkg: readPackageJson(server.name),
    variables: serverVariables(server),
    tools: coreTools(server),
  }));
  const gateway: Product = {
    name: "gateway",
    title: "Sophia MCP gateway",
    pkg: readPackageJson("gateway"),
    variables: gatewayVariables(servers),
    tools: servers.flatMap(coreTools),
  };
  return [...products, gateway];
}

const coreTools = (server: AnyServer): Product["tools"] =>
  server.tools
    .filter((tool) => tool.group === "core")
    .map((tool) => ({ name: tool.name, description: firstSentence(tool.description) }));

/** What a tool does, for a table: up to its first full stop or colon. */
export const firstSentence = (description: string): string => description.split(/(?<=[.:]) /)[0] ?? "";
