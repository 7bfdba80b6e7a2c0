import type { AsanaApi } from "./api.ts";
import { userValue } from "./names.ts";
import { dueFields } from "./params.ts";
import { toHtml } from "./to-html.ts";

export interface TaskValues {
  name?: string | undefined;
  assignee?: string | undefined;
  due_date?: string | undefined;
  start_date?: string | undefined;
  notes?: string | undefined;
}

/** What creating and changing a task have in common, as Asana wants it. */
export async function taskData(
  api: AsanaApi,
  values: TaskValues,
  workspace?: string,
): Promise<Record<string, unknown>> {
  return {
    ...(values.name === undefined ? {} : { name: values.name }),
    ...(values.assignee === undefined ? {} : { assignee: await userValue(api, values.assignee, workspace) }),
    ...dueFields(values.due_date),
    ...(values.start_date === undefined
      ? {}
      : { start_on: values.start_date === "none" ? null : values.start_date }),
    ...(values.notes === undefined ? {} : { html_notes: await toHtml(values.notes, "notes") }),
  };
}
