import type { IncomingMessage } from "node:http";

export type Admission =
  /**
   * `profile` is undefined where the caller may choose: then the path or the configuration decides. Only who may choose
   * is the operator; holders of a token for certain profiles are not.
   */
  | { kind: "admitted"; principal: string; profile: string | undefined }
  /** 503: whether the caller may come in cannot be told now. */
  | { kind: "refused"; status: 401 | 403 | 429 | 503; message: string; headers: Record<string, string> };

/** Who may use the HTTP front. Decides by headers alone, before a byte of the body is read. */
export interface Access {
  /** @param profile that the path names */
  admit(req: IncomingMessage, profile: string | undefined): Admission | Promise<Admission>;
  /**
   * What RFC 9728 wants to be found at a path; undefined where nothing is, or nobody is asked for a token.
   * @param origin under which the caller reached the gateway, where the configuration names none
   */
  metadata(path: string, origin: string): object | undefined;
  /** Whether anybody is asked for a token; a bind beyond loopback needs it. */
  readonly required: boolean;
}
