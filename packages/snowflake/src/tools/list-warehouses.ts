import { parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { like, string, whole } from "../objects.ts";
import { likeParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listWarehouses = defineTool({
  name: "snowflake_list_warehouses",
  title: "List warehouses",
  description:
    "Lists the warehouses that the session's role can see: size, state, statements that run and that wait, auto-suspend. Use it to choose a warehouse for snowflake_run_query, or to see why queries wait.",
  access: "read",
  group: "core",
  scopes: ["USAGE"],
  more: "Search with query.",
  input: z.object({ query: likeParam }),
  output: z.object({
    warehouses: z.array(
      z.object({
        name: z.string(),
        state: z.string().optional(),
        size: z.string().optional(),
        type: z.string().optional(),
        running: z.int().optional(),
        queued: z.int().optional(),
        auto_suspend_seconds: z.int().optional(),
        current: z.boolean(),
        owner: z.string().optional(),
        comment: z.string().optional(),
      }),
    ),
  }),
  async run({ input, api }) {
    const rows = await api.rows(`SHOW WAREHOUSES${like(input.query)}`);
    const warehouses = rows.map((row) => ({
      name: String(row.name),
      state: string(row.state)?.toLowerCase(),
      size: string(row.size),
      type: string(row.type),
      running: whole(row.running),
      queued: whole(row.queued),
      auto_suspend_seconds: whole(row.auto_suspend),
      current: row.is_current === "Y" || row.is_current === true,
      owner: string(row.owner),
      comment: string(row.comment),
    }));
    return { warehouses };
  },
  render: ({ warehouses }) =>
    parts(
      table(warehouses, [
        "name",
        "state",
        "size",
        "running",
        "queued",
        "auto_suspend_seconds",
        "current",
        "comment",
      ]),
    ),
});
