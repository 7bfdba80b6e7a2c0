import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { ConfigError, InputError } from "@sophia-mcp/core/errors";
import { nearest } from "@sophia-mcp/core/nearest";
import { table } from "@sophia-mcp/core/render";
import type { CommandIo } from "../command-io.ts";
import { stateDir } from "../config/state-dir.ts";
import type { StoredToken, TokenStore } from "./token-store.ts";

const helpText = `Usage:
  sophia-mcp tokens add NAME [--profile P] [--days N | --no-expiry]   Make a token; it is shown this once
  sophia-mcp tokens list                                              Who holds one, and when it was last used
  sophia-mcp tokens revoke NAME|ID                                    A running gateway refuses it within a second

  --profile P   The profile that its holder gets (default); "*" lets him choose any, and use the operator's pages
  --days N      Until it expires (90)
  --json        Print JSON

From the first token on, a gateway over HTTP asks everybody for one.
`;

const dayMs = 86_400_000;

type Action =
  | { kind: "help" }
  | { kind: "list" }
  | { kind: "add"; name: string; profile: string; days: number | undefined }
  | { kind: "revoke"; idOrName: string };

/**
 * `sophia-mcp tokens`.
 * @param profiles those of the configuration, where the caller knows them: then a misspelt one is refused
 */
export async function tokensCommand(
  args: readonly string[],
  io: CommandIo,
  profiles?: () => Promise<readonly string[]>,
): Promise<number> {
  const json = args.includes("--json");
  const fail = (message: string, code: 1 | 2): number => {
    if (json) io.stdout.write(`${JSON.stringify({ ok: false, error: message }, null, 2)}\n`);
    else io.stderr.write(`${message}\n`);
    return code;
  };
  let action: Action;
  try {
    action = parse(args);
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${helpText}`.trimEnd(), 2);
  }
  if (action.kind === "help") {
    io.stdout.write(helpText);
    return 0;
  }
  try {
    if (action.kind === "add") await checkProfile(action.profile, profiles);
    const { tokenFile } = await import("./open-access.ts");
    const file = tokenFile(stateDir(io.env));
    // Looking creates nothing.
    if (action.kind === "list" && !existsSync(file)) {
      io.stdout.write(json ? "[]\n" : "There are no tokens.\n");
      return 0;
    }
    const { openTokenStore } = await import("./token-store.ts");
    const store = openTokenStore(file, true);
    try {
      run(action, store, io, json);
    } finally {
      store.close();
    }
    return 0;
  } catch (error) {
    if (error instanceof InputError || error instanceof ConfigError) return fail(error.message, 1);
    throw error;
  }
}

function parse(args: readonly string[]): Action {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      profile: { type: "string" },
      days: { type: "string" },
      "no-expiry": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return { kind: "help" };
  const [word, name, ...more] = positionals;
  if (more.length > 0) throw new Error(`Unknown word ${more[0]?.slice(0, 64)}.`);
  if (word === "list" && name === undefined) return { kind: "list" };
  if (word === "revoke" && name !== undefined) return { kind: "revoke", idOrName: name };
  if (word !== "add" || name === undefined)
    throw new Error("Say what to do: add NAME, list, or revoke NAME.");
  if (!/^[\w.@-]{1,64}$/.test(name))
    throw new Error("The name is not accepted. Accepted: up to 64 letters, digits and . _ @ -");
  if (values.days !== undefined && values["no-expiry"])
    throw new Error("--days and --no-expiry exclude each other.");
  const days = values["no-expiry"] ? undefined : Number(values.days ?? 90);
  if (days !== undefined && !(days > 0 && days <= 3650))
    throw new Error(`--days: "${values.days?.slice(0, 40)}" is not accepted. Accepted: a number up to 3650.`);
  return { kind: "add", name, profile: values.profile ?? "default", days };
}

async function checkProfile(profile: string, profiles?: () => Promise<readonly string[]>): Promise<void> {
  const known = profile === "*" ? undefined : await profiles?.();
  if (!known || known.includes(profile)) return;
  const near = nearest(profile, known);
  throw new InputError(
    `There is no profile of that name.${near ? ` Did you mean ${near}?` : ""} Accepted: ${known.join(", ")}, *.`,
  );
}

function run(
  action: Exclude<Action, { kind: "help" }>,
  store: TokenStore,
  io: CommandIo,
  json: boolean,
): void {
  const now = Date.now();
  if (action.kind === "list") {
    const tokens = store.list();
    io.stdout.write(json ? `${JSON.stringify(tokens.map(shown), null, 2)}\n` : `${listText(tokens, now)}\n`);
  } else if (action.kind === "revoke") {
    const token = store.revoke(action.idOrName, now);
    const text = `Revoked: ${token.name} (${token.id}). A running gateway refuses it within a second.`;
    io.stdout.write(json ? `${JSON.stringify(shown(token), null, 2)}\n` : `${text}\n`);
  } else {
    const { name, profile, days } = action;
    const expiresAt = days === undefined ? null : now + Math.round(days * dayMs);
    const { token, ...row } = store.add({ name, profile, expiresAt }, now);
    if (json) io.stdout.write(`${JSON.stringify({ token, ...shown(row) }, null, 2)}\n`);
    else {
      // The token alone on stdout, so that it can be piped to where it is kept.
      io.stdout.write(`${token}\n`);
      const until = expiresAt === null ? "without end" : `until ${date(expiresAt)}`;
      io.stderr.write(
        `Token of ${name} for the profile ${profile}, ${until}. It is not shown again. Clients send it as: Authorization: Bearer <token>\n`,
      );
    }
  }
}

/** Nobody needs the hash. */
function shown(token: StoredToken): Omit<StoredToken, "hash"> {
  const { id, name, profile, createdAt, expiresAt, lastUsedAt, revokedAt } = token;
  return { id, name, profile, createdAt, expiresAt, lastUsedAt, revokedAt };
}

function listText(tokens: readonly StoredToken[], now: number): string {
  if (tokens.length === 0) return "There are no tokens.";
  const rows = tokens.map((token) => ({
    id: token.id,
    name: token.name,
    profile: token.profile,
    state: stateOf(token, now),
    expires: token.expiresAt === null ? "never" : date(token.expiresAt),
    last_used: token.lastUsedAt === null ? "never" : new Date(token.lastUsedAt).toISOString(),
  }));
  return table(rows, ["id", "name", "profile", "state", "expires", "last_used"]);
}

function stateOf({ revokedAt, expiresAt }: StoredToken, now: number): "valid" | "expired" | "revoked" {
  if (expiresAt !== null && expiresAt <= Math.min(now, revokedAt ?? now)) return "expired";
  return revokedAt === null ? "valid" : "revoked";
}

const date = (at: number): string => new Date(at).toISOString().slice(0, 10);
