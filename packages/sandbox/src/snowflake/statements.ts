import { loadParser, node, parse, variant } from "./ast.ts";
import { CHANGES, status } from "./changes.ts";
import { pieces, reader, statementCount } from "./command-text.ts";
import { type Bindings, contextOf } from "./context.ts";
import { SqlError, unsupported } from "./errors.ts";
import { explain } from "./explain.ts";
import { translateQuery } from "./select.ts";
import { alter, use } from "./session-commands.ts";
import { describe, show } from "./show.ts";
import { createSources, type Runtime } from "./sources.ts";
import type { Session, SnowflakeState } from "./state.ts";
import type { Table } from "./types.ts";

export type Outcome = Table & {
  /** `SELECT`, `INSERT` and so on, as the history names it. */
  type: string;
  statementTypeId: number;
  /** Seconds that the statement takes beyond the sandbox's own. */
  waits: number;
  /** Set by a cancel: the id of the statement to end. */
  cancels?: string;
};

const TYPE_IDS: Readonly<Record<string, number>> = {
  SELECT: 0x10_00,
  INSERT: 0x31_00,
  UPDATE: 0x32_00,
  DELETE: 0x33_00,
  SHOW: 0x42_00,
  DESCRIBE: 0x43_00,
  EXPLAIN: 0x44_00,
  USE: 0x40_00,
  ALTER_SESSION: 0x41_00,
};

/** Carries out one statement at once; statements that wait are told apart by `waits`. */
export async function execute(
  state: SnowflakeState,
  session: Session,
  sql: string,
  bindings: Bindings,
): Promise<Outcome> {
  const wanted = Number(session.parameters.get("MULTI_STATEMENT_COUNT") ?? 1);
  const count = statementCount(sql);
  if (wanted !== 0 && count !== wanted) {
    throw new SqlError(
      "000008",
      "0A000",
      `Actual statement count ${count} did not match the desired statement count ${wanted}.`,
    );
  }
  const parser = await loadParser();
  const all = pieces(sql).filter(({ kind, value }) => kind !== "sign" || value !== ";");
  const read = reader(all);
  if (read.take("SHOW")) return done("SHOW", show(read, state, session));
  if (read.take("DESCRIBE") || read.take("DESC")) return done("DESCRIBE", describe(read, state, session));
  if (read.take("USE")) return done("USE", status(use(read, session)));
  if (read.take("ALTER", "SESSION") || read.take("ALTER", "USER")) {
    return done("ALTER_SESSION", status(alter(all, state, session)));
  }
  const effects = { waits: 0 } as { waits: number; cancels?: string };
  const runtime: Runtime = {
    state,
    session,
    parse: (text) => parse(parser, text),
    context: undefined as never,
  };
  const { context, binds } = contextOf(state, session, bindings, effects);
  runtime.context = context;
  const sources = createSources(runtime);
  const plan = /^\s*EXPLAIN(?:\s+USING\s+(?:TABULAR|TEXT|JSON))?\s+/i.exec(sql);
  const [tree] = parse(parser, plan ? sql.slice(plan[0].length) : sql);
  const [kind, content] = variant(tree);
  if (kind === "Query") {
    const translated = translateQuery(node(content), sources, context);
    if (plan) return done("EXPLAIN", explain(state, session, node(content)));
    const rows = state.warehouse.query(translated.sql, binds);
    return { ...done("SELECT", { columns: translated.columns, rows }), ...effects };
  }
  if (plan) throw unsupported(`EXPLAIN ${kind}`);
  const change = CHANGES[kind];
  if (!change) throw unsupported(kind);
  return done(
    kind.replace("CreateTable", "CREATE_TABLE").toUpperCase(),
    change(node(content), { state, session, sources, context, binds }),
  );
}

const done = (type: string, table: Table): Outcome => ({
  ...table,
  type,
  statementTypeId: TYPE_IDS[type] ?? 0x60_00,
  waits: 0,
});
