import type { IncomingMessage } from "node:http";

export type ReadBody = { bytes: Buffer } | { refused: "too_large" | "too_slow" | "cut" };

/** Reads a body whole, at most `maxBytes` and `maxMs` of it. What goes beyond is left unread. */
export function readBody(req: IncomingMessage, maxBytes: number, maxMs: number): Promise<ReadBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => end({ refused: "too_slow" }), maxMs);
    const data = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxBytes) return end({ refused: "too_large" });
      chunks.push(chunk);
    };
    const whole = (): void =>
      end({ bytes: chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks) });
    const cut = (): void => end({ refused: "cut" });
    const end = (result: ReadBody): void => {
      clearTimeout(timer);
      req.off("data", data).off("end", whole).off("aborted", cut).off("close", cut);
      resolve(result);
    };
    req.on("data", data).once("end", whole).once("aborted", cut).once("close", cut).once("error", cut);
  });
}
