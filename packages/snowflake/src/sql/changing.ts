import { InputError } from "@sophia-mcp/core/errors";
import { oneStatement } from "./guard.ts";
import type { Token } from "./tokens.ts";

/** First words that are refused also where writes are enabled, with the reason. */
const never: Readonly<Record<string, string>> = {
  PUT: "PUT reads files of this machine",
  GET: "GET writes files to this machine",
  USE: "each call says where it runs: pass database, schema and warehouse; the role is SNOWFLAKE_ROLE",
  SET: "session variables do not outlive a call",
  UNSET: "session variables do not outlive a call",
  BEGIN: "each call is its own transaction",
  START: "each call is its own transaction",
  COMMIT: "each call is its own transaction",
  ROLLBACK: "each call is its own transaction",
  DECLARE: "scripts hold more than one statement",
  EXECUTE: "EXECUTE runs text that was not looked at",
};

const kinds = new Set(
  "CREATE ALTER DROP UNDROP TRUNCATE COMMENT GRANT REVOKE INSERT UPDATE DELETE MERGE COPY CALL WITH SELECT SHOW DESCRIBE DESC EXPLAIN REMOVE RM LIST LS".split(
    " ",
  ),
);

const modifiers = new Set(
  "OR REPLACE ALTER TEMPORARY TEMP TRANSIENT VOLATILE LOCAL GLOBAL SECURE RECURSIVE MATERIALIZED IF NOT EXISTS INTO FROM OVERWRITE ALL".split(
    " ",
  ),
);

export interface Change {
  sql: string;
  /** `CREATE TABLE`, `DELETE`: what a person who confirms it must know. */
  kind: string;
  /** Names that the statement gives first, as it writes them. */
  objects: string[];
}

/**
 * One statement of any kind, except those that touch this machine, chain others or change the session.
 * @throws InputError
 */
export function changing(sql: string): Change {
  const { tokens, sql: text } = oneStatement(sql);
  const first = tokens[0]?.text.toUpperCase() ?? "";
  const reason = never[first];
  if (reason) throw new InputError(`${first} is refused: ${reason}. Nothing was run.`);
  const session = first === "ALTER" && tokens[1]?.text.toUpperCase() === "SESSION";
  if (session)
    throw new InputError("ALTER SESSION is refused: sessions are shared between calls. Nothing was run.");
  if (!kinds.has(first)) throw new InputError(`${first} statements are not accepted. Nothing was run.`);
  return { sql: text, ...subject(tokens, first) };
}

function subject(tokens: readonly Token[], first: string): { kind: string; objects: string[] } {
  const type: string[] = [];
  let at = 1;
  if (/^(CREATE|ALTER|DROP|UNDROP|TRUNCATE)$/.test(first)) {
    for (; tokens[at]?.kind === "word"; at++) {
      const next = word(tokens[at]);
      if (modifiers.has(next)) continue;
      if (type.length > 0) break;
      type.push(next);
    }
  } else {
    while (tokens[at]?.kind === "word" && modifiers.has(word(tokens[at]))) at++;
  }
  const named = /^(CREATE|ALTER|DROP|UNDROP|TRUNCATE|INSERT|UPDATE|DELETE|MERGE|COPY|CALL)$/.test(first);
  const name = named ? nameAt(tokens, at) : "";
  return { kind: [first, ...type].join(" "), objects: name ? [name] : [] };
}

const word = (token: Token | undefined): string => token?.text.toUpperCase() ?? "";

function nameAt(tokens: readonly Token[], from: number): string {
  let name = "";
  for (let at = from; ; at++) {
    const token = tokens[at];
    const part = token && (token.kind === "word" || token.kind === "quoted" || token.text === "@");
    if (!part) return name.replace(/\.$/, "");
    name += token.text;
    if (token.text === "@") continue;
    if (tokens[at + 1]?.text !== ".") return name;
    name += ".";
    at++;
  }
}
