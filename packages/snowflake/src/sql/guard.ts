import { InputError } from "@sophia-mcp/core/errors";
import { parseQuery } from "./parse.ts";
import { canonical, tokenize, type Token } from "./tokens.ts";

/** SYSTEM$ functions that only tell something. Every other one is refused: many of them act. */
const harmlessSystemFunctions = new Set(
  "ALLOWLIST CLUSTERING_DEPTH CLUSTERING_INFORMATION ESTIMATE_QUERY_ACCELERATION ESTIMATE_SEARCH_OPTIMIZATION_COSTS EXPLAIN_JSON_TO_TEXT EXPLAIN_PLAN_JSON GET_TAG LAST_CHANGE_COMMIT_TIME PIPE_STATUS STREAM_HAS_DATA TYPEOF WAIT"
    .split(" ")
    .map((name) => `SYSTEM$${name}`),
);

/** Functions outside SYSTEM$ that change something although they stand in a SELECT. */
const actingFunctions = new Set(["FINETUNE", "GETNEXTVAL", "NEXTVAL"]);

export interface Statement {
  /** What is sent: without comments and the last semicolon. */
  sql: string;
  /** `SELECT`, `SHOW`, `DESCRIBE`, `EXPLAIN`, or the first words of anything else: `CREATE TABLE`. */
  kind: string;
}

/** One statement, cut and cleaned; nothing is said about what it does. */
export function oneStatement(sql: string): { tokens: Token[]; sql: string } {
  const tokens = tokenize(sql);
  while (tokens.at(-1)?.text === ";") tokens.pop();
  if (tokens.length === 0) throw new InputError("There is no SQL statement to run.");
  if (tokens.some(({ kind, text }) => kind === "sign" && text === ";")) {
    throw new InputError(
      "One statement at a time: the SQL has more than one, divided by a semicolon. Nothing was run.",
    );
  }
  if (tokens.some(({ kind, text }) => kind === "sign" && text === "->>")) {
    throw new InputError("One statement at a time: the flow operator ->> chains several. Nothing was run.");
  }
  return { tokens, sql: canonical(tokens) };
}

/**
 * A statement that only reads: one SELECT (also with WITH), SHOW, DESCRIBE, or EXPLAIN of a SELECT. A query must be
 * understood by a parser of Snowflake's dialect; what it does not understand is refused.
 * @throws InputError that says what is not allowed, and which tool is
 */
export async function readOnly(sql: string): Promise<Statement> {
  const { tokens, sql: text } = oneStatement(sql);
  const first = wordAt(tokens, 0);
  functionsRead(tokens);
  switch (first) {
    case "SHOW":
    case "DESCRIBE":
    case "DESC":
      flat(tokens);
      return { sql: text, kind: first === "SHOW" ? "SHOW" : "DESCRIBE" };
    case "EXPLAIN": {
      const skip = wordAt(tokens, 1) === "USING" ? 3 : 1;
      await parseQuery(canonical(tokens.slice(skip)));
      return { sql: text, kind: "EXPLAIN" };
    }
    case "SELECT":
    case "WITH":
    case "(":
    case "VALUES":
      await parseQuery(text);
      return { sql: text, kind: "SELECT" };
    default:
      throw notReadOnly(`${first || tokens[0]?.text} statements`);
  }
}

export function notReadOnly(what: string): InputError {
  return new InputError(
    `Refused: this tool runs reading statements only (SELECT, WITH, SHOW, DESCRIBE, EXPLAIN), no ${what}. Nothing was run. Where the operator has enabled writes, snowflake_run_statement runs other statements.`,
  );
}

const wordAt = (tokens: readonly Token[], at: number): string => tokens[at]?.text.toUpperCase() ?? "";

/** SHOW and DESCRIBE have one flat form: words, names and texts, nothing that could hold another statement. */
function flat(tokens: readonly Token[]): void {
  const odd = tokens.find(({ kind, text }) => kind === "sign" && !".,()=%".includes(text));
  if (odd) throw new InputError(`SHOW and DESCRIBE take no ${odd.text}. Nothing was run.`);
}

/** Every name before a parenthesis, however it is quoted or qualified, and a sequence's next value. */
function functionsRead(tokens: readonly Token[]): void {
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== "word" && token.kind !== "quoted") continue;
    const name = (token.kind === "quoted" ? token.text.slice(1, -1) : token.text).toUpperCase();
    if (name.startsWith("SYSTEM$") && !harmlessSystemFunctions.has(name))
      throw notReadOnly(`${name}, which can act`);
    const called = tokens[i + 1]?.text === "(" || (tokens[i - 1]?.text === "." && name === "NEXTVAL");
    if (called && actingFunctions.has(name)) throw notReadOnly(`${name}, which changes something`);
    if (name === "IDENTIFIER" && callsWhatItNames(tokens, i))
      throw notReadOnly("function named by IDENTIFIER");
  }
}

/** `IDENTIFIER('…')(…)` calls a function whose name is a text or a bind. */
function callsWhatItNames(tokens: readonly Token[], at: number): boolean {
  let depth = 0;
  for (let i = at + 1; i < tokens.length; i++) {
    const { text } = tokens[i] ?? { text: "" };
    if (text === "(") depth++;
    if (text === ")") depth--;
    if (depth === 0) return text === ")" && tokens[i + 1]?.text === "(";
  }
  return false;
}
