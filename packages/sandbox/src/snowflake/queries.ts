import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, type Call, type Route, route } from "../emulator.ts";
import { uuidFor } from "../world/ids.ts";
import { isNode, word } from "./ast.ts";
import type { Bindings } from "./context.ts";
import { failed, SqlError } from "./errors.ts";
import { settle } from "./history.ts";
import { PARAMETERS, sessionOf, succeeded } from "./login.ts";
import { type Query, queryId, type Session, type SnowflakeState } from "./state.ts";
import { execute, type Outcome } from "./statements.ts";
import { type Cell, rowType, type Table, wire } from "./types.ts";

type SnowflakeCall = Call<SnowflakeState>;

/** Rows that come with the answer itself, and rows of each part that is fetched apart. */
const INLINE_ROWS = 500;
const CHUNK_ROWS = 400;
/** How long an answer may be held back for a statement that is not done. */
const HOLD_MS = 100;

export const queryRoutes: readonly Route<SnowflakeState>[] = [
  route("POST", "/queries/v1/query-request", submit),
  route("GET", "/queries/{id}/result", result),
  route("POST", "/queries/v1/abort-request", abortRequest),
  route("POST", "/queries/{id}/abort-request", abort),
  route("GET", "/monitoring/queries/{id}", monitor),
  route("GET", "/results/{id}/{chunk}", chunk),
];

async function submit(call: SnowflakeCall): Promise<Answer> {
  const { state } = call;
  const session = sessionOf(call);
  const requestId = call.query.get("requestId") ?? "";
  const body = isNode(call.body) ? call.body : {};
  // The same request sent again is the same statement: it runs once.
  const known = state.queries.find((query) => query.requestId === requestId);
  const query = known ?? (await start(state, session, requestId, body));
  if (body["asyncExec"] === true) return running(query, "333334");
  return whenReady(state, query);
}

async function start(
  state: SnowflakeState,
  session: Session,
  requestId: string,
  body: Readonly<Record<string, unknown>>,
): Promise<Query> {
  const text = word(body["sqlText"]);
  const given = isNode(body["parameters"]) ? body["parameters"] : {};
  const parameters = new Map([
    ...session.parameters,
    ...Object.entries(given).map(([name, value]) => [name, word(value)] as const),
  ]);
  const startedAt = state.clock();
  const query: Query = {
    id: queryId(state.queries.length),
    requestId,
    text,
    type: "UNKNOWN",
    user: session.user.name,
    role: session.role,
    warehouse: session.warehouse,
    database: session.database,
    schema: session.schema,
    tag: parameters.get("QUERY_TAG") ?? "",
    startedAt,
    readyAt: startedAt,
    status: "RUNNING",
    result: undefined,
    error: undefined,
    bytes: 0,
  };
  state.queries.push(query);
  try {
    // Statements change the session itself, not the parameters of this one.
    const scoped = new Proxy(session, {
      get: (target, key) => (key === "parameters" ? parameters : Reflect.get(target, key)),
    });
    const outcome = await execute(state, scoped, text, (body["bindings"] ?? {}) as Bindings);
    const most = Number(parameters.get("ROWS_PER_RESULTSET") ?? 0);
    query.type = outcome.type;
    query.result = most > 0 ? { ...outcome, rows: outcome.rows.slice(0, most) } : outcome;
    query.bytes = outcome.rows.length * 90;
    timeLimit(query, outcome, Number(parameters.get("STATEMENT_TIMEOUT_IN_SECONDS") ?? 0));
    cancelled(state, outcome);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    query.error = error;
  }
  query.readyAt = Math.max(query.readyAt, state.clock());
  return settle(query, state.clock());
}

function timeLimit(query: Query, { waits }: Outcome, limit: number): void {
  query.readyAt = query.startedAt + waits * 1000;
  if (limit === 0 || waits <= limit) return;
  query.readyAt = query.startedAt + limit * 1000;
  query.error = new SqlError(
    "000630",
    "57014",
    `Statement reached its statement or warehouse timeout of ${limit} second(s) and was canceled.`,
  );
}

function cancelled(state: SnowflakeState, { cancels }: Outcome): void {
  const query = state.queries.find(({ id }) => id === cancels);
  if (query) end(state, query);
}

function end(state: SnowflakeState, query: Query): boolean {
  if (settle(query, state.clock()).status !== "RUNNING") return false;
  query.error = new SqlError("000604", "57014", "SQL execution canceled");
  query.readyAt = state.clock();
  settle(query, query.readyAt);
  return true;
}

const running = ({ id }: Query, code: "333333" | "333334"): Answer => ({
  body: {
    data: {
      queryId: id,
      getResultUrl: `/queries/${id}/result`,
      queryAbortsAfterSecs: 300,
      progressDesc: null,
    },
    code,
    message: "Query execution in progress.",
    success: true,
  },
});

