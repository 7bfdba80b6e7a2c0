import { randomBytes } from "node:crypto";
import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { ConfigError, InputError } from "@sophia-mcp/core/errors";
import { newTokenText, tokenHash } from "./token-text.ts";

/** A token as it is kept: of its text only the hash. Times are milliseconds since 1970. */
export interface StoredToken {
  id: string;
  /** The person or program that holds it; no two that are valid share one. */
  name: string;
  /** `*` is whichever profile its holder names. */
  profile: string;
  hash: string;
  createdAt: number;
  expiresAt: number | null;
  /** To the minute. */
  lastUsedAt: number | null;
  revokedAt: number | null;
}

export interface TokenStore {
  /** @throws InputError when a valid token has that name */
  add(
    given: Pick<StoredToken, "name" | "profile" | "expiresAt">,
    now: number,
  ): StoredToken & { token: string };
  /** All there ever were, the newest last. */
  list(): StoredToken[];
  /** By id or name. @throws InputError when no valid token is called so */
  revoke(idOrName: string, now: number): StoredToken;
  used(id: string, now: number): void;
  /** Changes when another process has written. */
  version(): number;
  close(): void;
}

/** How long to wait for another process; each holds the file for milliseconds. */
const busyMs = 200;

// Revoked tokens stay listed: the audit log names them.
const schema = `
  CREATE TABLE IF NOT EXISTS tokens (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    profile TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER,
    revoked_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS tokens_by_name ON tokens (name) WHERE revoked_at IS NULL;`;

const columns =
  "id, name, profile, hash, created_at AS createdAt, expires_at AS expiresAt, last_used_at AS lastUsedAt, revoked_at AS revokedAt";

/**
 * Opens the file of the tokens.
 * @param create false where it is only looked at
 * @throws ConfigError when it cannot be used
 */
export function openTokenStore(file: string, create: boolean): TokenStore {
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  let database: DatabaseSync | undefined;
  try {
    if (create) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      closeSync(openSync(file, "a", 0o600));
      chmodSync(file, 0o600);
    }
    database = new DatabaseSync(file);
    database.exec(`PRAGMA busy_timeout = ${busyMs}`);
    if (create) database.exec(schema);
    return prepared(database);
  } catch (cause) {
    database?.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`The file of the tokens, ${file}, cannot be used: ${reason}.`, { cause });
  }
}

function prepared(database: DatabaseSync): TokenStore {
  const insert = database.prepare(
    "INSERT INTO tokens (id, name, profile, hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const all = database.prepare(`SELECT ${columns} FROM tokens ORDER BY created_at, id`);
  const expire = database.prepare(
    "UPDATE tokens SET revoked_at = expires_at WHERE name = ? AND revoked_at IS NULL AND expires_at <= ?",
  );
  const taken = database.prepare("SELECT id FROM tokens WHERE name = ? AND revoked_at IS NULL");
  const revoke = database.prepare(
    `UPDATE tokens SET revoked_at = ? WHERE (id = ? OR name = ?) AND revoked_at IS NULL RETURNING ${columns}`,
  );
  const use = database.prepare("UPDATE tokens SET last_used_at = ? WHERE id = ?");
  const version = database.prepare("PRAGMA data_version");
  return {
    add({ name, profile, expiresAt }, now) {
      const token = newTokenText();
      const row = {
        id: randomBytes(4).toString("hex"),
        name,
        profile,
        hash: tokenHash(token),
        createdAt: now,
        expiresAt,
      };
      database.exec("BEGIN IMMEDIATE");
      try {
        // Its name is free again.
        expire.run(name, now);
        if (taken.get(name))
          throw new InputError(
            `There is a valid token called ${name}: revoke it first, or choose another name.`,
          );
        insert.run(row.id, name, profile, row.hash, now, expiresAt);
        database.exec("COMMIT");
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw error;
      }
      return { ...row, lastUsedAt: null, revokedAt: null, token };
    },
    list: () => all.all() as unknown as StoredToken[],
    revoke(idOrName, now) {
      const found = revoke.get(now, idOrName, idOrName) as StoredToken | undefined;
      if (found) return found;
      throw new InputError(
        `No valid token is called ${idOrName.slice(0, 64)}: sophia-mcp tokens list shows ids and names.`,
      );
    },
    used: (id, now) => void use.run(now, id),
    version: () => (version.get() as { data_version: number }).data_version,
    close: () => database.close(),
  };
}
