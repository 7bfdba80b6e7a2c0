import { z } from "zod";
import { bindsParam, placeParams, sqlParam, waitParam } from "../params.ts";
import { readResult, renderResult, resultOutput } from "../results.ts";
import { readOnly } from "../sql/guard.ts";
import { defineTool } from "../tool.ts";

export const runQuery = defineTool({
  name: "snowflake_run_query",
  title: "Run a reading query",
  description:
    "Runs one reading statement (SELECT, WITH, SHOW, DESCRIBE, EXPLAIN) and returns its rows. Anything that changes data, and any second statement, is refused before it is sent. A query that takes longer than wait_seconds goes on by itself: its id is returned, and snowflake_get_query_result reads it later. Costs credits of the warehouse; snowflake_get_query_plan shows how much would be read.",
  access: "read",
  group: "core",
  scopes: ["SELECT"],
  more: "Select fewer columns, aggregate, or read on with snowflake_get_query_result and the query_id.",
  input: z.object({
    sql: sqlParam,
    binds: bindsParam,
    ...placeParams,
    limit: z.int().min(1).max(5000).default(100).describe("Rows to return at once"),
    wait_seconds: waitParam,
  }),
  output: resultOutput,
  async run({ input, api, progress }) {
    const { sql } = await readOnly(input.sql);
    const queryId = await api.start(sql, input.binds, input);
    return readResult(api, queryId, input, { progress, own: true });
  },
  render: (result) => renderResult(result),
});
