import type { Readable, Writable } from "node:stream";
import {
  idAtEdges,
  invalidRequest,
  isObject,
  parseError,
  rejectEnvelope,
  type Json,
  type Rejection,
} from "./envelope.ts";
import { readLines } from "./lines.ts";

export interface Wire {
  /** Every message that passed the envelope check, in order. */
  onmessage?: (message: Json, line: string) => void;
  /** The peer closed its end, or can no longer be written to. */
  onend?: () => void;
  send(message: object): void;
  /** Sends a line that is JSON already. */
  sendLine(line: string): void;
}

/**
 * Newline-delimited JSON-RPC over a pair of streams. What cannot be served is answered here: broken JSON, wrong
 * envelopes, lines over 10 MB (skipped, the connection goes on), bytes that are not UTF-8.
 */
export function createWire(input: Readable, write: (text: string) => void): Wire {
  const wire: Wire = {
    send: (message) => write(`${JSON.stringify(message)}\n`),
    sendLine: (line) => write(`${line}\n`),
  };

  function reject({ id, code, message, data }: Rejection): void {
    const error = { code, message, ...(data === undefined ? {} : { data }) };
    wire.send({ jsonrpc: "2.0", ...(id === undefined ? {} : { id }), error });
  }

  readLines(input, {
    line(text) {
      let message: unknown;
      try {
        message = JSON.parse(text ?? "");
      } catch {
        reject({ code: parseError, message: "Parse error: the line is not JSON in UTF-8" });
        return;
      }
      const rejection = rejectEnvelope(message);
      if (!rejection) wire.onmessage?.(message as Json, text ?? "");
      // A notification gets no answer, not even a wrong one.
      else if (!isObject(message) || "id" in message || typeof message.method !== "string") reject(rejection);
    },
    tooLong(head, tail) {
      const id = idAtEdges(head, tail);
      reject({
        ...(id === undefined ? {} : { id }),
        code: invalidRequest,
        message: "Message over 10 MB: not read",
      });
    },
    end: () => wire.onend?.(),
  });
  return wire;
}

/** Writes to a pipe; `broken` is called once when the reader is gone. */
export function pipeWriter(output: Writable, broken: () => void): (text: string) => void {
  const write = output.write.bind(output) as (text: string) => boolean;
  let open = true;
  output.on("error", () => {
    if (open) broken();
    open = false;
  });
  return (text) => {
    if (open) write(text);
  };
}
