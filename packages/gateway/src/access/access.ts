import type { IncomingMessage } from "node:http";

export type Admission =
  /** `profile` is undefined where the caller may choose: then the path or the configuration decides. */
  | { kind: "admitted"; principal: string; profile: string | undefined }
  | { kind: "refused"; status: 401 | 403 | 429; message: string; headers: Record<string, string> };

/** Who may use the HTTP front. Decides by headers alone, before a byte of the body is read. */
export interface Access {
  /** @param profile that the path names */
  admit(req: IncomingMessage, profile: string | undefined): Admission | Promise<Admission>;
  /** What RFC 9728 wants to be found about the endpoint. */
  metadata(origin: string): object;
  /** Whether anybody is asked for a token; a bind beyond loopback needs it. */
  readonly required: boolean;
}
