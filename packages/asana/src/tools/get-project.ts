import { fields, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { fieldShape, fieldTable, showField } from "../field-format.ts";
import { projectFields, projectShape, showProjects } from "../format.ts";
import { findProject, ifAvailable } from "../names.ts";
import { projectParam } from "../params.ts";
import { toMarkdown } from "../to-markdown.ts";
import { defineTool } from "../tool.ts";

export const getProject = defineTool({
  name: "asana_get_project",
  title: "Get project",
  description:
    "Returns one project with notes (Markdown), sections, custom fields with the names of their options, and counts of open and completed tasks. Read it before writing sections or custom fields. Its tasks: asana_list_tasks.",
  access: "read",
  group: "core",
  scopes: ["projects:read", "custom_fields:read"],
  input: z.object({ project: projectParam }),
  output: z.object({
    ...projectShape.shape,
    notes: z.string().optional(),
    open_tasks: z.int().optional(),
    completed_tasks: z.int().optional(),
    sections: z.array(z.object({ id: z.string(), name: z.string() })),
    custom_fields: z.array(fieldShape).optional(),
  }),
  async run({ input, api }) {
    const gid = await findProject(api, input.project);
    const [project, sections, settings, counts] = await Promise.all([
      api.project(gid, `${projectFields},html_notes`),
      api.sections(gid),
      ifAvailable(api.fieldSettings(gid)),
      ifAvailable(api.taskCounts(gid)),
    ]);
    const [shown] = await showProjects(api, [project]);
    const notes = toMarkdown(project.html_notes ?? "");
    return {
      ...(shown ?? { id: gid, name: "", url: "" }),
      ...(notes === "" ? {} : { notes }),
      open_tasks: counts?.num_incomplete_tasks,
      completed_tasks: counts?.num_completed_tasks,
      sections: sections.map(({ gid: id, name = "" }) => ({ id, name })),
      custom_fields: settings?.map(({ custom_field: field }) => showField(field)),
    };
  },
  render: ({ notes, sections, custom_fields, ...project }) =>
    parts(
      fields({ ...project, archived: project.archived ? "yes" : undefined }),
      notes && `Notes\n${notes}`,
      `Sections\n${table(sections, ["id", "name"])}`,
      custom_fields && custom_fields.length > 0 && `Custom fields\n${fieldTable(custom_fields)}`,
    ),
});
