import { ToolError, UpstreamError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { knownFields, storedFields } from "../custom-fields.ts";
import { fieldsFor, showTask, taskLines, taskShape } from "../format.ts";
import { findProject, findSection, findTag, findUser, findWorkspace } from "../names.ts";
import {
  customFieldsParam,
  dayParam,
  dueDateParam,
  markdownParam,
  nameParam,
  taskId,
  workspaceParam,
} from "../params.ts";
import { taskData } from "../task-values.ts";
import { defineTool } from "../tool.ts";

export const createTask = defineTool({
  name: "asana_create_task",
  title: "Create task",
  description:
    "Creates a task, in a project and section, or as a subtask of parent, and returns it with its link. Without project and parent only you and the assignee see it. Asana has no protection against a second task of the same name: search first when unsure.",
  access: "write",
  group: "core",
  scopes: ["tasks:write", "tasks:read", "projects:read"],
  input: z.object({
    name: z.string().min(1).max(1024).describe("Task name"),
    project: nameParam.optional().describe("Project, by name, id or link"),
    section: nameParam.optional().describe("Section of the project, by name or id"),
    assignee: nameParam.optional().describe("Person, by name, e-mail, id or me"),
    due_date: dueDateParam.optional().describe("2026-11-30, or with a time 2026-11-30T17:00:00Z"),
    start_date: dayParam.optional().describe("Needs due_date and a paid plan"),
    notes: markdownParam.optional().describe("Description in Markdown"),
    parent: z.string().max(300).optional().describe("Parent task, by id or link"),
    tags: z.array(nameParam).max(20).default([]).describe("Tags, by name or id"),
    followers: z.array(nameParam).max(20).default([]).describe("People, by name, e-mail or id"),
    custom_fields: customFieldsParam.optional(),
    workspace: workspaceParam,
  }),
  output: taskShape,
  async run({ input, api }) {
    const parent = input.parent === undefined ? undefined : taskId(input.parent);
    const project =
      input.project === undefined ? undefined : await findProject(api, input.project, input.workspace);
    const section = input.section === undefined ? undefined : await findSection(api, input.section, project);
    const workspace = async () => (await findWorkspace(api, input.workspace)).gid;
    const values = input.custom_fields ?? {};
    const known = Object.keys(values).length > 0 ? await knownFields(api, project, workspace) : [];
    const data = {
      ...(await taskData(api, input, input.workspace)),
      ...(project === undefined ? {} : { projects: [project] }),
      ...(project === undefined && parent === undefined ? { workspace: await workspace() } : {}),
      ...listOf("tags", await Promise.all(input.tags.map((tag) => findTag(api, tag, input.workspace)))),
      ...listOf(
        "followers",
        await Promise.all(
          input.followers.map(async (one) => (await findUser(api, one, input.workspace)).gid),
        ),
      ),
      ...(known.length > 0 ? { custom_fields: await storedFields(api, known, values) } : {}),
    };
    const created = await api.createTask(data, parent, fieldsFor("full"));
    if (section === undefined) return showTask(created);
    await api.moveToSection(section, created.gid).catch((error: unknown) => {
      if (!(error instanceof ToolError)) throw error;
      throw new UpstreamError(
        `The task was created (${created.gid}) but not put into its section: ${error.message} Do not create it again; use asana_add_to_project.`,
        { ...error.details, retryable: false, cause: error },
      );
    });
    return showTask(await api.task(created.gid, fieldsFor("full")));
  },
  render: (task) => `Created task ${task.id}\n${fields(taskLines(task))}`,
});

const listOf = (key: string, list: readonly string[]) => (list.length > 0 ? { [key]: list } : {});
