import { fields, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Row } from "../api.ts";
import { quoted, shown, text } from "../names.ts";
import { fullName, string, whole } from "../objects.ts";
import { databaseParam, schemaParam } from "../params.ts";
import { rowTable } from "../results.ts";
import { defineTool } from "../tool.ts";

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const getTable = defineTool({
  name: "snowflake_get_table",
  title: "Get a table",
  description:
    "Returns a table's or view's columns with types, keys and comments, its rows and bytes, and on request some rows as samples. Samples need a warehouse and SELECT; the rest needs neither. The full definition: snowflake_get_ddl.",
  access: "read",
  group: "core",
  scopes: ["USAGE", "SELECT for samples"],
  more: "Ask for fewer sample_rows.",
  input: z.object({
    table: z.string().min(1).max(800).describe("Name, such as ORDERS or DB.SCHEMA.ORDERS"),
    database: databaseParam,
    schema: schemaParam,
    sample_rows: z.int().min(0).max(20).default(0).describe("Rows to show as samples"),
  }),
  output: z.object({
    name: z.string(),
    kind: z.string().optional(),
    rows: z.int().optional(),
    bytes: z.int().optional(),
    comment: z.string().optional(),
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        nullable: z.boolean(),
        key: z.string().optional(),
        default: z.string().optional(),
        comment: z.string().optional(),
      }),
    ),
    samples: z.array(z.array(cell)).optional(),
  }),
  async run({ input, api }) {
    const name = fullName(input.table, input, api.defaults);
    const sql = quoted(name);
    const [database, schema, own = ""] = name.length === 3 ? name : [undefined, undefined, name.at(-1)];
    const place = database && schema ? ` IN SCHEMA ${quoted([database, schema])}` : "";
    // The description first: it alone tells whether the table is there.
    const described = await api.rows(`DESCRIBE TABLE ${sql}`);
    const [objects, foreign, samples] = await Promise.all([
      api.rows(`SHOW OBJECTS LIKE ${text(own)}${place}`),
      api.rows(`SHOW IMPORTED KEYS IN TABLE ${sql}`),
      input.sample_rows > 0 ? api.table(`SELECT * FROM ${sql} LIMIT ${input.sample_rows}`) : undefined,
    ]);
    // LIKE took the name for a pattern and may have found more.
    const object = objects.find((row) => row.name === own);
    return {
      name: shown(name),
      kind: string(object?.kind),
      rows: whole(object?.rows),
      bytes: whole(object?.bytes),
      comment: string(object?.comment),
      columns: described.map((row) => ({
        name: String(row.name),
        type: String(row.type),
        nullable: row["null?"] !== "N",
        key: keyOf(row, foreign),
        default: string(row.default),
        comment: string(row.comment),
      })),
      ...(samples ? { samples: samples.rows } : {}),
    };
  },
  render: ({ columns, samples, ...facts }) =>
    parts(
      fields(facts),
      table(columns, ["name", "type", "nullable", "key", "default", "comment"]),
      samples && `Sample rows:\n${rowTable(columns, samples)}`,
    ),
});

function keyOf(column: Row, foreign: readonly Row[]): string | undefined {
  const link = foreign.find((row) => row.fk_column_name === column.name);
  const target = link
    ? `references ${shown([link.pk_database_name, link.pk_schema_name, link.pk_table_name].map(String))}(${String(link.pk_column_name)})`
    : "";
  const own = column["primary key"] === "Y" ? "primary" : column["unique key"] === "Y" ? "unique" : "";
  return [own, target].filter(Boolean).join(", ") || undefined;
}
