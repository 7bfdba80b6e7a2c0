import { tokens } from "@sophia-mcp/core/text";
import type { Expose, ProfileConfig } from "../config/types.ts";
import type { Guard } from "../policy/guard.ts";
import type { ToolFacts } from "../relay/tool-facts.ts";
import { definitionTokens, exposure } from "./expose.ts";
import type { SearchServer } from "./gateway-tool.ts";
import { ownTools } from "./own-tools.ts";
import { ownTokens } from "./token-account.ts";

/** What the report is made of: everything that is connected, and every profile. */
export interface ReportFacts {
  /** Tools of all servers, in the order of the list. */
  tools: readonly ToolFacts[];
  servers: readonly Pick<SearchServer, "name" | "title" | "search">[];
  profiles: readonly ReportProfile[];
  /** Of a search over all systems; it stands in that tool's description. */
  deadlineMs: number;
}

export interface ReportProfile {
  config: Pick<ProfileConfig, "name" | "expose" | "pinned" | "definitionTokens">;
  guard: Pick<Guard, "shows" | "lists">;
}

export interface ServerReport {
  name: string;
  title: string;
  tokens: number;
  tools: { name: string; access: string; group: string; title: string; tokens: number }[];
}

export interface ProfileReport {
  name: string;
  /** Tools that it lists, and those that can only be found by search. */
  listed: number;
  findable: number;
  /** Tokens of `tools/list` in each mode. */
  all: number;
  search: number;
  /** What the profile is set to, and what that comes to. */
  expose: Expose;
  mode: "all" | "search";
}

export function serverReports({ tools, servers }: Pick<ReportFacts, "tools" | "servers">): ServerReport[] {
  return servers.map(({ name, title }) => {
    const own = tools.filter(({ server }) => server === name);
    return {
      name,
      title,
      tokens: definitionTokens(own),
      tools: own.map((tool) => ({
        name: tool.name,
        access: tool.access,
        group: tool.group,
        title: tool.title,
        tokens: tokens(tool.listing),
      })),
    };
  });
}

export function profileReport(
  { config, guard }: ReportProfile,
  { tools, servers, deadlineMs }: ReportFacts,
): ProfileReport {
  const permitted = tools.filter((tool) => guard.shows(tool));
  const usual = permitted.filter((tool) => guard.lists(tool));
  const seen = new Set(permitted.map(({ server }) => server));
  const visible = servers.filter(({ name }) => seen.has(name));
  const cost = (mode: Expose): number => {
    const { listed, searchMode } = exposure(mode, usual, config);
    return definitionTokens(listed) + ownTokens(ownTools(visible, { searchMode, deadlineMs }));
  };
  return {
    name: config.name,
    listed: usual.length,
    findable: permitted.length - usual.length,
    all: cost("all"),
    search: cost("search"),
    expose: config.expose,
    mode: exposure(config.expose, usual, config).searchMode ? "search" : "all",
  };
}
