import { z } from "zod";
import { markdownParam, nameParam } from "../params.ts";
import { showStatus, statusFields, statusParent, statusShape, statusText } from "../status.ts";
import { toHtml } from "../to-html.ts";
import { defineTool } from "../tool.ts";

export const addStatusUpdate = defineTool({
  name: "asana_add_status_update",
  title: "Add status update",
  description:
    "Posts a status update on a project, portfolio or goal, in Markdown, and makes it the current one. Its followers are notified. Headings become bold lines. achieved, partial, missed and dropped are for goals.",
  access: "write",
  group: "projects",
  scopes: [],
  input: z.object({
    parent: nameParam.describe("Project or portfolio, by name or id; goal, by id"),
    parent_type: z.enum(["project", "portfolio", "goal"]).default("project").describe("What parent names"),
    status: z
      .enum([
        "on_track",
        "at_risk",
        "off_track",
        "on_hold",
        "complete",
        "achieved",
        "partial",
        "missed",
        "dropped",
      ])
      .describe("How it is going"),
    text: markdownParam.min(1).describe("What to report, in Markdown"),
    title: z.string().max(500).optional().describe("Default: the date, as Asana words it"),
  }),
  output: statusShape,
  async run({ input, api }) {
    const data = {
      parent: await statusParent(api, input.parent, input.parent_type),
      status_type: input.status,
      html_text: await toHtml(input.text, "comment"),
      ...(input.title === undefined ? {} : { title: input.title }),
    };
    return showStatus(await api.addStatus(data, statusFields));
  },
  render: (update) => `Added status update\n${statusText(update)}`,
});
