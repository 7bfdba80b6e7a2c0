import type { Readable } from "node:stream";

/** Longest line that is read; the SDK's own transport closes the process over it. */
export const maxLineBytes = 10 * 1024 * 1024;
const edgeBytes = 256;
const newline = 0x0a;

export interface LineHandlers {
  /** One line without its end; undefined when its bytes are not UTF-8. */
  line(text: string | undefined): void;
  /** A line over the limit was skipped; its first and last bytes, where an id may stand. */
  tooLong(head: string, tail: string): void;
  /** The stream ended, failed or was closed; called once. */
  end(): void;
}

/** Splits a stream of bytes into lines. A line over 10 MB is never held in memory. */
export function readLines(input: Readable, handlers: LineHandlers): void {
  let chunks: Buffer[] = [];
  let size = 0;
  let skipping = false;
  let head = "";
  let tail = Buffer.alloc(0);
  let ended = false;
  const decoder = new TextDecoder("utf-8", { fatal: true });

  function whole(bytes: Buffer): void {
    if (bytes.length === 0 || (bytes.length === 1 && bytes[0] === 0x0d)) return;
    let text: string | undefined;
    try {
      text = decoder.decode(bytes);
    } catch {
      text = undefined;
    }
    handlers.line(text);
  }

  /** The rest of a line that was too long: only its edges are kept, to find its id. */
  function skip(bytes: Buffer, last: boolean): void {
    tail = Buffer.concat([tail, bytes.subarray(-edgeBytes)]).subarray(-edgeBytes);
    if (!last) return;
    skipping = false;
    handlers.tooLong(head, tail.toString("latin1"));
  }

  function take(part: Buffer, last: boolean): void {
    if (skipping) return skip(part, last);
    size += part.length;
    if (size > maxLineBytes) {
      skipping = true;
      head = Buffer.concat([...chunks, part].slice(0, 2)).toString("latin1", 0, edgeBytes);
      tail = Buffer.alloc(0);
      chunks = [];
      size = 0;
      return skip(part, last);
    }
    chunks.push(part);
    if (!last) return;
    const bytes = chunks.length === 1 ? part : Buffer.concat(chunks);
    chunks = [];
    size = 0;
    whole(bytes);
  }

  input.on("data", (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      take(chunk.subarray(start, end), true);
      start = end + 1;
    }
    if (start < chunk.length) take(chunk.subarray(start), false);
  });
  const end = (): void => {
    if (ended) return;
    ended = true;
    // A last line without an end is still a line.
    if (size > 0) take(Buffer.alloc(0), true);
    handlers.end();
  };
  input.on("end", end);
  input.on("close", end);
  input.on("error", end);
}
