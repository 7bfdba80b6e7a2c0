import { z } from "zod";
import type { Bind } from "../api.ts";
import { parseName, quoted } from "../names.ts";
import { fullName } from "../objects.ts";
import { databaseParam, schemaParam, warehouseParam } from "../params.ts";
import { readResult, renderResult, resultOutput } from "../results.ts";
import { semanticFilter } from "../semantic-filter.ts";
import { defineTool } from "../tool.ts";

const member = z.array(z.string().min(1).max(600)).max(30).default([]);

export const querySemanticView = defineTool({
  name: "snowflake_query_semantic_view",
  title: "Query a semantic view",
  description:
    "Computes metrics of a semantic view by dimensions, for example total amount by stage, without SQL: the statement is made here. Names come from snowflake_list_semantic_views with view. For anything that the view does not hold use snowflake_run_query.",
  access: "read",
  group: "semantic",
  scopes: ["SELECT"],
  more: "Pass a smaller limit, or read on with snowflake_get_query_result.",
  input: z.object({
    view: z.string().min(1).max(800).describe("Semantic view, such as DB.SCHEMA.SALES"),
    metrics: member.describe("Metrics, such as DEALS.TOTAL_AMOUNT"),
    dimensions: member.describe("Dimensions to group by, such as DEALS.STAGE"),
    filters: z
      .array(z.string().min(3).max(1000))
      .max(20)
      .default([])
      .describe(
        'Tests on dimensions, all must hold: "ACCOUNTS.COUNTRY = Norway", "DEALS.STAGE in Won, Lost", "… contains …"',
      ),
    sort_by: z.string().max(600).optional().describe("Column of the result, - in front for descending"),
    database: databaseParam,
    schema: schemaParam,
    warehouse: warehouseParam,
    limit: z.int().min(1).max(5000).default(100).describe("Rows to return"),
  }),
  output: resultOutput,
  async run({ input, api, progress }) {
    const binds: Bind[] = [];
    const tests = input.filters.map((filter) => semanticFilter(filter, binds));
    const body = [
      quoted(fullName(input.view, input, api.defaults)),
      clause("METRICS", input.metrics),
      clause("DIMENSIONS", input.dimensions),
      tests.length > 0 ? ` WHERE ${tests.join(" AND ")}` : "",
    ].join("");
    const descending = input.sort_by?.startsWith("-");
    const order = input.sort_by
      ? ` ORDER BY ${quoted(parseName(input.sort_by.replace(/^-/, ""), 1))}${descending ? " DESC" : ""}`
      : "";
    const place = { warehouse: input.warehouse };
    const queryId = await api.start(
      `SELECT * FROM SEMANTIC_VIEW(${body})${order} LIMIT ${input.limit}`,
      binds,
      place,
    );
    return readResult(api, queryId, { limit: input.limit, wait_seconds: 600 }, { progress, own: true });
  },
  render: (result) => renderResult(result),
});

const clause = (word: string, names: readonly string[]): string =>
  names.length > 0 ? ` ${word} ${names.map((name) => quoted(parseName(name, 2))).join(", ")}` : "";