/** Holds the answer back for a while, as Snowflake does, and then says that the statement is not done. */
async function whenReady(state: SnowflakeState, query: Query): Promise<Answer> {
  const until = state.clock() + HOLD_MS;
  while (settle(query, state.clock()).status === "RUNNING") {
    if (state.clock() >= until) return running(query, "333333");
    await sleep(20);
  }
  if (query.error) {
    const { code, sqlState, message } = query.error;
    return failed(code, message, {
      internalError: false,
      errorCode: code,
      age: 0,
      sqlState,
      queryId: query.id,
      line: -1,
      pos: -1,
      type: "COMPILATION",
    });
  }
  const { columns, rows, statementTypeId } = query.result ?? { columns: [], rows: [], statementTypeId: 0 };
  const rest = Math.max(0, rows.length - INLINE_ROWS);
  const chunks = Array.from({ length: Math.ceil(rest / CHUNK_ROWS) }, (_, at) => {
    const text = chunkText({ columns, rows }, at);
    return {
      url: `${state.storage}/results/${query.id}/${at}`,
      rowCount: Math.min(CHUNK_ROWS, rest - at * CHUNK_ROWS),
      uncompressedSize: text.length,
      compressedSize: text.length,
    };
  });
  return succeeded({
    parameters: PARAMETERS,
    rowtype: columns.map(rowType),
    rowset: rows.slice(0, INLINE_ROWS).map((row) => wired(row, columns)),
    total: rows.length,
    returned: rows.length,
    queryId: query.id,
    sqlState: "00000",
    databaseProvider: null,
    finalDatabaseName: query.database ?? null,
    finalSchemaName: query.schema ?? null,
    finalWarehouseName: query.warehouse ?? null,
    finalRoleName: query.role,
    numberOfBinds: 0,
    arrayBindSupported: false,
    statementTypeId,
    version: 1,
    queryResultFormat: "json",
    ...(chunks.length > 0 ? { chunks, qrmk: chunkKey(query.id) } : {}),
  });
}

const wired = (row: readonly Cell[], columns: Table["columns"]) =>
  columns.map(({ type }, at) => wire(row[at] ?? null, type));

const chunkKey = (id: string): string => Buffer.from(uuidFor(`snowflake:chunk:${id}`)).toString("base64");

function chunkText({ columns, rows }: Table, at: number): string {
  const from = INLINE_ROWS + at * CHUNK_ROWS;
  return rows
    .slice(from, from + CHUNK_ROWS)
    .map((row) => JSON.stringify(wired(row, columns)))
    .join(",\n");
}

/** Parts of a result lie in cloud storage, which takes the key of the result and refuses any other credential. */
function chunk({ params, headers, state }: SnowflakeCall): Answer {
  const query = state.queries.find(({ id }) => id === params["id"]);
  const allowed = headers["x-amz-server-side-encryption-customer-key"] === chunkKey(params["id"] ?? "");
  if (!query?.result || !allowed || headers.authorization !== undefined) {
    return {
      status: 403,
      body: "<Error><Code>AccessDenied</Code></Error>",
      headers: { "content-type": "application/xml" },
    };
  }
  return {
    body: chunkText(query.result, Number(params["chunk"])),
    headers: { "content-type": "binary/octet-stream" },
  };
}

const owned = (call: SnowflakeCall): Query | undefined => {
  const { user } = sessionOf(call);
  return call.state.queries.find(({ id, user: owner }) => id === call.params["id"] && owner === user.name);
};

async function result(call: SnowflakeCall): Promise<Answer> {
  const query = owned(call);
  if (!query)
    return failed("000709", `Statement ${call.params["id"] ?? ""} not found`, { sqlState: "02000" });
  // Statements from before the sandbox started have no result yet.
  if (!query.result && !query.error)
    query.result = await execute(call.state, sessionOf(call), query.text, {});
  return whenReady(call.state, query);
}

function abort(call: SnowflakeCall): Answer {
  const query = owned(call);
  if (query && end(call.state, query)) return succeeded(null);
  return failed("000605", "Identified SQL statement is not currently executing.", { sqlState: "57014" });
}

function abortRequest(call: SnowflakeCall): Answer {
  sessionOf(call);
  const requestId = isNode(call.body) ? call.body["requestId"] : undefined;
  const query = call.state.queries.find((candidate) => candidate.requestId === requestId);
  if (query && end(call.state, query)) return succeeded(null);
  return failed("000605", "Identified SQL statement is not currently executing.", { sqlState: "57014" });
}

function monitor(call: SnowflakeCall): Answer {
  const query = owned(call);
  if (!query) return succeeded({ queries: [] });
  const { status, id, text, error } = settle(query, call.state.clock());
  return succeeded({
    queries: [
      {
        id,
        status,
        state: status,
        sqlText: text,
        errorCode: error?.code ?? null,
        errorMessage: error?.message ?? null,
      },
    ],
  });
}
