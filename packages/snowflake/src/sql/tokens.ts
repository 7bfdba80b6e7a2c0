import { InputError } from "@sophia-mcp/core/errors";

/** A token of Snowflake's SQL; `text` is as it was written. */
export interface Token {
  kind: "word" | "quoted" | "string" | "number" | "sign";
  text: string;
  /** What stood before it, comments included, as it is sent: nothing, a blank or a line end. */
  gap: "" | " " | "\n";
}

const blank = /[ \t\r\n\f]/;
const wordStart = /[A-Za-z_]/;
const wordPart = /[A-Za-z0-9_$]/;
/** Signs of more than one character that matter to the guard; all others are taken one by one. */
const longSigns = ["->>", "=>", "::", "||", "<=", ">=", "<>", "!=", "->", ":="];

/**
 * Cuts a statement as Snowflake's lexer does: comments `--`, `//` and `/* … *\/`, strings with `''` and backslashes,
 * `$$ … $$`, quoted names. Comments are dropped. What two lexers could read in two ways is refused.
 * @throws InputError for anything unterminated, for a comment inside a comment, and for odd characters outside quotes
 * @see https://docs.snowflake.com/en/sql-reference/data-types-text
 */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let done = 0;
  const push = (kind: Token["kind"], end: number): void => {
    const between = sql.slice(done, at);
    const gap = between === "" ? "" : between.includes("\n") ? "\n" : " ";
    tokens.push({ kind, text: sql.slice(at, end), gap });
    at = done = end;
  };
  while (at < sql.length) {
    const char = sql.charAt(at);
    const pair = sql.slice(at, at + 2);
    if (blank.test(char)) at++;
    else if (pair === "--" || pair === "//") at = lineEnd(sql, at);
    else if (pair === "/*") at = commentEnd(sql, at);
    else if (pair === "$$") push("string", closing(sql, "$$", at + 2, "a $$ string"));
    else if (char === "'") push("string", stringEnd(sql, at));
    else if (char === '"') push("quoted", quotedEnd(sql, at));
    else if (wordStart.test(char)) push("word", wordEnd(sql, at));
    else if (/[0-9]/.test(char)) push("number", numberEnd(sql, at));
    else if (char === "$" && /[A-Za-z0-9_]/.test(sql.charAt(at + 1))) push("word", wordEnd(sql, at + 1));
    else if (/[-+*/%=<>!|&^~(),.;:?[\]{}@]/.test(char)) {
      push("sign", at + (longSigns.find((sign) => sql.startsWith(sign, at))?.length ?? 1));
    } else {
      throw new InputError(
        `The SQL has the character ${JSON.stringify(char)} outside quotes, which is not accepted.`,
      );
    }
  }
  return tokens;
}

function lineEnd(sql: string, from: number): number {
  const end = /[\r\n]/.exec(sql.slice(from));
  return end ? from + end.index : sql.length;
}

function commentEnd(sql: string, from: number): number {
  const end = closing(sql, "*/", from + 2, "a comment");
  if (sql.slice(from + 2, end - 2).includes("/*")) {
    throw new InputError("The SQL has a comment inside a comment, which is not accepted.");
  }
  return end;
}

function closing(sql: string, mark: string, from: number, what: string): number {
  const end = sql.indexOf(mark, from);
  if (end < 0) throw new InputError(`The SQL has ${what} that is not closed.`);
  return end + mark.length;
}

function stringEnd(sql: string, from: number): number {
  for (let at = from + 1; at < sql.length; at++) {
    const char = sql.charAt(at);
    if (char === "\\") at++;
    else if (char === "'" && sql.charAt(at + 1) === "'") at++;
    else if (char === "'") return at + 1;
  }
  throw new InputError("The SQL has a string that is not closed.");
}

function quotedEnd(sql: string, from: number): number {
  for (let at = from + 1; at < sql.length; at++) {
    if (sql.charAt(at) !== '"') continue;
    if (sql.charAt(at + 1) === '"') at++;
    else return at + 1;
  }
  throw new InputError("The SQL has a quoted name that is not closed.");
}

function wordEnd(sql: string, from: number): number {
  let at = from;
  while (at < sql.length && wordPart.test(sql.charAt(at))) at++;
  return at;
}

function numberEnd(sql: string, from: number): number {
  const found = /^[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/.exec(sql.slice(from));
  return from + (found?.[0].length ?? 1);
}

/**
 * The statement that is sent: the tokens that were looked at and nothing else, so that no comment and no blank can be
 * read differently on the other side.
 */
export const canonical = (tokens: readonly Token[]): string =>
  tokens.map(({ gap, text }, i) => (i === 0 ? text : gap + text)).join("");
