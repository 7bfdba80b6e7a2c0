import type { CredentialKinds, Owner, Selectable } from "./select.ts";

/**
 * What a server says of itself before its first call, written at build time by running the server itself and keeping
 * its answers. With it, listing needs none of the server's code.
 */
export interface Manifest extends Owner {
  name: string;
  version: string;
  credentialKinds?: CredentialKinds | undefined;
  /** Answer to `initialize` without `protocolVersion`, which depends on the client. */
  initialize: Record<string, unknown>;
  /** Revisions that `initialize` accepts; any other is answered with the first. */
  legacyVersions: readonly string[];
  /** Answer to `server/discover` as JSON. */
  discover: string;
  /** Fields that a modern `tools/list` carries besides the tools, as JSON without the braces. */
  modernList: string;
  /** In the server's order; `listing` is the tool as `tools/list` sends it, as JSON. */
  tools: readonly (Selectable & { listing: string })[];
}
