import type * as sqlparser from "@guanmingchiu/sqlparser-ts";
import { InputError } from "@sophia-mcp/core/errors";

type Tree = Record<string, unknown>;

/** What a query may be made of. A tree that holds any other kind of statement at any depth is refused. */
const bodies = new Set(["Select", "Query", "SetOperation", "Values"]);
/** Clauses of a SELECT that write or lock. */
const effects: Readonly<Record<string, string>> = {
  into: "SELECT INTO",
  locks: "FOR UPDATE",
  pipe_operators: "pipes",
};

let loading: Promise<typeof sqlparser> | undefined;

/** The parser (the one of Apache DataFusion, as WebAssembly) is loaded with the first query, never before. */
function loadParser(): Promise<typeof sqlparser> {
  loading ??= (async () => {
    const parser = await import("@guanmingchiu/sqlparser-ts");
    await parser.init();
    return parser;
  })();
  loading.catch(() => (loading = undefined));
  return loading;
}

/**
 * Proves that a text is exactly one query that writes nothing, in Snowflake's dialect.
 * @throws InputError with the parser's own words, or naming the part that writes
 */
export async function parseQuery(sql: string): Promise<void> {
  const parser = await loadParser();
  let statements: readonly unknown[];
  try {
    statements = parser.parse(sql, "snowflake");
  } catch (error) {
    const detail = (error instanceof Error ? error.message : String(error)).replace(
      /^.*sql parser error: /i,
      "",
    );
    throw new InputError(
      `The SQL is not understood, so it was not run: ${detail}. Rewrite it in plainer Snowflake SQL; comments were removed before it was read.`,
    );
  }
  const [only, ...more] = statements as Tree[];
  if (!only || more.length > 0) throw new InputError("One statement at a time. Nothing was run.");
  const [kind = ""] = Object.keys(only);
  if (kind !== "Query") throw refused(kind);
  onlyReads(only[kind]);
}

function onlyReads(tree: unknown): void {
  if (Array.isArray(tree)) return tree.forEach(onlyReads);
  if (typeof tree !== "object" || tree === null) return;
  for (const [key, value] of Object.entries(tree as Tree)) {
    const effect = effects[key];
    const present = Array.isArray(value) ? value.length > 0 : Boolean(value);
    if (effect !== undefined && present) throw refused(effect);
    // A query's body, and both sides of a UNION, are where other statements could stand.
    if (isBody(tree as Tree, key) && typeof value === "object" && value !== null) {
      const [kind = ""] = Object.keys(value);
      if (!bodies.has(kind)) throw refused(kind);
    }
    onlyReads(value);
  }
}

function isBody(tree: Tree, key: string): boolean {
  if (key === "body") return "locks" in tree;
  return (key === "left" || key === "right") && "set_quantifier" in tree;
}

const refused = (what: string): InputError =>
  new InputError(`Refused: this tool only reads, and the statement has ${what}. Nothing was run.`);
