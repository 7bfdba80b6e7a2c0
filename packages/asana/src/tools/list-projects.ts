import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { projectFields, projectShape, projectTable, showProjects } from "../format.ts";
import { findTeam, findWorkspace } from "../names.ts";
import { nameParam, workspaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listProjects = defineTool({
  name: "asana_list_projects",
  title: "List projects",
  description:
    "Lists the projects of a workspace or a team with owner, dates and latest status. Shows active projects, with archived: true the archived ones instead. In a large organization pass team. To find a project by name use asana_search_objects.",
  access: "read",
  group: "core",
  scopes: ["projects:read"],
  more: "Pass a smaller limit.",
  input: z.object({
    team: nameParam.optional().describe("Team, by name or id"),
    archived: z.boolean().default(false).describe("true: archived projects, false: active ones"),
    workspace: workspaceParam,
    ...pageInput(100),
  }),
  output: z.object({ projects: z.array(projectShape), ...pageOutput }),
  async run({ input, api }) {
    const { archived, workspace } = input;
    const team = input.team === undefined ? undefined : await findTeam(api, input.team, workspace);
    const space = team === undefined ? (await findWorkspace(api, workspace)).gid : undefined;
    const { rows, ...next } = await collect(input, (token, size) =>
      team === undefined
        ? api.projects({ workspace: space, archived }, token, size, projectFields)
        : api.teamProjects(team, { archived }, token, size, projectFields),
    );
    return { projects: await showProjects(api, rows), ...next };
  },
  render: (output) => parts(projectTable(output.projects), nextPage(output)),
});
