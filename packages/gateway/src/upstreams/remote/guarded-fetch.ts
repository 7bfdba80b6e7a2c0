import { isIP } from "node:net";

const limitMs = 15_000;
const maxBytes = 1024 * 1024;

/** What an authorization server answers is small, and comes soon. */
export class FetchRefusedError extends Error {
  override name = "FetchRefusedError";
}

/**
 * Fetches for the authorization of one server. Other servers name the addresses, so that they may not lead into this
 * machine or its network, unless the server itself is there.
 */
export function createGuardedFetch(server: URL): typeof fetch {
  const within = isInside(server.hostname);
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const inside = isInside(url.hostname);
    if (inside && !within)
      throw new FetchRefusedError(`it leads to ${url.host}, which is inside of this network`);
    if (url.protocol !== "https:" && !(url.protocol === "http:" && inside))
      throw new FetchRefusedError(`it leads to ${url.host} without encryption`);
    const response = await fetch(input, {
      ...init,
      redirect: "manual",
      signal: AbortSignal.timeout(limitMs),
    });
    const { status, statusText, headers } = response;
    // A stream has no end to wait for.
    const unread =
      [204, 304].includes(status) || headers.get("content-type")?.includes("event-stream") === true;
    if (unread) await response.body?.cancel();
    return new Response(unread ? undefined : await read(response), { status, statusText, headers });
  };
}

async function read(response: Response): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new FetchRefusedError("it is answered with more than 1 MB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Loopback, link-local and private addresses, and names that are never public. */
function isInside(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (isIP(host) === 4) return /^(?:0|10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168)\./.test(host);
  if (isIP(host) === 6) return /^(?:::$|::1$|::ffff:|f[cd]|fe[89ab])/.test(host);
  return !host.includes(".") || /\.(?:localhost|local|internal)$/.test(host);
}
