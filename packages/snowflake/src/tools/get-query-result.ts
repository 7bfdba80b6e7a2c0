import { pageInput } from "@sophia-mcp/core/paging";
import { z } from "zod";
import { queryIdParam, waitParam } from "../params.ts";
import { readResult, renderResult, resultOutput } from "../results.ts";
import { defineTool } from "../tool.ts";

export const getQueryResult = defineTool({
  name: "snowflake_get_query_result",
  title: "Get a query's result",
  description:
    "Returns rows of a query that was run before, by its id: the rest of a long result, or the result of a query that still ran. Waits up to wait_seconds when it is not done. Snowflake keeps results for 24 hours, and only for the user who ran the query.",
  access: "read",
  group: "core",
  scopes: [],
  more: "Pass a smaller limit and page with cursor.",
  input: z.object({ query_id: queryIdParam, ...pageInput(5000, 100), wait_seconds: waitParam }),
  output: resultOutput,
  run: ({ input, api, progress }) => readResult(api, input.query_id, input, { progress }),
  render: (result) => renderResult(result),
});
