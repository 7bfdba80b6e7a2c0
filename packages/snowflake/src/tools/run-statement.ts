import { ToolError } from "@sophia-mcp/core/errors";
import { parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { bindsParam, placeParams, sqlParam, waitParam } from "../params.ts";
import { readResult, renderResult, resultOutput } from "../results.ts";
import { changing } from "../sql/changing.ts";
import { defineTool } from "../tool.ts";

export const runStatement = defineTool({
  name: "snowflake_run_statement",
  title: "Run a changing statement",
  description:
    "Runs one statement that may change data or objects (INSERT, UPDATE, DELETE, MERGE, CREATE, ALTER, DROP, CALL, COPY INTO) as the session's role, and commits it. Works only where the operator has set SNOWFLAKE_ALLOW_WRITES. A wrong DROP or DELETE can be undone only within the table's Time Travel. For reading use snowflake_run_query.",
  access: "destroy",
  group: "writes",
  needs: "writes",
  scopes: ["the privileges of the statement"],
  more: "Read on with snowflake_get_query_result and the query_id.",
  input: z.object({ sql: sqlParam, binds: bindsParam, ...placeParams, wait_seconds: waitParam }),
  output: resultOutput.extend({ kind: z.string(), objects: z.array(z.string()).optional() }),
  async run({ input, api, progress }) {
    const { sql, kind, objects } = changing(input.sql);
    if (!api.writes) {
      throw new ToolError(
        "config",
        "snowflake_run_statement was refused: the operator has not enabled writes. SNOWFLAKE_ALLOW_WRITES=true enables them.",
      );
    }
    const queryId = await api.start(sql, input.binds, input);
    const result = await readResult(api, queryId, { ...input, limit: 100 }, { progress, own: true });
    return { ...result, kind, ...(objects.length > 0 ? { objects } : {}) };
  },
  render: ({ kind, objects = [], ...result }) =>
    parts([kind, objects.join(", ")].filter(Boolean).join(" "), renderResult(result)),
});
