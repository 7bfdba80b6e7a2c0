import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { sessionFacts } from "../session-facts.ts";
import { defineTool } from "../tool.ts";

export const getSession = defineTool({
  name: "snowflake_get_session",
  title: "Get the session",
  description:
    "Returns who is connected and with what: account, user, role, the roles that could be used, warehouse, database, schema, and the limits of this server. Look here first when an object is not found or a privilege is missing.",
  access: "read",
  group: "core",
  scopes: [],
  input: z.object({}),
  output: z.object({
    account: z.string(),
    url: z.string(),
    region: z.string(),
    version: z.string(),
    user: z.string(),
    role: z.string(),
    available_roles: z.array(z.string()),
    secondary_roles: z.string(),
    warehouse: z.string(),
    database: z.string(),
    schema: z.string(),
    writes_enabled: z.boolean(),
    max_rows: z.int(),
    statement_timeout_seconds: z.int(),
  }),
  run: async ({ api }) => ({
    ...(await sessionFacts(api)),
    url: api.account.url,
    max_rows: api.limits.rows,
    statement_timeout_seconds: api.limits.seconds,
  }),
  render: (facts) => fields(facts),
});
