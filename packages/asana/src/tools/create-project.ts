import { ToolError, UpstreamError } from "@sophia-mcp/core/errors";
import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { projectFields, projectShape, showProjects } from "../format.ts";
import { findTeam, findWorkspace, userValue } from "../names.ts";
import { dayParam, markdownParam, nameParam, workspaceParam } from "../params.ts";
import { toHtml } from "../to-html.ts";
import { defineTool } from "../tool.ts";

export const createProject = defineTool({
  name: "asana_create_project",
  title: "Create project",
  description:
    "Creates a project, with sections in the given order, and returns it with its link. In an organization it needs a team: asana_list_teams. Asana has no protection against a second project of the same name: look it up first.",
  access: "write",
  group: "projects",
  scopes: ["projects:write"],
  input: z.object({
    name: z.string().min(1).max(1024).describe("Project name"),
    team: nameParam.optional().describe("Team, by name or id; needed in an organization"),
    notes: markdownParam.optional().describe("Description in Markdown"),
    owner: nameParam.optional().describe("Person, by name, e-mail, id or me; default: you"),
    start_date: dayParam.optional().describe("Needs due_date and a paid plan"),
    due_date: dayParam.optional().describe("As 2026-11-30"),
    privacy: z
      .enum(["public_to_workspace", "private"])
      .optional()
      .describe("Who can see it; default: the team's own setting"),
    view: z.enum(["list", "board", "calendar", "timeline"]).optional().describe("View that opens first"),
    sections: z.array(nameParam).max(30).default([]).describe("Names of sections to create, in order"),
    workspace: workspaceParam,
  }),
  output: z.object({ ...projectShape.shape, sections: z.array(z.string()).optional() }),
  async run({ input, api }) {
    const { workspace } = input;
    const team = input.team === undefined ? undefined : await findTeam(api, input.team, workspace);
    const data = {
      name: input.name,
      ...(team === undefined ? { workspace: (await findWorkspace(api, workspace)).gid } : {}),
      ...(input.notes === undefined ? {} : { html_notes: await toHtml(input.notes, "notes") }),
      ...(input.owner === undefined ? {} : { owner: await userValue(api, input.owner, workspace) }),
      ...(input.start_date === undefined ? {} : { start_on: input.start_date }),
      ...(input.due_date === undefined ? {} : { due_on: input.due_date }),
      ...(input.privacy === undefined ? {} : { privacy_setting: input.privacy }),
      ...(input.view === undefined ? {} : { default_view: input.view }),
    };
    const created = await api.createProject(data, team, projectFields);
    const sections: string[] = [];
    for (const name of input.sections) {
      const section = await api.createSection(created.gid, name).catch((error: unknown) => {
        if (!(error instanceof ToolError)) throw error;
        throw new UpstreamError(
          `The project was created (${created.gid}) but not its section "${name}": ${error.message} Do not create it again; use asana_update_project.`,
          { ...error.details, retryable: false, cause: error },
        );
      });
      sections.push(`${name} [${section.gid}]`);
    }
    const [shown] = await showProjects(api, [created]);
    const project = shown ?? { id: created.gid, name: input.name, url: "" };
    return { ...project, ...(sections.length > 0 ? { sections } : {}) };
  },
  render: (project) => `Created project ${project.id}\n${fields({ ...project, archived: undefined })}`,
});
