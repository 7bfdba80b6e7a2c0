import { defineServer } from "@sophia-mcp/core/server";
import { z } from "zod";
import { connectSnowflake } from "./connect.ts";
import { credentialKinds, credentials } from "./credentials.ts";
import { sessionFacts } from "./session-facts.ts";
import { tools } from "./tools/index.ts";
import { version } from "./version.ts";

const nameSetting = z.string().max(255).default("");

export default defineServer({
  name: "snowflake",
  title: "Snowflake",
  version,
  instructions:
    "Snowflake data warehouse. Names are DATABASE.SCHEMA.NAME; unquoted names are upper case. Find tables with snowflake_list_tables or snowflake_search_columns, look at columns with snowflake_get_table, then query with snowflake_run_query, which only reads. Values belong into binds, not into the SQL text. Before a query over large tables look at snowflake_get_query_plan.",
  credentials,
  credentialKinds,
  settings: z.object({
    base_url: z
      .union([z.url(), z.literal("")])
      .default("")
      .describe("The account's URL; default https://<account>.snowflakecomputing.com"),
    role: nameSetting.describe("Role of the session; with it, secondary roles are switched off"),
    warehouse: nameSetting.describe("Warehouse that runs the statements"),
    database: nameSetting.describe("Database for names without one"),
    schema: nameSetting.describe("Schema for names without one"),
    query_tag: z.string().max(1000).default("sophia-mcp").describe("Query tag; the tool's name is added"),
    statement_timeout_seconds: z.coerce
      .number()
      .int()
      .min(1)
      .max(604_800)
      .default(300)
      .describe("Snowflake ends a statement after this time"),
    max_rows: z.coerce
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe("Most rows of one result"),
  }),
  connect: (context) => connectSnowflake(context),
  disconnect: (api) => api.close(),
  async identify(api) {
    const facts = await sessionFacts(api);
    return {
      account: `${facts.user} as ${facts.role} in ${facts.account}`,
      notes: [
        `Snowflake ${facts.version}, ${facts.region}`,
        `warehouse ${facts.warehouse || "(none)"}, database ${facts.database || "(none)"}, schema ${facts.schema || "(none)"}`,
        `roles: ${facts.available_roles.join(", ")}`,
        facts.writes_enabled ? "writes are enabled" : "reads only: SNOWFLAKE_ALLOW_WRITES is not set",
      ],
    };
  },
  tools,
});
