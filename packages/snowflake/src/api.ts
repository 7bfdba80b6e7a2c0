import { randomUUID } from "node:crypto";
import { currentCall, repeatable } from "@sophia-mcp/core/call";
import { AuthError, ToolError, UpstreamError } from "@sophia-mcp/core/errors";
import type { Http } from "@sophia-mcp/core/http";
import type { DriverStatement } from "./driver.ts";
import { aside, type Place, type Sessions } from "./sessions.ts";
import type { Transport } from "./transport.ts";
import { cellOf, columnOf, type Cell, type Column } from "./values.ts";

export type { Place } from "./sessions.ts";
export type Bind = string | number | boolean | null;

/** Rows of a result from one position on. */
export interface ResultPage {
  query_id: string;
  columns: Column[];
  rows: Cell[][];
  /** Rows of the whole result, at most as many as the row limit of this server. */
  total: number;
}

export interface Limits {
  rows: number;
  seconds: number;
}

const shortestWaitMs = 2000;

export type SnowflakeApi = ReturnType<typeof createApi>;
export type Row = Readonly<Record<string, Cell>>;

export interface ApiOptions {
  sessions(): Promise<Sessions>;
  /** Ends the sessions, if there are any. */
  close(): Promise<void>;
  transport: Transport;
  http: Http;
  /** Where statements run unless a tool is told otherwise. */
  defaults: Place;
  limits: Limits;
  writes: boolean;
  account: { name: string; url: string };
}

/** What the tools use of an account: statements, results, and two REST resources. */
export function createApi({ sessions, transport, http, ...facts }: ApiOptions) {
  async function statement(
    sql: string,
    binds: readonly Bind[] = [],
    place: Place = {},
  ): Promise<DriverStatement> {
    return (await sessions()).execute({ sql, binds }, only(place));
  }

  return {
    ...facts,

    /** All of the result of a small, quick statement of our own. */
    async table(sql: string, binds: readonly Bind[] = [], place: Place = {}): Promise<ResultPage> {
      const done = await repeatable(() => statement(sql, binds, place));
      return read(done, done.getQueryId(), 0, Infinity);
    },

    /** The same as records; keys are the columns' names in lower case. */
    async rows(sql: string, binds: readonly Bind[] = [], place: Place = {}): Promise<Row[]> {
      const { columns, rows } = await this.table(sql, binds, place);
      const names = columns.map(({ name }) => name.toLowerCase());
      return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])));
    },

    /** Starts a statement and answers its id at once; it runs on by itself. Sent twice it still runs once. */
    async start(sql: string, binds: readonly Bind[] = [], place: Place = {}): Promise<string> {
      const requestId = randomUUID();
      try {
        const session = await sessions();
        const begun = await repeatable(() =>
          session.execute({ sql, binds, requestId, detached: true }, only(place)),
        );
        return begun.getQueryId();
      } catch (error) {
        throw currentCall()?.access === "read" ? error : unknownOutcome(error);
      }
    },

    /**
     * Rows of a statement's result. Waits for a statement that still runs, at most `seconds` and within the call's time
     * limit; answers undefined when it is not done by then.
     */
    async result(
      queryId: string,
      { start = 0, count, seconds, waiting, own }: ResultRequest,
    ): Promise<ResultPage | undefined> {
      const patience = new AbortController();
      const { signal, deadline = Infinity } = currentCall() ?? {};
      const limit = Math.min(seconds * 1000, deadline - performance.now() - 1000);
      const started = performance.now();
      // The first answer is always waited for: it tells whether the statement is done.
      const timer = setTimeout(() => patience.abort(), Math.max(limit, shortestWaitMs));
      const running = (): void => {
        waiting();
        if (performance.now() - started >= limit) patience.abort();
      };
      const cancel = (): void => void aside(5, () => this.cancel(queryId)).catch(() => undefined);
      if (own) signal?.addEventListener("abort", cancel, { once: true });
      const release = transport.watch(queryId, { signal: patience.signal, waiting: running });
      try {
        const session = await sessions();
        return await read(await session.fetch(queryId), queryId, start, count);
      } catch (error) {
        if (patience.signal.aborted && !signal?.aborted) return undefined;
        throw error;
      } finally {
        clearTimeout(timer);
        release();
        signal?.removeEventListener("abort", cancel);
      }
    },

    /** What Snowflake says to a cancel, in its own words. */
    async cancel(queryId: string): Promise<string> {
      const [row] = await this.rows("SELECT SYSTEM$CANCEL_QUERY(?) AS answer", [queryId]);
      return String(row?.answer ?? "");
    },

    /** A POST to a REST resource, with the session's token. */
    async post<T>(path: string, body: unknown, what: string): Promise<T> {
      const send = async (): Promise<T> => {
        const token = await (await sessions()).token();
        return http.json<T>("POST", path, {
          body,
          what,
          headers: { authorization: `Snowflake Token="${token}"` },
        });
      };
      try {
        return await send();
      } catch (error) {
        if (!(error instanceof AuthError) || error.details.status !== 401) throw error;
        // The driver renews a session that has expired, but only for a statement.
        await this.rows("SELECT CURRENT_SESSION()");
        return send();
      }
    },
  };
}

async function read(
  done: DriverStatement,
  queryId: string,
  start: number,
  count: number,
): Promise<ResultPage> {
  const columns = done.getColumns().map(columnOf);
  const total = done.getNumRows();
  const raw = start < total && count > 0 ? await drain(done, start, Math.min(start + count, total) - 1) : [];
  const rows = raw.map((row) => columns.map((column, i) => cellOf(row[i] ?? null, column)));
  return { query_id: queryId, columns, rows, total };
}

/** Tools pass their whole input where a place is wanted. */
const only = ({ database, schema, warehouse }: Place): Place => ({ database, schema, warehouse });

export interface ResultRequest {
  start?: number;
  count: number;
  seconds: number;
  waiting(): void;
  /** The statement was started by this call: giving up the call ends it. */
  own?: boolean;
}

function drain(
  statement: DriverStatement,
  startIndex: number,
  endIndex: number,
): Promise<(string | null)[][]> {
  const rows: (string | null)[][] = [];
  return new Promise((resolve, reject) => {
    statement.fetchRows({
      startIndex,
      endIndex,
      each: (row) => void rows.push(row.values),
      end: (error) => (error ? reject(error) : resolve(rows)),
    });
  });
}

/** A statement was sent, sent again under the same id, and still no answer came. */
function unknownOutcome(error: unknown): unknown {
  const lost =
    error instanceof ToolError &&
    error.kind === "upstream" &&
    error.details.retryable &&
    error.details.status !== 429;
  if (!lost) return error;
  return new UpstreamError(
    `${error.message.replace(/ (Nothing was changed|The fault is on their side).*$/, "")} It is not known whether the statement ran: look with snowflake_list_queries before you repeat it.`,
    { ...error.details, retryable: false, outcome: "unknown", cause: error },
  );
}
