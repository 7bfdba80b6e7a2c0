import { fields, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { addActivity, kinds, writtenShape } from "../activities.ts";
import { associationsParam, markdownParam, ownerParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const createTask = defineTool({
  name: "hubspot_create_task",
  title: "Create task",
  description:
    "Creates a task with a due date for an owner, on the timeline of the given records. A day without a time is due at 8:00 in the account's time zone. HubSpot has no protection against a second task of the same title. Set hs_task_status with hubspot_update_object to complete it.",
  access: "write",
  group: "core",
  scopes: ["crm.objects.contacts.write"],
  input: z.object({
    title: z.string().min(1).max(500).describe("What is to be done"),
    due_date: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}\S{0,20})?$/, "pass 2026-11-30 or 2026-11-30T15:00:00Z")
      .describe("As 2026-11-30 or 2026-11-30T15:00:00Z"),
    body: markdownParam.optional().describe("More about it, in Markdown"),
    type: z.string().max(100).default("TODO").describe("To-do, Call or Email"),
    priority: z.string().max(100).optional().describe("Low, Medium or High"),
    owner: ownerParam,
    associations: associationsParam.default([]),
  }),
  output: writtenShape,
  async run({ input, api }) {
    const properties = {
      hs_task_subject: input.title,
      hs_timestamp: input.due_date,
      hs_task_status: "NOT_STARTED",
      hs_task_type: input.type,
      hs_task_priority: input.priority,
      hubspot_owner_id: input.owner,
    };
    return addActivity(api, kinds.task, properties, input.body, input.associations);
  },
  render: ({ id, time, ...task }) => parts(`Created task ${id}, due ${time}`, fields(task)),
});
