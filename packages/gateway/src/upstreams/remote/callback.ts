import { createServer } from "node:http";
import { timingSafeEqual } from "node:crypto";
import type { AddressInfo } from "node:net";

export interface Callback {
  redirectUrl: string;
  port: number;
  /** What a browser brought back under the expected state, once; anything else is refused and waited past. */
  answer: Promise<URLSearchParams>;
  close(): void;
}

const path = "/callback";

/** Listens on loopback for the browser that comes back from an authorization server. @throws Error when the port is taken */
export async function listenForCallback(port: number, state: string): Promise<Callback> {
  let took: (params: URLSearchParams) => void;
  const answer = new Promise<URLSearchParams>((resolve) => (took = resolve));
  let taken = false;
  const server = createServer((request, response) => {
    const url = URL.parse(request.url ?? "", "http://127.0.0.1");
    const fits = request.method === "GET" && url?.pathname === path;
    const known = fits && !taken && isSame(url.searchParams.get("state") ?? "", state);
    response.writeHead(known ? 200 : fits ? 400 : 404, {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      connection: "close",
    });
    response.end(
      known ? "You can close this window and go back to the terminal.\n" : "This was not asked for.\n",
    );
    if (!known) return;
    taken = true;
    took(url.searchParams);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    redirectUrl: `http://127.0.0.1:${bound}${path}`,
    port: bound,
    answer,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
