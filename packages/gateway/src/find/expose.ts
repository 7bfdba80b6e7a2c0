import { tokens } from "@sophia-mcp/core/text";
import type { Expose, ProfileConfig } from "../config/types.ts";
import { matchesGlob } from "../policy/glob.ts";
import type { ToolFacts } from "../relay/tool-facts.ts";

export interface Exposure {
  /** Tools of servers that `tools/list` shows, besides the gateway's own. */
  listed: readonly ToolFacts[];
  /** Whether the rest is reached through `search_tools` and `call_tool`. */
  searchMode: boolean;
}

/** @param tools what the profile shows, in the order of the list */
export function exposure(
  mode: Expose,
  tools: readonly ToolFacts[],
  { pinned, definitionTokens: budget }: Pick<ProfileConfig, "pinned" | "definitionTokens">,
): Exposure {
  if (mode === "all" || (mode === "auto" && definitionTokens(tools) <= budget)) {
    return { listed: tools, searchMode: false };
  }
  const listed = tools.filter(({ name }) => pinned.some((pattern) => matchesGlob(pattern, name)));
  return { listed, searchMode: true };
}

/** Tokens of definitions as they are sent. */
export const definitionTokens = (tools: readonly Pick<ToolFacts, "listing">[]): number =>
  tools.reduce((sum, { listing }) => sum + tokens(listing), 0);
