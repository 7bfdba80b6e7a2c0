import type { Access } from "@sophia-mcp/core/tool";

/** What is known of one tool without asking its server: all that policy, search and names are decided by. */
export interface ToolFacts {
  /** The name that clients see: unique behind this gateway. */
  name: string;
  /** The name that its server knows. */
  ownName: string;
  /** The entry of the configuration that it belongs to. */
  server: string;
  /** As the server's title is shown to people. */
  serverTitle: string;
  title: string;
  description: string;
  /** From the definition of a built-in; from the annotations of any other, where nothing said means `destroy`. */
  access: Access;
  idempotent: boolean;
  /** Ships with the gateway, so that its definition needs no pin. */
  builtIn: boolean;
  /** Group of a built-in's tool: `core` or a name; other servers' tools are `core`. */
  group: string;
  /** The definition as `tools/list` sends it, as JSON, with `name` as above. */
  listing: string;
}
