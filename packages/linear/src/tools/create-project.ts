import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { Project, ProjectCreate } from "../documents/projects.ts";
import { projectShape, showProject } from "../format.ts";
import { findNames } from "../names.ts";
import { dateParam, markdown, name, ownIdParam, priorityParam } from "../params.ts";
import { namesOf, projectFields } from "../project-input.ts";
import { defineTool } from "../tool.ts";

export const createProject = defineTool({
  name: "linear_create_project",
  title: "Create project",
  description:
    "Creates a project in one or more teams and returns it with its link. Teams, lead, members and status are given by name. Without a status the workspace's default is used. A broken connection cannot double it.",
  access: "write",
  group: "projects",
  scopes: ["write"],
  input: z.object({
    name: z.string().min(1).max(255).describe("Name"),
    teams: z.array(z.string().min(1).max(200)).min(1).max(20).describe("Team names or keys"),
    summary: z.string().max(255).optional().describe("One line"),
    content: markdown.optional().describe("Description in Markdown"),
    lead: name("Name, e-mail or me").optional(),
    members: z.array(z.string().min(1).max(200)).max(50).optional().describe("Names or e-mails"),
    status: name("Status name or type").optional(),
    priority: priorityParam,
    start_date: dateParam,
    target_date: dateParam,
    id: ownIdParam,
  }),
  output: projectShape,
  async run({ input, api }) {
    const { id, ...changes } = input;
    const found = await findNames(api, namesOf(changes));
    const { teamIds, ...projectInput } = await projectFields(api, found, changes);
    const row = await api.create(
      id,
      async (own) => {
        const all = { ...projectInput, id: own, name: input.name, teamIds: teamIds ?? [] };
        return (await api.mutate(ProjectCreate, { input: all }, "team of that id")).projectCreate.project;
      },
      async (own) => (await api.query(Project, { id: own }, `project ${own}`)).project,
    );
    return showProject(row);
  },
  render: (project) => `Created project\n${fields(project)}`,
});
