import type { UrlServer } from "../../config/types.ts";
import type { Log } from "../../log.ts";

/** What a server is shown so that it answers: nothing, the headers of its entry, or a token that was granted for it. */
export interface Access {
  /** Reads what is kept for it. */
  open(): Promise<void>;
  /** Header `Authorization` of the next request; a promise where a token must be renewed first. Never rejects. */
  header(): string | undefined | Promise<string | undefined>;
  /**
   * HTTP 401, or 403 for want of scope: whether asking again makes sense, and if not, what to tell people.
   * @param used the header that was refused
   */
  refused(
    challenge: string | undefined,
    used: string | undefined,
  ): Promise<{ again: boolean; reason: string }>;
}

export function createAccess(config: UrlServer, _options: { stateFolder: string; log: Log }): Access {
  const { name, headers } = config;
  const given = Object.keys(headers).some((key) => key.toLowerCase() === "authorization");
  const reason = given
    ? `does not accept the credentials in its "headers" (HTTP 401); check the Authorization header of its entry`
    : `wants to know who asks (HTTP 401); run: sophia-mcp auth ${name}`;
  return {
    open: () => Promise.resolve(),
    header: () => undefined,
    refused: () => Promise.resolve({ again: false, reason }),
  };
}
