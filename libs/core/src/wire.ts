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

/** Matches text that needs an encoding. */
export const beyondAscii = /[^\0-\x7F]/;

/**
 * Writes to a pipe; `broken` is called once when the reader is gone. What is written in one turn of the event loop goes
 * out together: under load most of a message's cost is the call that writes it.
 */
export function pipeWriter(output: Writable, broken: () => void): (text: string) => void {
  const write = output.write.bind(output) as (text: string, encoding: BufferEncoding) => boolean;
  let open = true;
  let waiting = "";
  output.on("error", () => {
    if (open) broken();
    open = false;
  });
  const flush = (): void => {
    const text = waiting;
    waiting = "";
    // One byte for each character needs no encoding.
    if (open) write(text, beyondAscii.test(text) ? "utf8" : "latin1");
  };
  return (text) => {
    if (waiting === "") setImmediate(flush);
    waiting += text;
  };
}
