import { sha256 } from "../sha256.ts";
import type { BrokenServer, ServerConfig } from "./types.ts";

type Described<Server = Exclude<ServerConfig, BrokenServer>> = Server extends unknown
  ? Omit<Server, "fingerprint">
  : never;

/**
 * What decides which tools a server has, as 32 hexadecimal digits: the same for the same entry, wherever it stands in
 * the file, and nothing that a value could be read from.
 */
export function fingerprintOf(server: Described): string {
  return sha256(JSON.stringify(surface(server))).slice(0, 32);
}

function surface(server: Described): unknown[] {
  if (server.kind === "url") return [server.kind, server.url, Object.keys(server.headers).sort()];
  // One hash over all values together: none of them can be tried alone.
  const names = Object.keys(server.env).sort();
  const values = sha256(JSON.stringify(names.map((name) => server.env[name])));
  const common = [server.kind, server.args, names, values];
  if (server.kind === "image") return [...common, server.image];
  if (server.kind === "builtIn") return [...common, server.builtIn];
  return [...common, server.command, server.cwd ?? ""];
}
