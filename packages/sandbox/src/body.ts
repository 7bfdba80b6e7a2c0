import type { IncomingMessage } from "node:http";
import { createGunzip } from "node:zlib";

export const BODY_LIMIT = 20 * 1024 * 1024;

/** Reads the body, unpacked, or returns undefined once it is over the limit. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const stream = request.headers["content-encoding"] === "gzip" ? request.pipe(createGunzip()) : request;
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    size += part.length;
    // Reads on without keeping: leaving early would close the connection before the answer.
    if (size <= BODY_LIMIT) parts.push(part);
  }
  return size > BODY_LIMIT ? undefined : Buffer.concat(parts);
}

export type Decoded = { body: unknown; problem?: string };

export function decodeBody(raw: Buffer, contentType: string | undefined): Decoded {
  if (raw.length === 0) return { body: undefined };
  const type = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json" || type.endsWith("+json")) {
    try {
      return { body: JSON.parse(raw.toString("utf8")) };
    } catch (error) {
      return { body: undefined, problem: `the body is not valid JSON: ${(error as Error).message}` };
    }
  }
  if (type === "application/x-www-form-urlencoded") {
    return { body: Object.fromEntries(new URLSearchParams(raw.toString("utf8"))) };
  }
  return { body: undefined };
}
