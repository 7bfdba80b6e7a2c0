import type { Json } from "@sophia-mcp/core/envelope";

/** Why a channel ended, or a message could not be sent. */
export interface ChannelEnd {
  /** One line for people and logs, redacted: `exited with code 1: <last line of stderr>`. */
  reason: string;
  /** The server was never reached or refused to start, so nothing that was asked has run. */
  neverRan?: boolean;
  /** Of one failed request: the server itself cannot be reached, so that others would fail as well. */
  outage?: boolean;
}

export interface ChannelHandlers {
  /**
   * One message of the server's, parsed once, with its line as it came. `related` is the id of the request on whose
   * stream it arrived, where the transport can tell (HTTP); stdio cannot.
   */
  message(message: Json, line: string, related?: number): void;
  /** One request failed while the channel goes on: an HTTP error, a cut stream. */
  failed(id: number, end: ChannelEnd): void;
  /** The end, once: the process is gone, the session was dropped. */
  closed(end: ChannelEnd): void;
}

/**
 * A way to one running server: a child's pipes, or HTTP. It carries messages and knows nothing of what they say.
 * Ids of requests are numbers that the link above hands out.
 */
export interface Channel {
  /** @throws ChannelError when the server cannot be started or reached */
  open(handlers: ChannelHandlers): Promise<void>;
  /** Never throws and never waits: what goes wrong arrives as `failed` or `closed`. Written by `messageLine`. */
  send(message: Json): void;
  /** Told once after the opening exchange: HTTP names the revision in every header from then on. */
  negotiated(version: string): void;
  /** Gives up one request: HTTP aborts its stream; a pipe has nothing to do. */
  abandon(id: number): void;
  /** Ends the server gracefully, then by force; resolves when it is gone. */
  close(): Promise<void>;
  /** Of a child. */
  readonly pid?: number | undefined;
}

export class ChannelError extends Error {
  override name = "ChannelError";
}
