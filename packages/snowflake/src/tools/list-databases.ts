import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { like, showPage, string } from "../objects.ts";
import { likeParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listDatabases = defineTool({
  name: "snowflake_list_databases",
  title: "List databases",
  description:
    "Lists the databases that the session's role can see, with owner and comment. Needs no warehouse and costs nothing. Go on with snowflake_list_schemas or snowflake_list_tables.",
  access: "read",
  group: "core",
  scopes: ["USAGE"],
  input: z.object({ query: likeParam, ...pageInput(1000, 50) }),
  output: z.object({
    databases: z.array(
      z.object({
        name: z.string(),
        kind: z.string().optional(),
        owner: z.string().optional(),
        comment: z.string().optional(),
        created_at: z.string().optional(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const command = `SHOW DATABASES${like(input.query)}`;
    const { rows, ...next } = await collect(input, (token, size) => showPage(api, command, token, size));
    const databases = rows.map((row) => ({
      name: String(row.name),
      kind: string(row.kind),
      owner: string(row.owner),
      comment: string(row.comment),
      created_at: string(row.created_on),
    }));
    return { databases, ...next };
  },
  render: (output) =>
    parts(table(output.databases, ["name", "kind", "owner", "comment", "created_at"]), nextPage(output)),
});
