import type { HttpInit } from "./http.ts";

/** A request whose body was read once, so that each attempt can send the same bytes. */
export interface Outgoing {
  url: URL;
  method: string;
  headers: [string, string][];
  body: string | Uint8Array<ArrayBuffer> | undefined;
}

export async function outgoing(input: string | URL | Request, init: HttpInit): Promise<Outgoing> {
  const plain = typeof init.body === "string" || init.body === undefined || init.body === null;
  if (!(input instanceof Request) && plain) {
    return {
      url: new URL(String(input)),
      method: (init.method ?? "GET").toUpperCase(),
      headers: [...new Headers(init.headers)],
      body: typeof init.body === "string" ? init.body : undefined,
    };
  }
  const { what: _what, expect: _expect, ...standard } = init;
  const request = new Request(input, {
    ...standard,
    ...(init.body ? { duplex: "half" } : {}),
  });
  const bytes = new Uint8Array(await request.arrayBuffer());
  return {
    url: new URL(request.url),
    method: request.method,
    headers: [...request.headers],
    body: bytes.length > 0 ? bytes : undefined,
  };
}

/** Same origin as the base URL, a listed host over TLS, or another loopback port when the base URL is loopback itself. */
export function allowed(url: URL, base: URL, hosts: readonly string[]): boolean {
  if (url.origin === base.origin) return true;
  if (isLoopback(base.hostname)) return isLoopback(url.hostname);
  if (url.protocol !== "https:" || url.username !== "") return false;
  return hosts.some((host) =>
    host.startsWith("*.") ? url.hostname.endsWith(host.slice(1)) : url.hostname === host,
  );
}

const isLoopback = (host: string): boolean =>
  host === "127.0.0.1" || host === "localhost" || host === "[::1]";
