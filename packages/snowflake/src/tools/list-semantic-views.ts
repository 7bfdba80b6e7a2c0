import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Row } from "../api.ts";
import { quoted, shown } from "../names.ts";
import { fullName, like, showPage, string, within } from "../objects.ts";
import { databaseParam, likeParam, schemaParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listSemanticViews = defineTool({
  name: "snowflake_list_semantic_views",
  title: "List semantic views",
  description:
    "Lists semantic views, or with view the dimensions and metrics of one of them. A semantic view says what the business calls things; query it with snowflake_query_semantic_view, which needs no SQL.",
  access: "read",
  group: "semantic",
  scopes: ["USAGE"],
  input: z.object({
    view: z
      .string()
      .min(1)
      .max(800)
      .optional()
      .describe("Name of one view, to see its dimensions and metrics"),
    database: databaseParam,
    schema: schemaParam,
    query: likeParam,
    ...pageInput(500, 50),
  }),
  output: z.object({
    views: z
      .array(z.object({ name: z.string(), comment: z.string().optional(), owner: z.string().optional() }))
      .optional(),
    dimensions: z.array(z.record(z.string(), z.string())).optional(),
    metrics: z.array(z.record(z.string(), z.string())).optional(),
    ...pageOutput,
  }),
  async run({ input, api }) {
    if (input.view !== undefined) {
      const name = quoted(fullName(input.view, input, api.defaults));
      const [dimensions, metrics] = await Promise.all(
        ["DIMENSIONS", "METRICS"].map((part) =>
          api.rows(`SHOW SEMANTIC ${part}${like(input.query)} IN ${name}`),
        ),
      );
      return { dimensions: dimensions?.map(described), metrics: metrics?.map(described) };
    }
    const place = within(input, { database: api.defaults.database });
    const command = `SHOW SEMANTIC VIEWS${like(input.query)} ${place}`;
    const { rows, ...next } = await collect(input, (token, size) => showPage(api, command, token, size));
    const views = rows.map((row) => ({
      name: shown([row.database_name, row.schema_name, row.name].map(String)),
      comment: string(row.comment),
      owner: string(row.owner),
    }));
    return { views, ...next };
  },
  render: ({ views, dimensions, metrics, ...next }) =>
    parts(
      views && table(views, ["name", "comment", "owner"]),
      dimensions && `Dimensions:\n${table(dimensions, ["name", "type", "synonyms", "comment"])}`,
      metrics && `Metrics:\n${table(metrics, ["name", "type", "synonyms", "comment"])}`,
      nextPage(next),
    ),
});

/** `DEALS.STAGE` with its type: the name as a query takes it. */
function described(row: Row): Record<string, string> {
  const synonyms = (string(row.synonyms) ?? "").replace(/^\[|\]$|"/g, "");
  const record = {
    name: shown([row.table_name, row.name].map(String)),
    type: string(row.data_type),
    synonyms,
    comment: string(row.comment),
  };
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, string] => !!entry[1]));
}
