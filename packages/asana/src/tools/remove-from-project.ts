import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { showTask, taskFields, taskLines, taskShape } from "../format.ts";
import { findProject } from "../names.ts";
import { projectParam, taskId, taskParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const removeFromProject = defineTool({
  name: "asana_remove_from_project",
  title: "Remove task from project",
  description:
    "Takes a task out of a project. The task itself stays, but a task in no project is hard to find again: keep its id. Returns the task with the projects that are left.",
  access: "destroy",
  group: "projects",
  idempotent: true,
  scopes: ["tasks:write", "tasks:read", "projects:read"],
  input: z.object({ task: taskParam, project: projectParam }),
  output: taskShape,
  async run({ input, api }) {
    const id = taskId(input.task);
    await api.relate(id, "removeProject", { project: await findProject(api, input.project) });
    return showTask(await api.task(id, taskFields));
  },
  render: (task) => `Removed task ${task.id} from the project\n${fields(taskLines(task))}`,
});
