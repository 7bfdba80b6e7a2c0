import { InputError } from "@sophia-mcp/core/errors";
import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Bind } from "../api.ts";
import { parseName, quoted, shown } from "../names.ts";
import { offset, string } from "../objects.ts";
import { databaseParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const searchColumns = defineTool({
  name: "snowflake_search_columns",
  title: "Search columns",
  description:
    "Finds columns of one database by part of their name or comment, with table and type: the way to the right table when only the content is known. Needs a warehouse. For one table's columns use snowflake_get_table.",
  access: "read",
  group: "core",
  scopes: ["USAGE"],
  more: "Search a longer part of the name, or name the schema.",
  input: z.object({
    query: z.string().min(1).max(255).describe("Part of the column's name or comment, case ignored"),
    database: databaseParam,
    schema: z.string().min(1).max(255).optional().describe("Only this schema"),
    table: z.string().min(1).max(255).optional().describe("Only tables with this in their name"),
    ...pageInput(500, 50),
  }),
  output: z.object({
    columns: z.array(
      z.object({ table: z.string(), name: z.string(), type: z.string(), comment: z.string().optional() }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const given = input.database ?? api.defaults.database;
    if (!given)
      throw new InputError("Pass database: the session has none. snowflake_list_databases shows them.");
    const [database = ""] = parseName(given, 1);
    const binds: Bind[] = [input.query, input.query];
    const tests = ["(CONTAINS(LOWER(column_name), LOWER(?)) OR CONTAINS(LOWER(comment), LOWER(?)))"];
    if (input.schema) {
      tests.push("table_schema = ?");
      binds.push(parseName(input.schema, 1)[0] ?? "");
    }
    if (input.table) {
      tests.push("CONTAINS(LOWER(table_name), LOWER(?))");
      binds.push(input.table);
    }
    const sql = `SELECT table_schema, table_name, column_name, data_type, comment FROM ${quoted([database, "INFORMATION_SCHEMA", "COLUMNS"])} WHERE ${tests.join(" AND ")} ORDER BY table_schema, table_name, ordinal_position`;
    const { rows, ...next } = await collect(input, async (token, size) => {
      const start = offset(token);
      const page = await api.rows(`${sql} LIMIT ${size} OFFSET ${start}`, binds);
      return { rows: page, ...(page.length >= size ? { next: String(start + size) } : {}) };
    });
    const columns = rows.map((row) => ({
      table: shown([database, String(row.table_schema), String(row.table_name)]),
      name: String(row.column_name),
      type: String(row.data_type),
      comment: string(row.comment),
    }));
    return { columns, ...next };
  },
  render: (output) => parts(table(output.columns, ["table", "name", "type", "comment"]), nextPage(output)),
});
