import { UpstreamError } from "./errors.ts";

/** Reads a body whole, but never more than `maxBytes` of it. */
export async function readBody(
  response: Response,
  maxBytes: number,
  vendor: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new UpstreamError(
      `${vendor} sent an answer over ${Math.round(maxBytes / 1_000_000)} MB, which was not read further. Ask for less: a smaller limit, fewer fields, a narrower filter.`,
      { status: response.status, retryable: false },
    );
  if (Number(response.headers.get("content-length") ?? 0) > maxBytes) {
    await response.body?.cancel();
    throw tooLarge();
  }
  if (!response.body) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    // Leaving the loop cancels the stream.
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
