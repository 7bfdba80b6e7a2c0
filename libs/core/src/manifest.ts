import type { SearchMark } from "./search-mark.ts";
import type { Owner, Selectable } from "./select.ts";

/** What a surface answers before its first call, recorded at build time by asking it. */
export interface Opening {
  /** Answer to `initialize` without `protocolVersion`, which depends on the client. */
  initialize: Record<string, unknown>;
  /** Revisions that `initialize` accepts; any other is answered with the first. */
  legacyVersions: readonly string[];
  /** Answer to `server/discover` as JSON. */
  discover: string;
  /** Fields that a modern `tools/list` carries besides the tools, as JSON without the braces. */
  modernList: string;
}

/** The tools of one server, in its own order; `listing` is the tool as `tools/list` sends it, as JSON. */
export interface ListedServer extends Owner {
  name: string;
  version: string;
  tools: readonly ListedTool[];
}

export interface ListedTool extends Selectable {
  listing: string;
  search?: SearchMark;
}

/** With it, listing needs none of a server's code. */
export interface Manifest extends Opening, ListedServer {}
