import { uuidFor } from "@sophia-mcp/sandbox/world/ids";

/** Statements of the agent itself that still run when the emulator starts. */
export const nearlyDone = uuidFor("snowflake:running:nearly-done");
export const longRunning = uuidFor("snowflake:running:long");

const slowly =
  "SELECT name, amount, SYSTEM$WAIT(300, 'MILLISECONDS') AS w FROM deals WHERE stage = ? ORDER BY amount DESC";

/** Arguments with which each tool succeeds against the emulator's company. */
export const examples = {
  snowflake_run_query: { sql: slowly, binds: ["Won"], limit: 3, wait_seconds: 5 },
  snowflake_get_query_result: { query_id: nearlyDone, limit: 3, wait_seconds: 5 },
  snowflake_cancel_query: { query_id: longRunning },
  snowflake_get_query_plan: { sql: "SELECT * FROM deals WHERE stage = ?", binds: ["Won"] },
  snowflake_list_queries: { since: "7d", limit: 3, sort_by: "slowest" },
  snowflake_list_databases: { limit: 2 },
  snowflake_list_schemas: { database: "ANALYTICS", limit: 5 },
  snowflake_list_tables: { schema: "CRM", limit: 3 },
  snowflake_get_table: { table: "DEALS", sample_rows: 1 },
  snowflake_search_columns: { query: "amount" },
  snowflake_list_warehouses: {},
  snowflake_get_session: {},
  snowflake_run_statement: {
    sql: "INSERT INTO scratch.public.notes (id, note) SELECT ?::number, 'seen'",
    binds: ["2"],
  },
  snowflake_get_ddl: { kind: "TABLE", name: "DEALS" },
  snowflake_list_semantic_views: { limit: 5 },
  snowflake_query_semantic_view: {
    view: "SALES",
    metrics: ["DEALS.DEAL_COUNT"],
    dimensions: ["DEALS.STAGE"],
  },
  snowflake_search_cortex: { service: "CUSTOMER_VOICE", query: "night batch is late", limit: 3 },
  snowflake_query_analyst: { question: "How many deals are in each stage?", semantic_view: "SALES" },
};

const cursor = Buffer.from('["2",0]').toString("base64url");
const place = { database: "SCRATCH", schema: "PUBLIC", warehouse: "LOADING_WH" };

/** Values for keys that the suite cannot guess. */
export const variations = {
  snowflake_run_query: {
    sql: "SELECT name FROM accounts WHERE name <> ?",
    binds: ["Lost"],
    wait_seconds: 0,
    ...place,
  },
  snowflake_get_query_result: { query_id: uuidFor("snowflake:history:4"), cursor, wait_seconds: 0.1 },
  snowflake_cancel_query: { query_id: nearlyDone },
  snowflake_get_query_plan: { sql: "SELECT * FROM accounts WHERE name = ?", binds: ["Lost"], ...place },
  snowflake_list_queries: {
    since: "2d",
    until: "1d",
    user: "DASHBOARD",
    warehouse: "ANALYTICS_WH",
    query: "deals",
    min_seconds: 1,
    text_length: 20,
    cursor,
  },
  snowflake_list_databases: { query: "ana", cursor: cursor },
  snowflake_list_schemas: { database: "SCRATCH", query: "crm", cursor: cursor },
  snowflake_list_tables: { database: "SCRATCH", schema: "PUBLIC", query: "deal", cursor: cursor },
  snowflake_get_table: { table: "ACCOUNTS", ...place },
  snowflake_search_columns: { query: "name", database: "SCRATCH", schema: "CRM", table: "deal", cursor },
  snowflake_list_warehouses: { query: "load" },
  snowflake_run_statement: {
    sql: "DELETE FROM scratch.public.notes WHERE id = ?::number",
    binds: ["1"],
    ...place,
  },
  snowflake_get_ddl: { kind: "VIEW", name: "ACCOUNTS", ...place },
  snowflake_list_semantic_views: { view: "SALES", ...place, query: "sal", cursor: cursor },
  snowflake_query_semantic_view: {
    view: "OTHER",
    metrics: ["DEALS.TOTAL_AMOUNT"],
    dimensions: ["ACCOUNTS.COUNTRY"],
    filters: ["DEALS.STAGE = Won"],
    sort_by: "-DEAL_COUNT",
    ...place,
  },
  snowflake_search_cortex: {
    service: "OTHER",
    query: "scanner",
    columns: ["TITLE"],
    filter: { "@eq": { SOURCE: "ticket" } },
    ...place,
  },
  snowflake_query_analyst: {
    question: "What did we win?",
    semantic_view: "OTHER",
    semantic_model_file: "@ANALYTICS.CRM.MODELS/sales.yaml",
    ...place,
  },
};

/** Keys that change the answer alone. */
export const localKeys = {
  snowflake_run_query: { limit: "Snowflake keeps the whole result; rows beyond the limit are paged from it" },
  snowflake_get_query_result: {
    limit: "the first part of a result comes whole with each answer",
    cursor: "a position in the result",
  },
  snowflake_list_queries: { text_length: "cuts texts that were read whole" },
  snowflake_get_ddl: { offset: "a position in the text that was read whole" },
};
