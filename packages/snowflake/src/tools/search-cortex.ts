import { parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { InputError } from "@sophia-mcp/core/errors";
import { shown } from "../names.ts";
import { fullName } from "../objects.ts";
import { databaseParam, schemaParam } from "../params.ts";
import { rowTable } from "../results.ts";
import { defineTool } from "../tool.ts";

interface Answer {
  results: Record<string, unknown>[];
  request_id: string;
}

export const searchCortex = defineTool({
  name: "snowflake_search_cortex",
  title: "Search with Cortex Search",
  description:
    "Searches a Cortex Search service by meaning and words, and returns the best rows. Each search costs credits. Services of the account: SHOW CORTEX SEARCH SERVICES IN ACCOUNT with snowflake_run_query.",
  access: "read",
  group: "cortex",
  scopes: ["USAGE", "SNOWFLAKE.CORTEX_USER"],
  more: "Pass a smaller limit, or name the columns.",
  input: z.object({
    service: z.string().min(1).max(800).describe("Name of the service, such as DB.SCHEMA.SUPPORT_SEARCH"),
    query: z.string().min(1).max(10_000).describe("What to look for, in plain words"),
    columns: z
      .array(z.string().min(1).max(255))
      .max(50)
      .optional()
      .describe("Columns to return; default: the searched one"),
    filter: z
      .record(z.string().max(20), z.unknown())
      .optional()
      .describe('Cortex filter, such as {"@eq": {"REGION": "EU"}} or {"@and": [ … ]}'),
    database: databaseParam,
    schema: schemaParam,
    limit: z.int().min(1).max(100).default(10).describe("Rows to return"),
  }),
  output: z.object({
    service: z.string(),
    results: z.array(z.record(z.string(), z.string())),
  }),
  async run({ input, api }) {
    const name = fullName(input.service, input, api.defaults);
    const [database, schema, service] = name;
    if (!database || !schema || !service)
      throw new InputError("Name the service as DATABASE.SCHEMA.SERVICE.");
    const path = `/api/v2/databases/${segment(database)}/schemas/${segment(schema)}/cortex-search-services/${segment(service)}:query`;
    const { query, columns, filter, limit } = input;
    const answer = await api.post<Answer>(
      path,
      { query, limit, ...(columns ? { columns } : {}), ...(filter ? { filter } : {}) },
      `Cortex Search service ${shown(name)}`,
    );
    // Scores are numbers of the service's own and mean nothing to a reader.
    const results = answer.results.map(({ "@scores": _scores, ...row }) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
    );
    return { service: shown(name), results };
  },
  render({ service, results }) {
    const keys = [...new Set(results.flatMap((row) => Object.keys(row)))];
    const rows = results.map((row) => keys.map((key) => row[key] ?? null));
    return parts(
      `${results.length} results of ${service}`,
      rows.length > 0 &&
        rowTable(
          keys.map((key) => ({ name: key, type: "text" })),
          rows,
        ),
    );
  },
});

const segment = (name: string): string =>
  encodeURIComponent(/^[A-Z_][A-Z0-9_$]*$/.test(name) ? name : `"${name}"`);
