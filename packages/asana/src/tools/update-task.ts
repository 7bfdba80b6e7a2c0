import { fields } from "@sophia-mcp/core/render";
import { InputError } from "@sophia-mcp/core/errors";
import { z } from "zod";
import { storedFields } from "../custom-fields.ts";
import { fieldsFor, showTask, taskLines, taskShape } from "../format.ts";
import { findTag } from "../names.ts";
import {
  customFieldsParam,
  dayOrNone,
  dueDateParam,
  markdownParam,
  nameParam,
  taskId,
  taskParam,
} from "../params.ts";
import { taskData } from "../task-values.ts";
import { defineTool } from "../tool.ts";

export const updateTask = defineTool({
  name: "asana_update_task",
  title: "Update task",
  description:
    "Completes or reopens a task, or changes its name, assignee, dates, notes, parent, tags and custom fields; what is left out stays. Notes are replaced as a whole. Returns the task as it is afterwards. Sections and projects: asana_add_to_project.",
  access: "write",
  group: "core",
  idempotent: true,
  scopes: ["tasks:write", "tasks:read", "projects:read"],
  input: z.object({
    task: taskParam,
    completed: z.boolean().optional().describe("true completes the task, false reopens it"),
    name: z.string().min(1).max(1024).optional().describe("New name"),
    assignee: nameParam.optional().describe("Person, by name, e-mail, id or me; none clears"),
    due_date: dueDateParam.optional().describe("2026-11-30 or 2026-11-30T17:00:00Z; none clears"),
    start_date: dayOrNone.optional().describe("2026-11-20; none clears; paid plans"),
    notes: markdownParam.optional().describe("New description in Markdown, in place of the old one"),
    parent: z.string().max(300).optional().describe("New parent, by id or link; none: no parent"),
    add_tags: z.array(nameParam).max(20).default([]).describe("Tags to add, by name or id"),
    remove_tags: z.array(nameParam).max(20).default([]).describe("Tags to remove, by name or id"),
    custom_fields: customFieldsParam.optional(),
  }),
  output: taskShape,
  async run({ input, api }) {
    const id = taskId(input.task);
    const { task: _task, parent, add_tags, remove_tags, custom_fields: values, completed, ...rest } = input;
    const parentId = parent === undefined || parent === "none" ? null : taskId(parent);
    const tags = [
      ...(await Promise.all(add_tags.map(async (tag) => ["addTag", await findTag(api, tag)] as const))),
      ...(await Promise.all(remove_tags.map(async (tag) => ["removeTag", await findTag(api, tag)] as const))),
    ];
    const data = {
      ...(await taskData(api, rest)),
      ...(completed === undefined ? {} : { completed }),
      ...(values ? { custom_fields: await storedFields(api, await fieldsOf(id), values) } : {}),
    };
    if (Object.keys(data).length === 0 && tags.length === 0 && parent === undefined)
      throw new InputError(
        "Nothing to change: pass at least one of completed, name, assignee, due_date and so on.",
      );
    const whole = fieldsFor("full");
    const changed = Object.keys(data).length > 0 ? await api.updateTask(id, data, whole) : undefined;
    for (const [action, tag] of tags) await api.relate(id, action, { tag });
    if (parent !== undefined) await api.relate(id, "setParent", { parent: parentId });
    const fresh = tags.length === 0 && parent === undefined ? changed : undefined;
    return showTask(fresh ?? (await api.task(id, whole)));

    async function fieldsOf(gid: string) {
      const wanted =
        "name,type,is_value_read_only,is_formula_field,enum_options.name,enum_options.enabled".replace(
          /(^|,)/g,
          "$1custom_fields.",
        );
      return (await api.task(gid, wanted)).custom_fields ?? [];
    }
  },
  render: (task) => `Updated task ${task.id}\n${fields(taskLines(task))}`,
});
