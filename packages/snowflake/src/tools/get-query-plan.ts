import { parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { string, whole } from "../objects.ts";
import { bindsParam, placeParams, sqlParam } from "../params.ts";
import { readOnly } from "../sql/guard.ts";
import { defineTool } from "../tool.ts";

export const getQueryPlan = defineTool({
  name: "snowflake_get_query_plan",
  title: "Get a query's plan",
  description:
    "Returns the plan of a SELECT without running it: operators, tables, and how many partitions and bytes would be read. Use it before a query over large tables. It needs no running warehouse.",
  access: "read",
  group: "core",
  scopes: ["SELECT"],
  input: z.object({ sql: sqlParam, binds: bindsParam, ...placeParams }),
  output: z.object({
    partitions_total: z.int().optional(),
    partitions_assigned: z.int().optional(),
    bytes_assigned: z.int().optional(),
    operations: z.array(
      z.object({
        id: z.int(),
        parent: z.string().optional(),
        operation: z.string(),
        objects: z.string().optional(),
        expressions: z.string().optional(),
        partitions: z.string().optional(),
        bytes: z.int().optional(),
      }),
    ),
  }),
  async run({ input, api }) {
    const { sql, kind } = await readOnly(input.sql);
    const rows = await api.rows(
      kind === "EXPLAIN" ? sql : `EXPLAIN USING TABULAR ${sql}`,
      input.binds,
      input,
    );
    const total = rows.find(({ operation }) => operation === "GlobalStats");
    return {
      partitions_total: whole(total?.partitionstotal),
      partitions_assigned: whole(total?.partitionsassigned),
      bytes_assigned: whole(total?.bytesassigned),
      operations: rows
        .filter((row) => row !== total)
        .map((row) => ({
          id: whole(row.id) ?? 0,
          parent: string(row.parentoperators),
          operation: string(row.operation) ?? "",
          objects: string(row.objects),
          expressions: string(row.expressions),
          partitions:
            row.partitionstotal === null
              ? undefined
              : `${String(row.partitionsassigned)}/${String(row.partitionstotal)}`,
          bytes: whole(row.bytesassigned),
        })),
    };
  },
  render: ({ operations, ...total }) =>
    parts(
      total.bytes_assigned !== undefined &&
        `Would read ${total.bytes_assigned} bytes in ${total.partitions_assigned} of ${total.partitions_total} partitions.`,
      table(operations, ["id", "parent", "operation", "objects", "expressions", "partitions", "bytes"]),
    ),
});
