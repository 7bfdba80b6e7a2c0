import { parts } from "@sophia-mcp/core/render";
import { nextSlice, slice, sliceOutput } from "@sophia-mcp/core/slice";
import { z } from "zod";
import { quoted, shown } from "../names.ts";
import { fullName } from "../objects.ts";
import { databaseParam, schemaParam } from "../params.ts";
import { defineTool } from "../tool.ts";

const kinds = [
  "TABLE",
  "VIEW",
  "SCHEMA",
  "DATABASE",
  "FUNCTION",
  "PROCEDURE",
  "SEQUENCE",
  "STREAM",
  "TASK",
  "PIPE",
  "DYNAMIC_TABLE",
  "SEMANTIC_VIEW",
  "FILE_FORMAT",
  "TAG",
  "POLICY",
] as const;

const ddlPage = 20_000;

export const getDdl = defineTool({
  name: "snowflake_get_ddl",
  title: "Get an object's DDL",
  description:
    "Returns the SQL that would make an object again: a table with its constraints, a view's query, a procedure's body, or all of a schema. Functions and procedures are named with their argument types, such as MY_FN(NUMBER). For columns alone use snowflake_get_table.",
  access: "read",
  group: "schema",
  scopes: ["OWNERSHIP or REFERENCES"],
  more: "Pass offset to read on.",
  input: z.object({
    kind: z.enum(kinds).describe("Kind of the object"),
    name: z.string().min(1).max(1000).describe("Name, such as DB.SCHEMA.ORDERS"),
    database: databaseParam,
    schema: schemaParam,
    offset: z.int().min(0).max(100_000_000).default(0).describe("Character to start at in a long definition"),
  }),
  output: z.object({
    name: z.string(),
    kind: z.string(),
    ddl: z.string(),
    ...sliceOutput,
  }),
  async run({ input, api }) {
    const name = objectName(input, api.defaults);
    const [row] = await api.rows("SELECT GET_DDL(?, ?, TRUE) AS ddl", [input.kind, name]);
    const { text, ...rest } = slice(String(row?.ddl ?? ""), { offset: input.offset, length: ddlPage });
    return { name, kind: input.kind, ddl: text, ...rest };
  },
  render: (output) => parts(output.ddl, nextSlice(output)),
});

type Given = { kind: string; name: string; database?: string | undefined; schema?: string | undefined };

function objectName(
  { kind, name, ...given }: Given,
  defaults: { database?: string | undefined; schema?: string | undefined },
): string {
  if (kind === "DATABASE") return quoted(fullName(name, {}, {}));
  if (kind === "SCHEMA") {
    const database = given.database ?? defaults.database;
    const parts = fullName(name, {}, {});
    return quoted(parts.length === 1 && database ? [...fullName(database, {}, {}), ...parts] : parts);
  }
  // Argument types belong to the name of a function.
  const at = name.indexOf("(");
  const called = at < 0 ? name : name.slice(0, at);
  const types = at < 0 ? "" : name.slice(at);
  return `${shown(fullName(called, given, defaults))}${types}`;
}
