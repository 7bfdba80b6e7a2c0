import { callTool } from "./call-tool.ts";
import { describeTools } from "./describe-tools.ts";
import type { GatewayTool, SearchServer } from "./gateway-tool.ts";
import { searchEverything } from "./search-everything.ts";
import { searchTools } from "./search-tools.ts";

/** The gateway's own tools for one list: made once for a catalogue and mode. */
export function ownTools(
  servers: readonly Pick<SearchServer, "title" | "search">[],
  { searchMode, deadlineMs }: { searchMode: boolean; deadlineMs: number },
): GatewayTool[] {
  const searchable = servers.filter(({ search }) => search !== undefined && search.length > 0);
  return [
    ...(searchMode ? [searchTools(servers), describeTools, callTool] : []),
    // One system alone is searched by its own tool.
    ...(searchable.length > 1 ? [searchEverything(searchable, { deadlineMs })] : []),
  ];
}
