import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { fieldsFor, showTask, taskRow, taskTable } from "../format.ts";
import { detailParam, nameParam, workspaceParam } from "../params.ts";
import { sinceParam } from "../since.ts";
import { taskSource } from "../task-source.ts";
import { defineTool } from "../tool.ts";

export const listTasks = defineTool({
  name: "asana_list_tasks",
  title: "List tasks",
  description:
    "Lists the tasks of a project, a section, a tag or a person, in Asana's order; with none of these, your own tasks. Shows open tasks, with completed: true the completed ones instead. Works on every plan and is up to date at once. For words, dates or custom fields use asana_search_tasks.",
  access: "read",
  group: "core",
  scopes: ["tasks:read", "projects:read"],
  more: "Pass a smaller limit.",
  input: z.object({
    project: nameParam.optional().describe("Project, by name, id or link"),
    section: nameParam.optional().describe("Section, by id, or by name together with project"),
    tag: nameParam.optional().describe("Tag, by name or id"),
    assignee: nameParam
      .optional()
      .describe("Person, by name, e-mail, id or me; none: unassigned, with project"),
    completed: z.boolean().default(false).describe("true: completed tasks, false: open ones"),
    updated_since: sinceParam("Changed since"),
    detail: detailParam,
    workspace: workspaceParam,
    ...pageInput(100),
  }),
  output: z.object({ tasks: z.array(taskRow), ...pageOutput }),
  async run({ input, api }) {
    const read = await taskSource(api, input, fieldsFor(input.detail));
    const { rows, ...next } = await collect(input, read);
    return { tasks: rows.map(showTask), ...next };
  },
  render: (output) => parts(taskTable(output.tasks), nextPage(output)),
});
