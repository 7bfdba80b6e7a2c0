import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { nameParam } from "../params.ts";
import { since, sinceParam } from "../since.ts";
import { showStatus, statusFields, statusParent, statusShape, statusText } from "../status.ts";
import { defineTool } from "../tool.ts";

export const listStatusUpdates = defineTool({
  name: "asana_list_status_updates",
  title: "List status updates",
  description:
    "Returns the status updates of a project, portfolio or goal as Markdown, newest first: on track, at risk and so on, with author and time. The latest status of many projects comes with asana_list_projects.",
  access: "read",
  group: "projects",
  scopes: [],
  more: "Pass a smaller limit with cursor.",
  input: z.object({
    parent: nameParam.describe("Project or portfolio, by name or id; goal, by id"),
    parent_type: z.enum(["project", "portfolio", "goal"]).default("project").describe("What parent names"),
    created_since: sinceParam("Written since"),
    ...pageInput(100, 10),
  }),
  output: z.object({ status_updates: z.array(statusShape), ...pageOutput }),
  async run({ input, api }) {
    const parent = await statusParent(api, input.parent, input.parent_type);
    const created = since("created_since", input.created_since);
    const { rows, ...next } = await collect(input, (token, size) =>
      api.statuses({ parent, created_since: created }, token, size, statusFields),
    );
    return { status_updates: rows.map(showStatus), ...next };
  },
  render: (output) =>
    parts(output.status_updates.map(statusText).join("\n\n") || "No status updates.", nextPage(output)),
});
