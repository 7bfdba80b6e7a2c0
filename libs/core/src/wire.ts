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

/** Longest line that is read; the SDK's own transport closes the process over it. */
const maxLineBytes = 10 * 1024 * 1024;
const edgeBytes = 256;
const newline = 0x0a;

export interface Wire {
  /** Every message that passed the envelope check, in order. */
  onmessage?: (message: Json) => void;
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
  let chunks: Buffer[] = [];
  let size = 0;
  let skipping = false;
  let head = "";
  let tail = Buffer.alloc(0);
  const decoder = new TextDecoder("utf-8", { fatal: true });

  const wire: Wire = {
    send: (message) => write(`${JSON.stringify(message)}\n`),
    sendLine: (line) => write(`${line}\n`),
  };

  function reject({ id, code, message, data }: Rejection): void {
    const error = { code, message, ...(data === undefined ? {} : { data }) };
    wire.send({ jsonrpc: "2.0", ...(id === undefined ? {} : { id }), error });
  }

  function line(bytes: Buffer): void {
    if (bytes.length === 0 || (bytes.length === 1 && bytes[0] === 0x0d)) return;
    let message: unknown;
    try {
      message = JSON.parse(decoder.decode(bytes));
    } catch {
      reject({ code: parseError, message: "Parse error: the line is not JSON in UTF-8" });
      return;
    }
    const rejection = rejectEnvelope(message);
    if (!rejection) wire.onmessage?.(message as Json);
    // A notification gets no answer, not even a wrong one.
    else if (!isObject(message) || "id" in message || typeof message.method !== "string") reject(rejection);
  }

  /** The rest of a line that was too long: only its edges are kept, to find its id. */
  function skip(bytes: Buffer, ended: boolean): void {
    tail = Buffer.concat([tail, bytes.subarray(-edgeBytes)]).subarray(-edgeBytes);
    if (!ended) return;
    skipping = false;
    const id = idAtEdges(head, tail.toString("latin1"));
    reject({
      ...(id === undefined ? {} : { id }),
      code: invalidRequest,
      message: "Message over 10 MB: not read",
    });
  }

  function take(part: Buffer, ended: boolean): void {
    if (skipping) return skip(part, ended);
    size += part.length;
    if (size > maxLineBytes) {
      skipping = true;
      head = Buffer.concat([...chunks, part].slice(0, 2)).toString("latin1", 0, edgeBytes);
      tail = Buffer.alloc(0);
      chunks = [];
      size = 0;
      return skip(part, ended);
    }
    chunks.push(part);
    if (!ended) return;
    const whole = chunks.length === 1 ? part : Buffer.concat(chunks);
    chunks = [];
    size = 0;
    line(whole);
  }

  input.on("data", (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      take(chunk.subarray(start, end), true);
      start = end + 1;
    }
    if (start < chunk.length) take(chunk.subarray(start), false);
  });
  const ended = () => {
    // A last message without a line end is still a message.
    if (size > 0) take(Buffer.alloc(0), true);
    wire.onend?.();
    wire.onend = undefined;
  };
  input.on("end", ended);
  input.on("close", ended);
  input.on("error", ended);
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
