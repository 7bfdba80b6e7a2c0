import type { Expression } from "./calls.ts";
import { quoteText } from "./database.ts";
import { ddlOf } from "./ddl.ts";
import { SqlError } from "./errors.ts";
import { constantText } from "./expressions.ts";
import type { Runtime } from "./sources.ts";
import { ACCOUNT, type Session, type SnowflakeState } from "./state.ts";
import { BOOLEAN, type Cell, DATE, LTZ, storeTime, TEXT } from "./types.ts";

export type Bindings = Readonly<Record<string, { type: string; value: string | null }>>;

/** What statements know of their session, and the values that were bound. */
export function contextOf(
  state: SnowflakeState,
  session: Session,
  bindings: Bindings,
  effects: { waits: number; cancels?: string },
) {
  const binds: Record<string, Cell> = {};
  let position = 0;
  const value = ({ sql }: Expression): string | undefined => {
    const cell = state.warehouse.query(`SELECT ${sql}`, binds)[0]?.[0];
    return cell === null || cell === undefined ? undefined : String(cell);
  };
  const CONSTANTS: Readonly<Record<string, (args: readonly Expression[]) => Expression>> = {
    CURRENT_ROLE: () => text(session.role),
    CURRENT_USER: () => text(session.user.name),
    CURRENT_WAREHOUSE: () => text(session.warehouse),
    CURRENT_DATABASE: () => text(session.database),
    CURRENT_SCHEMA: () => text(session.schema),
    CURRENT_ACCOUNT: () => text("XY12345"),
    CURRENT_ACCOUNT_NAME: () => text(ACCOUNT.name),
    CURRENT_ORGANIZATION_NAME: () => text(ACCOUNT.organization),
    CURRENT_REGION: () => text(ACCOUNT.region),
    CURRENT_VERSION: () => text(ACCOUNT.version),
    CURRENT_SESSION: () => text(String(session.id)),
    CURRENT_AVAILABLE_ROLES: () => text(JSON.stringify(["PUBLIC", ...session.user.roles])),
    CURRENT_SECONDARY_ROLES: () =>
      text(
        JSON.stringify(
          session.secondary
            ? { roles: session.user.roles.join(","), value: "ALL" }
            : { roles: "", value: "" },
        ),
      ),
    CURRENT_TIMESTAMP: () => ({ sql: quoteText(storeTime(state.clock())), type: LTZ }),
    SYSDATE: () => ({ sql: quoteText(storeTime(state.clock())), type: LTZ }),
    CURRENT_DATE: () => ({ sql: quoteText(storeTime(state.clock()).slice(0, 10)), type: DATE }),
    LAST_QUERY_ID: () => text(state.queries.at(-2)?.id),
    GET_DDL: ([kind, object, qualified]) =>
      text(
        ddlOf(
          state,
          session,
          value(kind ?? text("")) ?? "",
          value(object ?? text("")) ?? "",
          qualified !== undefined && value(qualified) === "1",
        ),
      ),
    SYSTEM$WAIT: ([amount, unit]) => {
      const units: Readonly<Record<string, number>> = { MILLISECONDS: 0.001, SECONDS: 1, MINUTES: 60 };
      const word = (unit && value(unit)?.toUpperCase()) ?? "SECONDS";
      effects.waits = Math.round(Number(amount ? value(amount) : 0) * (units[word] ?? 1) * 1000) / 1000;
      return text(`waited ${effects.waits} seconds`);
    },
    SYSTEM$CANCEL_QUERY: ([id]) => {
      const wanted = id ? value(id) : undefined;
      if (wanted !== undefined) effects.cancels = wanted;
      const running = state.queries.some(
        (query) => query.id === wanted && query.status === "RUNNING" && state.clock() < query.readyAt,
      );
      return text(
        running ? `query [${wanted}] terminated.` : "Identified SQL statement is not currently executing.",
      );
    },
    SYSTEM$TYPEOF: ([what]) => text(what?.type.kind.toUpperCase()),
    TRUE: () => ({ sql: "TRUE", type: BOOLEAN }),
  };
  const context: Runtime["context"] = {
    constant: (name, args) => (Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name]?.(args) : undefined),
    bind(placeholder) {
      const key = placeholder === "?" ? String((position += 1)) : placeholder.slice(1);
      const bound = bindings[key];
      if (!bound)
        throw new SqlError(
          "002049",
          "42601",
          "SQL compilation error: error line 1 at position 0\nBind variable not set.",
        );
      const number = bound.type === "FIXED" || bound.type === "REAL";
      const boolean = bound.type === "BOOLEAN";
      const { value: given } = bound;
      binds[`b${key}`] =
        given === null ? null : number ? Number(given) : boolean ? (given === "true" ? 1 : 0) : given;
      return {
        sql: `:b${key}`,
        type: number
          ? { kind: bound.type === "REAL" ? "real" : "fixed", scale: 0 }
          : boolean
            ? BOOLEAN
            : TEXT,
      };
    },
    evaluate: value,
  };
  return { context, binds };
}

const text = (words: string | undefined | null): Expression =>
  words === undefined || words === null ? { sql: "NULL", type: TEXT } : constantText(words);
