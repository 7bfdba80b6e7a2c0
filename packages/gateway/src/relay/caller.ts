import type { Json } from "@sophia-mcp/core/envelope";

/** Revisions with a handshake are `legacy`; those that tell their version with every request are `modern`. */
export type Era = "legacy" | "modern";

/** Who asks: decided by the front, before a message is read. */
export interface Caller {
  /** `local` on stdio and on loopback without auth; otherwise the token's or the JWT's subject. Never a secret. */
  principal: string;
  /** Name of the profile that holds for this caller. */
  profile: string;
  /** What the client calls itself; unchecked, for logs and for the length of names only. */
  client: { name: string; version: string };
  era: Era;
  /** `elicitation`, `sampling`, `roots`, as the client declared them. */
  capabilities: Json;
}
