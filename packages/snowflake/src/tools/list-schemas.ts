import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { like, showPage, string, within } from "../objects.ts";
import { databaseParam, likeParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listSchemas = defineTool({
  name: "snowflake_list_schemas",
  title: "List schemas",
  description:
    "Lists the schemas of a database, or of the whole account where neither the call nor the session names one. Needs no warehouse. Tables and views of a schema: snowflake_list_tables.",
  access: "read",
  group: "core",
  scopes: ["USAGE"],
  input: z.object({ database: databaseParam, query: likeParam, ...pageInput(1000, 50) }),
  output: z.object({
    schemas: z.array(
      z.object({
        database: z.string(),
        name: z.string(),
        owner: z.string().optional(),
        comment: z.string().optional(),
        created_at: z.string().optional(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const place = within({ database: input.database }, { database: api.defaults.database });
    const command = `SHOW SCHEMAS${like(input.query)} ${place}`;
    const { rows, ...next } = await collect(input, (token, size) => showPage(api, command, token, size));
    const schemas = rows.map((row) => ({
      database: String(row.database_name),
      name: String(row.name),
      owner: string(row.owner),
      comment: string(row.comment),
      created_at: string(row.created_on),
    }));
    return { schemas, ...next };
  },
  render: (output) =>
    parts(table(output.schemas, ["database", "name", "owner", "comment", "created_at"]), nextPage(output)),
});
