import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { showTask, taskFields, taskLines, taskShape } from "../format.ts";
import { findProject, findSection } from "../names.ts";
import { nameParam, taskId, taskParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const addToProject = defineTool({
  name: "asana_add_to_project",
  title: "Add task to project or section",
  description:
    "Puts a task into a project, or moves it to another section of a project that it is in. Its other projects stay: asana_remove_from_project takes it out. Returns the task with all its projects and sections.",
  access: "write",
  group: "core",
  idempotent: true,
  scopes: ["tasks:write", "tasks:read", "projects:read"],
  input: z.object({
    task: taskParam,
    project: nameParam.optional().describe("Project, by name, id or link; not needed with a section's id"),
    section: nameParam.optional().describe("Section, by name or id; default: the first one"),
  }),
  output: taskShape,
  async run({ input, api }) {
    const id = taskId(input.task);
    const project = input.project === undefined ? undefined : await findProject(api, input.project);
    const section = input.section === undefined ? undefined : await findSection(api, input.section, project);
    if (project !== undefined)
      await api.relate(id, "addProject", { project, ...(section === undefined ? {} : { section }) });
    else if (section === undefined) throw new InputError("Pass project, section, or both.");
    else await api.moveToSection(section, id);
    return showTask(await api.task(id, taskFields));
  },
  render: (task) => `Placed task ${task.id}\n${fields(taskLines(task))}`,
});
