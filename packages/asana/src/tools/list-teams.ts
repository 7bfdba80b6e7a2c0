import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { findWorkspace } from "../names.ts";
import { workspaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listTeams = defineTool({
  name: "asana_list_teams",
  title: "List teams",
  description:
    "Lists the teams of a workspace that the token can see. Their projects: asana_list_projects with team; their people: asana_list_users with team.",
  access: "read",
  group: "core",
  scopes: ["teams:read"],
  input: z.object({ workspace: workspaceParam, ...pageInput(100, 50) }),
  output: z.object({
    teams: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        description: z.string().optional(),
        url: z.string().optional(),
      }),
    ),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const { gid } = await findWorkspace(api, input.workspace);
    const { rows, ...next } = await collect(input, (token, size) => api.teams(gid, token, size));
    return {
      teams: rows.map(({ gid, name = "", description, permalink_url: url }) => ({
        id: gid,
        name,
        description: description || undefined,
        url,
      })),
      ...next,
    };
  },
  render: (output) => parts(table(output.teams, ["id", "name", "description", "url"]), nextPage(output)),
});
