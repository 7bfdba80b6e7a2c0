import { pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { fieldsFor, showTask, taskRow, taskTable } from "../format.ts";
import { findWorkspace, isPaidOnly } from "../names.ts";
import { dayParam, nameParam, workspaceParam } from "../params.ts";
import { listInstead, searchPage, searchQuery } from "../search.ts";
import { sinceParam } from "../since.ts";
import { defineTool } from "../tool.ts";

export const searchTasks = defineTool({
  name: "asana_search_tasks",
  title: "Search tasks",
  description:
    "Searches open or completed tasks by text, person, project, dates and custom fields. It lags by a minute. On a free plan it lists tasks and filters by name, and note says so. All tasks of a project: asana_list_tasks.",
  access: "read",
  group: "core",
  scopes: ["tasks:read", "projects:read"],
  more: "Pass a smaller limit, or narrow the search.",
  search: {
    query: "query",
    limit: "limit",
    since: "updated_since",
    kind: "task",
    results: "tasks",
    title: "name",
    url: "url",
    updated: "updated_at",
    about: ["assignee", "projects", "due_date"],
    calls: [{ arguments: { completed: false } }, { arguments: { completed: true } }],
  },
  input: z.object({
    query: z.string().max(500).optional().describe("Words in name or notes"),
    assignee: nameParam.optional().describe("Name, e-mail, id, me or none"),
    project: nameParam.optional().describe("By name, id or link"),
    tag: nameParam.optional().describe("By name or id"),
    completed: z.boolean().default(false).describe("true: completed, false: open"),
    due_after: dayParam.optional().describe("Due after this day"),
    due_before: dayParam.optional().describe("Due before this day"),
    updated_since: sinceParam("Changed since"),
    custom_fields: z
      .record(nameParam, z.string().max(1000))
      .optional()
      .describe("Name to value; shows all fields"),
    sort_by: z
      .enum(["updated_at", "created_at", "due_date"])
      .default("updated_at")
      .describe("due_date: earliest first, one page"),
    workspace: workspaceParam,
    ...pageInput(100),
  }),
  output: z.object({ tasks: z.array(taskRow), note: z.string().optional(), ...pageOutput }),
  async run({ input, api }) {
    const { gid } = await findWorkspace(api, input.workspace);
    const fields = fieldsFor(input.custom_fields ? "full" : "concise");
    try {
      const query = await searchQuery(api, gid, input);
      const { rows, ...next } = await searchPage(api, gid, query, input, fields);
      return { tasks: rows.map(showTask), ...next };
    } catch (error) {
      if (!isPaidOnly(error)) throw error;
      const { rows, note, ...next } = await listInstead(api, gid, input, fields);
      return { tasks: rows.map(showTask), note, ...next };
    }
  },
  render: (output) => parts(output.note, taskTable(output.tasks), nextPage(output)),
});
