import { activeRoles, type Query, type Session, type SnowflakeState } from "./state.ts";
import { type Cell, type Column, LTZ, parseTime, REAL, storeTime, TEXT, WHOLE } from "./types.ts";

const text = (name: string): Column => ({ name, type: TEXT });
const whole = (name: string): Column => ({ name, type: WHOLE });

export const HISTORY_COLUMNS: readonly Column[] = [
  text("QUERY_ID"),
  text("QUERY_TEXT"),
  text("DATABASE_NAME"),
  text("SCHEMA_NAME"),
  text("QUERY_TYPE"),
  text("USER_NAME"),
  text("ROLE_NAME"),
  text("WAREHOUSE_NAME"),
  text("QUERY_TAG"),
  text("EXECUTION_STATUS"),
  text("ERROR_CODE"),
  text("ERROR_MESSAGE"),
  { name: "START_TIME", type: LTZ },
  { name: "END_TIME", type: LTZ },
  whole("TOTAL_ELAPSED_TIME"),
  whole("BYTES_SCANNED"),
  whole("ROWS_PRODUCED"),
  { name: "CREDITS_USED_CLOUD_SERVICES", type: REAL },
];

/** Settles a statement whose time has come. */
export function settle(query: Query, now: number): Query {
  if (query.status === "RUNNING" && now >= query.readyAt)
    query.status = query.error ? "FAILED_WITH_ERROR" : "SUCCESS";
  return query;
}

/** Newest end first, as Snowflake's function gives them; others' statements need MONITOR, which readers lack. */
export function historyRows(
  state: SnowflakeState,
  session: Session,
  range: { from: string | undefined; to: string | undefined },
  limit: number,
): Cell[][] {
  const now = state.clock();
  const from = range.from === undefined ? -Infinity : parseTime(range.from);
  const to = range.to === undefined ? Infinity : parseTime(range.to);
  const all = activeRoles(session).includes("DATA_ENGINEER");
  return state.queries
    .map((query) => settle(query, now))
    .filter(({ user }) => all || user === session.user.name)
    .filter(({ status, readyAt }) => status === "RUNNING" || (readyAt >= from && readyAt <= to))
    .sort((left, right) => right.readyAt - left.readyAt)
    .slice(0, limit)
    .map((query) => [
      query.id,
      query.text,
      query.database ?? null,
      query.schema ?? null,
      query.type,
      query.user,
      query.role,
      query.warehouse ?? null,
      query.tag,
      query.status,
      query.error?.code ?? null,
      query.error?.message ?? null,
      storeTime(query.startedAt),
      query.status === "RUNNING" ? null : storeTime(query.readyAt),
      Math.round((query.status === "RUNNING" ? now : query.readyAt) - query.startedAt),
      query.bytes,
      query.result?.rows.length ?? 0,
      0.0001,
    ]);
}
