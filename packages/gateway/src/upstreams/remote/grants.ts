import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type {
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from "@modelcontextprotocol/client";
import type { UrlServer } from "../../config/types.ts";
import { sha256 } from "../../sha256.ts";

/** What one server granted, and what is needed to renew it. */
export interface Grant {
  client?: StoredOAuthClientInformation | undefined;
  /** That the client was registered with; another one would be refused. */
  redirectPort?: number | undefined;
  discovery?: OAuthDiscoveryState | undefined;
  /** Indicator of the resource that tokens are asked for. */
  resource?: string | undefined;
  tokens?: StoredOAuthTokens | undefined;
  /** Milliseconds since 1970. */
  expiresAt?: number | undefined;
  /** Scopes that the server asked for since then. */
  wanted?: string | undefined;
}

/** Where a server's grant is kept: under its address as well, so that no other address is ever shown its tokens. */
export function grantFile(stateFolder: string, { name, url, oauth }: UrlServer): string {
  const key = sha256(JSON.stringify([url, oauth?.clientId ?? ""])).slice(0, 16);
  return join(stateFolder, "oauth", `${name.replace(/[^\w.-]/g, "-").slice(0, 60)}-${key}.json`);
}

/** Nothing where there is none, or where it cannot be read: then it must be granted anew. */
export function readGrant(file: string): Grant {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Grant;
  } catch {
    return {};
  }
}

/** Whole or not at all, and for nobody else to read. */
export function writeGrant(file: string, grant: Grant): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}.part`;
  rmSync(part, { force: true });
  writeFileSync(part, JSON.stringify(grant, null, 2), { mode: 0o600, flag: "wx" });
  renameSync(part, file);
}

const waitMs = 50;

/**
 * One at a time over all processes: a token that is renewed twice is taken for stolen. The lock is SQLite's on a file of
 * its own, which ends with the process that holds it, however that ends.
 * @throws Error when another process keeps it for longer than the limit
 */
export async function alone<T>(file: string, limitMs: number, work: () => Promise<T>): Promise<T> {
  const { DatabaseSync } = await import("node:sqlite");
  const lock = `${file}.lock`;
  mkdirSync(dirname(lock), { recursive: true, mode: 0o700 });
  closeSync(openSync(lock, "a", 0o600));
  chmodSync(lock, 0o600);
  const database = new DatabaseSync(lock, { timeout: 0 });
  try {
    const until = Date.now() + limitMs;
    for (;;) {
      try {
        database.exec("BEGIN EXCLUSIVE");
        break;
      } catch (error) {
        if (Date.now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
    return await work();
  } finally {
    database.close();
  }
}
