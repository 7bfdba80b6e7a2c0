import { cancelQuery } from "./cancel-query.ts";
import { getDdl } from "./get-ddl.ts";
import { getQueryPlan } from "./get-query-plan.ts";
import { getQueryResult } from "./get-query-result.ts";
import { getSession } from "./get-session.ts";
import { getTable } from "./get-table.ts";
import { listDatabases } from "./list-databases.ts";
import { listQueries } from "./list-queries.ts";
import { listSchemas } from "./list-schemas.ts";
import { listSemanticViews } from "./list-semantic-views.ts";
import { listTables } from "./list-tables.ts";
import { listWarehouses } from "./list-warehouses.ts";
import { queryAnalyst } from "./query-analyst.ts";
import { querySemanticView } from "./query-semantic-view.ts";
import { runQuery } from "./run-query.ts";
import { runStatement } from "./run-statement.ts";
import { searchColumns } from "./search-columns.ts";
import { searchCortex } from "./search-cortex.ts";

/** The core first, then the groups that `--groups` turns on. */
export const tools = [
  runQuery,
  getQueryResult,
  cancelQuery,
  getQueryPlan,
  listQueries,
  listDatabases,
  listSchemas,
  listTables,
  getTable,
  searchColumns,
  listWarehouses,
  getSession,
  runStatement,
  getDdl,
  listSemanticViews,
  querySemanticView,
  searchCortex,
  queryAnalyst,
];
