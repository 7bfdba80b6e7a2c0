import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { shown } from "../names.ts";
import { like, showPage, string, whole, within } from "../objects.ts";
import { databaseParam, likeParam } from "../params.ts";
import { defineTool } from "../tool.ts";

const commands = { all: "SHOW OBJECTS", tables: "SHOW TABLES", views: "SHOW VIEWS" };

export const listTables = defineTool({
  name: "snowflake_list_tables",
  title: "List tables and views",
  description:
    "Lists tables and views of a schema or a whole database, with rows, bytes and comment, by part of their name. Needs no warehouse. Columns of one: snowflake_get_table; columns by name over all tables: snowflake_search_columns.",
  access: "read",
  group: "core",
  scopes: ["USAGE"],
  more: "Name the schema, or search with query.",
  search: {
    query: "query",
    limit: "limit",
    kind: "table",
    results: "tables",
    title: "name",
    updated: "created_at",
    about: ["kind", "comment"],
  },
  input: z.object({
    database: databaseParam,
    schema: z.string().min(1).max(255).optional().describe("Schema; without it all of the database"),
    query: likeParam,
    kind: z.enum(["all", "tables", "views"]).default("all").describe("Only tables or only views"),
    ...pageInput(1000, 50),
  }),
  output: z.object({
    tables: z.array(
      z.object({
        name: z.string(),
        kind: z.string().optional(),
        rows: z.int().optional(),
        bytes: z.int().optional(),
        comment: z.string().optional(),
        created_at: z.string().optional(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const command = `${commands[input.kind]}${like(input.query)} ${within(input, { database: api.defaults.database })}`;
    const { rows, ...next } = await collect(input, (token, size) => showPage(api, command, token, size));
    const tables = rows.map((row) => ({
      name: shown([row.database_name, row.schema_name, row.name].map(String)),
      kind: string(row.kind) ?? (input.kind === "views" ? "VIEW" : "TABLE"),
      rows: whole(row.rows),
      bytes: whole(row.bytes),
      comment: string(row.comment),
      created_at: string(row.created_on),
    }));
    return { tables, ...next };
  },
  render: (output) =>
    parts(table(output.tables, ["name", "kind", "rows", "bytes", "comment"]), nextPage(output)),
});
