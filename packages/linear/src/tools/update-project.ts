import { InputError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { ProjectUpdate } from "../documents/projects.ts";
import { projectShape, showProject } from "../format.ts";
import { findNames, pick } from "../names.ts";
import { clearable, clearableDate, markdown, name, priorityParam } from "../params.ts";
import { namesOf, projectFields } from "../project-input.ts";
import { defineTool } from "../tool.ts";

export const updateProject = defineTool({
  name: "linear_update_project",
  title: "Update project",
  description:
    "Changes a project and returns it. Only what is given changes; an empty text clears lead and dates; teams and members replace the lists there are. To report how a project is doing use linear_add_project_update.",
  access: "write",
  group: "projects",
  scopes: ["write"],
  idempotent: true,
  input: z.object({
    project: name("Project name, link or id"),
    name: z.string().min(1).max(255).optional().describe("New name"),
    summary: z.string().max(255).optional().describe("One line"),
    content: markdown.optional().describe("Description in Markdown, replaces all of it"),
    teams: z.array(z.string().min(1).max(200)).min(1).max(20).optional().describe("Replaces all teams"),
    lead: clearable("Name, e-mail or me"),
    members: z.array(z.string().min(1).max(200)).max(50).optional().describe("Replaces all members"),
    status: name("Status name or type").optional(),
    priority: priorityParam,
    start_date: clearableDate,
    target_date: clearableDate,
  }),
  output: projectShape,
  async run({ input, api }) {
    const { project, ...changes } = input;
    if (Object.values(changes).every((value) => value === undefined))
      throw new InputError("Nothing to change: pass at least one field besides project.");
    const found = await findNames(api, { ...namesOf(changes), project });
    const { id } = await pick(api, "project", found, project);
    const projectInput = await projectFields(api, found, changes);
    const row = await api.mutate(ProjectUpdate, { id, input: projectInput }, `project ${project}`);
    return showProject(row.projectUpdate.project);
  },
  render: (project) => `Updated project\n${fields(project)}`,
});
