import { z } from "zod";
import { taskId, taskParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const deleteTask = defineTool({
  name: "asana_delete_task",
  title: "Delete task",
  description:
    "Moves a task to the trash of the person whom the token belongs to, with its subtasks. It can be restored there for 30 days, in Asana itself only. To finish a task use asana_update_task with completed: true.",
  access: "destroy",
  group: "core",
  scopes: ["tasks:delete", "tasks:read"],
  input: z.object({ task: taskParam }),
  output: z.object({ id: z.string(), name: z.string() }),
  async run({ input, api }) {
    const id = taskId(input.task);
    const { name = "" } = await api.task(id, "name");
    await api.deleteTask(id);
    return { id, name };
  },
  render: ({ id, name }) => `Deleted task ${id}: ${name}`,
});
